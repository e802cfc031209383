package org.consentgateway.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.consentgateway.server.adapter.undertow.Road;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RouteFilesTest {

    private static final String REFUSED = "# refused: ";

    static List<Path> badRoutes() throws IOException {
        return RouteFiles.in("bad-routes");
    }

    static List<Path> examples() throws IOException {
        return RouteFiles.in("examples");
    }

    @ParameterizedTest
    @MethodSource("badRoutes")
    void a_bad_route_is_refused_with_exactly_the_problems_at_its_head(Path file) throws IOException {
        // Given
        List<String> expected = Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(REFUSED))
                .map(line -> line.substring(REFUSED.length()))
                .toList();

        // When
        Road.BadRoutes refused =
                catchThrowableOfType(Road.BadRoutes.class, () -> Road.check(RouteFiles.alone(file), RouteFiles.STEPS));

        // Then
        assertThat(expected).isNotEmpty();
        assertThat(refused).as("the route was admitted").isNotNull();
        assertThat(refused.problems()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void every_recipe_is_admitted(Path file) {
        assertThatCode(() -> Road.check(RouteFiles.alone(file), RouteFiles.STEPS))
                .doesNotThrowAnyException();
    }

    @Test
    void the_built_in_route_is_admitted() {
        assertThatCode(() -> Road.check(RouteFiles.alone(Path.of("fhir.camel.yaml")), RouteFiles.STEPS))
                .doesNotThrowAnyException();
    }

    @Test
    void a_recipe_for_a_second_upstream_is_refused_where_none_is_configured() throws IOException {
        // Given
        Map<String, String> routes = RouteFiles.alone(Path.of("examples/second-upstream.camel.yaml"));

        // When
        Road.BadRoutes refused = catchThrowableOfType(
                Road.BadRoutes.class,
                () -> Road.check(routes, java.util.Set.of("identify", "rule", "forward", "release")));

        // Then
        assertThat(refused.problems()).contains("route `fhir` names an unknown step `forward.imaging`");
    }

    @Test
    void the_problems_of_all_files_are_told_together() throws IOException {
        // Given
        Map<String, String> routes = new TreeMap<>();
        for (Path file : badRoutes()) routes.put(String.valueOf(file.getFileName()), Files.readString(file));

        // When
        Road.BadRoutes refused = catchThrowableOfType(Road.BadRoutes.class, () -> Road.check(routes, RouteFiles.STEPS));

        // Then
        assertThat(refused.problems())
                .contains(
                        "route `fhir` reaches `forward` without `rule`",
                        "route `fhir` uses `log`: not allowed",
                        "`no-list.camel.yaml` is no list of routes",
                        "`declares-beans.camel.yaml` declares `beans`: only `route` is allowed",
                        "two routes are named `fhir`");
    }

    @Test
    void a_folder_without_a_route_is_refused() {
        // When
        Road.BadRoutes refused =
                catchThrowableOfType(Road.BadRoutes.class, () -> Road.check(Map.of(), RouteFiles.STEPS));

        // Then
        assertThat(refused.problems()).containsExactly("exactly one route starts from `gateway:fhir`, found 0");
    }
}
