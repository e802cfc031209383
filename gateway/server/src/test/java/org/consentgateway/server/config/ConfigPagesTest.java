package org.consentgateway.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The reference page and the example file are made from the list of keys: {@code -Dpages=write} writes them. */
class ConfigPagesTest {

    private static final Path REFERENCE = Path.of("../CONFIGURATION.md");
    private static final Path EXAMPLE = Path.of("../gateway.example.yaml");

    @Test
    void the_reference_page_says_what_the_keys_say() throws Exception {
        String rows = Key.ALL.stream()
                .map(key -> "| `" + key.name() + "` | `" + key.variable() + "` | " + key.fallback() + " | "
                        + key.meaning() + " |")
                .collect(Collectors.joining("\n"));
        String page = """
                # Configuration

                One `gateway.yaml` (`--config FILE`, else `./gateway.yaml` if present), nested or dotted. Each key is also an
                environment variable; the environment wins. Start-up is refused, with every problem listed, for an unknown key in
                the file, a key that stands twice, a value that does not fit, an empty variable, and a missing secret. An unknown
                `GATEWAY_` variable is logged. A secret is the value itself or `file:/run/secrets/x`; none is ever logged.
                Durations carry their unit: `500ms`, `5s`, `2m`, `1h`. Plain http is accepted on loopback; elsewhere the
                `allow-plain-http` key of the section says so. In a nested file `auth: {type: basic, username: ...}` writes
                `auth: basic` beside its members. Where `consent.url` is not set, consents are read on the EHR with `lookup.auth`.

                | key | variable | default | meaning |
                |---|---|---|---|
                """ + rows + "\n";
        writeWhereAsked(REFERENCE, page);
        assertThat(REFERENCE).hasContent(page);
    }

    @Test
    void the_example_file_names_every_key_and_starts_as_it_is() throws Exception {
        String example = "# Every key with an example; what is commented out shows a value that could stand there.\n"
                + Key.ALL.stream()
                        .map(key -> "\n# " + key.meaning() + "\n# default: " + key.fallback() + "\n"
                                + (key.fallback().startsWith("required") ? "" : "#") + key.name() + ": "
                                + key.example())
                        .collect(Collectors.joining("\n"))
                + "\n";
        writeWhereAsked(EXAMPLE, example);
        assertThat(EXAMPLE).hasContent(example);
        assertThat(ConfigReader.read(Optional.of(EXAMPLE), Map.of()).remarks()).isEmpty();
    }

    private static void writeWhereAsked(Path file, String content) throws Exception {
        if ("write".equals(System.getProperty("pages"))) Files.writeString(file, content);
    }
}
