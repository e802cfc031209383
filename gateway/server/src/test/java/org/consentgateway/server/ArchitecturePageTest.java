package org.consentgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ARCHITECTURE.md and CONTRIBUTING.md name is there. */
class ArchitecturePageTest {

    private static final Path PAGE = Path.of("..", "ARCHITECTURE.md");
    private static final Pattern LINK = Pattern.compile("\\]\\(([a-z.][^)#:]*)(#[^)]*)?\\)");

    @ParameterizedTest
    @ValueSource(strings = {"ARCHITECTURE.md", "CONTRIBUTING.md"})
    void every_file_that_the_page_names_exists(String page) throws IOException {
        List<String> named = LINK.matcher(Files.readString(PAGE.resolveSibling(page)))
                .results()
                .map(link -> link.group(1))
                .toList();

        assertThat(named).hasSizeGreaterThan(10);
        for (String file : named) assertThat(PAGE.resolveSibling(file)).exists();
    }

    @Test
    void every_room_of_the_server_is_named() throws IOException {
        String rule = section("## The dependency rule");
        Path server = Path.of("src", "main", "java", "org", "consentgateway", "server");

        List<String> names = new ArrayList<>(rooms(server));
        names.addAll(rooms(server.resolve("adapter")));

        assertThat(names).contains("pipeline", "port", "undertow");
        for (String name : names) assertThat(rule).contains(name);
    }

    private static List<String> rooms(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isDirectory)
                    .map(room -> String.valueOf(room.getFileName()))
                    .toList();
        }
    }

    private static String section(String title) throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(title);
        return Pattern.compile("\n## ")
                .matcher(page.substring(begin + title.length()))
                .results()
                .findFirst()
                .map(MatchResult::start)
                .map(end -> page.substring(begin, begin + title.length() + end))
                .orElse(page.substring(begin));
    }
}
