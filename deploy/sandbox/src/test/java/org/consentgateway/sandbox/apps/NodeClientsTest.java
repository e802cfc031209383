package org.consentgateway.sandbox.apps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.consentgateway.sandbox.seed.Canary;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The clients of JavaScript apps, unchanged as their registry has them: what works at the EHR works through the gateway. */
@EnabledIf("canBeHad")
class NodeClientsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path MODULES = Path.of("target", "javascript-clients").toAbsolutePath();

    private static AppWorld world;
    private static Path folder = Path.of("replaced by JUnit");

    /** Where there is no Node or its packages cannot be fetched, nothing is proved here. */
    static boolean canBeHad() {
        try {
            if (Files.exists(MODULES.resolve("node_modules/fhirclient/build"))) return true;
            Path client = Files.createDirectories(MODULES.resolve("node_modules/fhirclient"));
            Files.writeString(MODULES.resolve("package.json"), "{\"private\":true}");
            run("npm install --ignore-scripts --no-audit --no-fund fhir-kit-client@2.0.3 @medplum/core@5.2.13");
            // without its dependencies, which its build for browsers holds
            run("npm pack --silent fhirclient@2.6.3");
            Files.createDirectories(client);
            run("tar xzf fhirclient-2.6.3.tgz -C node_modules/fhirclient --strip-components=1");
            return Files.exists(client.resolve("build"));
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void run(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Arrays.asList(command.split(" ", -1)))
                .directory(MODULES.toFile())
                .redirectErrorStream(true)
                .redirectOutput(MODULES.resolve("log").toFile())
                .start();
        if (!process.waitFor(180, TimeUnit.SECONDS)) process.destroyForcibly();
    }

    @BeforeAll
    static void open(@TempDir Path temporary) throws Exception {
        folder = temporary;
        world = AppWorld.open(temporary.resolve("gateway"));
        try (var script = Objects.requireNonNull(NodeClientsTest.class.getResourceAsStream("/apps/clients.mjs"))) {
            Files.copy(script, folder.resolve("clients.mjs"));
        }
    }

    @AfterAll
    static void close() throws IOException {
        world.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fhirclient", "fhir-kit-client", "@medplum/core"})
    void each_call_that_works_at_the_EHR_works_through_the_gateway(String library) throws Exception {
        // When
        Map<String, JsonNode> direct = called(library, world.ehr());
        Map<String, JsonNode> through = called(library, world.fhir());

        // Then
        long work = direct.values().stream().filter(one -> !one.has("failed")).count();
        assertThat(work).as("calls that work at the EHR: " + direct).isGreaterThan(8);
        Map<String, JsonNode> differ = new TreeMap<>();
        direct.forEach((call, answer) -> {
            JsonNode came = Objects.requireNonNull(through.get(call));
            boolean both = answer.has("failed") && came.has("failed");
            if (!both && !came.equals(answer)) differ.put(call + " at the EHR " + answer, came);
        });
        assertThat(differ).as(library).isEmpty();
    }

    private static Map<String, JsonNode> called(String library, String base) throws IOException, InterruptedException {
        Path told = Files.createTempFile(folder, "told", ".json");
        Process node = new ProcessBuilder(
                        "node",
                        folder.resolve("clients.mjs").toString(),
                        library,
                        base,
                        world.token("dr-c"),
                        MODULES.toString())
                .redirectOutput(told.toFile())
                .redirectError(folder.resolve("errors").toFile())
                .start();
        assertThat(node.waitFor(5, TimeUnit.MINUTES)).as(library).isTrue();
        String text = world.alike(Files.readString(told, StandardCharsets.UTF_8));
        assertThat(text).as(head(Files.readString(folder.resolve("errors")))).startsWith("{");
        Map<String, JsonNode> calls = new TreeMap<>();
        JSON.readTree(withoutNotes(text)).properties().forEach(one -> calls.put(one.getKey(), one.getValue()));
        return calls;
    }

    /** Lists of what was found, without the notes. */
    private static String withoutNotes(String text) {
        List<String> notes = Canary.all().stream()
                .filter(Canary::whole)
                .map(Canary::resource)
                .toList();
        String left = text;
        for (String note : notes) left = left.replace(",\"" + note + "\"", "").replace("\"" + note + "\",", "");
        return left;
    }

    private static String head(String text) {
        return text.substring(0, Math.min(600, text.length()));
    }
}
