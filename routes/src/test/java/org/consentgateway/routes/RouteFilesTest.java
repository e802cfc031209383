package org.consentgateway.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
        assertThat(refused.problems())
                .contains(
                        "second-upstream.camel.yaml:17: route `second-upstream` names an unknown step `forward.imaging`");
    }

    @Test
    void all_recipes_can_lie_in_one_folder() throws IOException {
        // Given
        Map<String, String> routes = RouteFiles.all("examples");

        // Then
        assertThat(routes).hasSizeGreaterThan(7);
        assertThatCode(() -> Road.check(routes, RouteFiles.STEPS)).doesNotThrowAnyException();
    }

    @Test
    void recipes_add_to_a_road_of_ones_own() throws IOException {
        // Given
        Map<String, String> routes = RouteFiles.all("examples");
        routes.put("own.camel.yaml", Files.readString(Path.of("fhir.camel.yaml")));

        // Then
        assertThatCode(() -> Road.check(routes, RouteFiles.STEPS)).doesNotThrowAnyException();
    }

    @Test
    void what_a_recipe_does_wrong_is_told_at_its_own_place() throws IOException {
        // Given
        Map<String, String> routes = RouteFiles.all("examples");
        routes.computeIfPresent(
                "maintenance.camel.yaml", (file, yaml) -> yaml.replace("{ref: maintenance}", "{ref: release}"));

        // When
        Road.BadRoutes refused = catchThrowableOfType(Road.BadRoutes.class, () -> Road.check(routes, RouteFiles.STEPS));

        // Then
        assertThat(refused.problems())
                .contains("maintenance.camel.yaml:13: route `maintenance` reaches `release` without `rule`");
    }

    @Test
    void the_problems_of_all_files_are_told_together() throws IOException {
        // Given
        Map<String, String> routes = RouteFiles.all("bad-routes");
        // what they put into the road would be wrong in every one of them
        routes.values().removeIf(yaml -> yaml.contains("gateway:identified") || yaml.contains("gateway:permitted"));

        // When
        Road.BadRoutes refused = catchThrowableOfType(Road.BadRoutes.class, () -> Road.check(routes, RouteFiles.STEPS));

        // Then
        assertThat(refused.problems())
                .contains(
                        "leaves-out-rule.camel.yaml:8: route `fhir` reaches `forward` without `rule`",
                        "logs.camel.yaml:10: route `fhir` uses `log`: not allowed",
                        "no-list.camel.yaml:3: this is no list of routes",
                        "declares-beans.camel.yaml:2: declares `beans`: only `route` is allowed",
                        "logs.camel.yaml:2: two routes are named `fhir`");
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
