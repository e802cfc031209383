package org.consentgateway.server.adapter.undertow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.consentgateway.server.port.Dependencies;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Identified;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.Permitted;
import org.consentgateway.server.stage.Received;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.Released;
import org.consentgateway.server.stage.Stage;
import org.consentgateway.server.stage.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoadTest {

    private static final Received RECEIVED = Stages.received("GET", "Patient/1");

    private final List<String> ran = new CopyOnWriteArrayList<>();

    private <I extends Stage> Step<I> step(String name, Class<I> takes, Function<I, Stage> next) {
        return Stages.step(takes, stage -> {
            ran.add(name);
            return CompletableFuture.completedFuture(next.apply(stage));
        });
    }

    private Map<String, Step<?>> steps() {
        return Map.of(
                "identify", step("identify", Received.class, received -> Stages.identified(received, false)),
                "rule", step("rule", Identified.class, Stages::permitted),
                "forward", step("forward", Permitted.class, Stages::answered),
                "release", step("release", Answered.class, Stages::released),
                "refuse", step("refuse", Identified.class, identified -> Outcomes.refused(identified.ask(), 403)));
    }

    private static String route(List<String> names) {
        StringBuilder yaml =
                new StringBuilder("- route:\n    id: fhir\n    from:\n      uri: gateway:fhir\n      steps:\n");
        names.forEach(
                name -> yaml.append("        - process: {ref: ").append(name).append("}\n"));
        return yaml.toString();
    }

    private Stage walk(String... names) throws Exception {
        Road road = Road.unguarded(Map.of("fhir.camel.yaml", route(List.of(names))), steps());
        road.start();
        try {
            CompletionStage<Stage> end = road.walk(RECEIVED);
            return end.toCompletableFuture().get(10, TimeUnit.SECONDS);
        } finally {
            road.stop();
        }
    }

    @Test
    void the_whole_road_ends_in_a_release() throws Exception {
        // When
        Stage end = walk("identify", "rule", "forward", "release");

        // Then
        assertThat(end).isInstanceOf(Released.class);
        assertThat(ran).containsExactly("identify", "rule", "forward", "release");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "identify forward release",
                "rule forward release",
                "forward release",
                "release",
                "identify release",
                "identify identify",
                "identify rule release"
            })
    void without_the_guard_a_route_that_leaves_a_step_out_is_500_and_forwards_nothing(String names) throws Exception {
        // When
        Stage end = walk(names.split(" ", -1));

        // Then
        assertThat(end).isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.status())
                .isEqualTo(500));
        assertThat(ran).doesNotContain("forward", "release");
    }

    @Test
    void without_the_guard_a_route_that_never_releases_is_500() throws Exception {
        // When
        Stage end = walk("identify", "rule", "forward");

        // Then
        assertThat(end).isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.status())
                .isEqualTo(500));
    }

    @Test
    void a_refusal_is_the_end_and_no_later_step_runs() throws Exception {
        // When
        Stage end = walk("identify", "refuse", "rule", "forward", "release");

        // Then
        assertThat(end).isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.status())
                .isEqualTo(403));
        assertThat(ran).containsExactly("identify", "refuse");
    }

    @Test
    void a_tap_that_does_not_deliver_is_told_once_and_again_when_it_does(@TempDir Path folder) throws Exception {
        // Given
        List<String> told = new CopyOnWriteArrayList<>();
        Dependencies dependencies = new Dependencies(told::add, System::nanoTime);
        Path taps = Files.writeString(folder.resolve("taps"), "a file where the folder of the tap should be");
        String routes = """
                - route:
                    id: fhir
                    from:
                      uri: gateway:fhir
                      steps:
                        - process: {ref: identify}
                        - process: {ref: rule}
                        - process: {ref: forward}
                        - process: {ref: release}
                        - wireTap: {uri: "direct:log"}
                - route:
                    id: log
                    from:
                      uri: direct:log
                      steps:
                        - setBody: {expression: {language: {language: request, expression: summary}}}
                        - to: {uri: "file:%s", parameters: {fileName: log.txt, fileExist: Append}}
                """.formatted(taps);
        Road road = new Road(
                Map.of("fhir.camel.yaml", routes), steps(), dependencies, InstantSource.system(), TapCalls.DIRECT);
        road.start();
        try {
            // When
            for (int i = 0; i < 3; i++) assertThat(walked(road)).isInstanceOf(Released.class);
            await().untilAsserted(() ->
                    assertThat(dependencies.down(Dependencies.Kind.TAP)).isEqualTo(1));
            Files.delete(taps);
            walked(road);

            // Then
            await().untilAsserted(() ->
                    assertThat(dependencies.down(Dependencies.Kind.TAP)).isZero());
            assertThat(told).hasSize(2);
            assertThat(told.get(0))
                    .startsWith("tap to `file://" + taps + "` does not deliver")
                    .contains("`routes.dir`");
            assertThat(told.get(1)).endsWith("can be used again");
        } finally {
            road.stop();
        }
    }

    @Test
    void taps_that_are_behind_lose_lines_delay_no_answer_and_are_told_of() throws Exception {
        // Given: who takes connections and never answers
        List<String> told = new CopyOnWriteArrayList<>();
        Dependencies dependencies = new Dependencies(told::add, System::nanoTime);
        ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        String routes = """
                - route:
                    id: collector
                    from:
                      uri: gateway:released
                      steps:
                        - setBody: {expression: {language: {language: request, expression: summary}}}
                        - to: {uri: "http://127.0.0.1:%d/lines"}
                """.formatted(silent.getLocalPort());
        TapCalls patient = new TapCalls(Optional.empty(), Duration.ofMinutes(5), Duration.ofMinutes(5));
        Road road = new Road(
                Map.of("collector.camel.yaml", routes), steps(), dependencies, InstantSource.system(), patient);
        road.start();
        try (silent) {
            // When: more than wait and are being sent
            for (int i = 0; i < 300; i++) assertThat(walked(road)).isInstanceOf(Released.class);

            // Then
            assertThat(dependencies.down(Dependencies.Kind.TAP)).isEqualTo(1);
            assertThat(told)
                    .singleElement(STRING)
                    .isEqualTo("the taps of the routes are behind, and lines are lost: see each `to` in `routes.dir`");
        } finally {
            road.stop();
        }
    }

    private static Stage walked(Road road) throws Exception {
        return road.walk(RECEIVED).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
