package org.consentgateway.core.redact;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each file in {@code redactions}: a resource, the verdicts on it and inside it, and what is left. */
class RedactionCasesTest {

    @TestFactory
    Stream<DynamicTest> what_is_left_is_what_the_case_says() throws IOException, URISyntaxException {
        Path folder = Path.of(
                Objects.requireNonNull(getClass().getResource("/redactions")).toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList().stream()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> run(file)));
        }
    }

    private static void run(Path file) throws Exception {
        // Given
        Json.Obj row = JsonReader.object(Files.readAllBytes(file));
        Candidate root = Candidate.root(row.object("in").orElseThrow());

        // When
        List<Verdict> verdicts = verdicts(row, root);
        String left = new Redaction(FhirVersion.R4)
                .of(root, verdicts)
                .map(JsonWriter::text)
                .orElse("null");

        // Then
        assertThat(left)
                .as(row.text("law").orElseThrow())
                .isEqualTo(JsonWriter.text(row.get("out").orElseThrow()));
        assertThat(left).doesNotContain("CNRY");
    }

    private static List<Verdict> verdicts(Json.Obj row, Candidate root) {
        Set<String> drop = texts(row.items("drop")).collect(Collectors.toSet());
        List<Verdict> verdicts = new ArrayList<>();
        for (Candidate one : InnerResources.of(FhirVersion.R4, root)) {
            String id = one.resource().text("id").orElse("-");
            Json.Obj edits =
                    row.object("edits").flatMap(all -> all.object(id)).orElse(new Json.Obj(java.util.Map.of()));
            verdicts.add(drop.contains(id) ? new Verdict.Drop(one) : new Verdict.Release(one, edits(edits)));
        }
        return verdicts;
    }

    private static Edits edits(Json.Obj row) {
        Set<List<Object>> elements =
                row.items("elements").stream().map(RedactionCasesTest::path).collect(Collectors.toSet());
        Set<Reference> withheld = texts(row.items("withheld"))
                .map(text -> Reference.parse(text).orElseThrow())
                .collect(Collectors.toSet());
        return new Edits(
                elements,
                withheld,
                texts(row.items("attachments")).collect(Collectors.toSet()),
                row.get("marked").isPresent());
    }

    private static List<Object> path(Json steps) {
        return ((Json.Arr) steps)
                .items().stream()
                        .map(step -> step instanceof Json.Num number
                                ? (Object) Integer.valueOf(number.literal())
                                : ((Json.Text) step).value())
                        .toList();
    }

    private static Stream<String> texts(List<Json> items) {
        return items.stream().map(item -> ((Json.Text) item).value());
    }
}
