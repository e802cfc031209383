package org.consentgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.label.Classification;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.law.LegalBasis;
import org.junit.jupiter.api.Test;

/** What the code says and what the published code systems say are one and the same. */
final class FhirTermsTest {

    private record Term(String code, String citation, String kind) {}

    @Test
    void the_code_system_of_reasons_is_the_closed_list_of_reasons() throws IOException {
        assertThat(concepts("reason"))
                .containsExactlyElementsOf(Arrays.stream(Reason.values())
                        .map(reason -> new Term(
                                reason.code(),
                                reason.citation(),
                                reason.kind().name().toLowerCase(Locale.ROOT)))
                        .toList());
    }

    @Test
    void the_code_system_of_legal_bases_is_the_closed_list_of_bases() throws IOException {
        assertThat(concepts("legal-basis"))
                .containsExactlyElementsOf(Arrays.stream(LegalBasis.values())
                        .map(basis -> new Term(basis.code(), basis.citation(), ""))
                        .toList());
    }

    @Test
    void the_code_system_of_grant_status_is_the_life_of_a_grant() throws IOException {
        assertThat(concepts("grant-status").stream().map(Term::code))
                .containsExactlyElementsOf(codes(Grant.Status.values()));
    }

    @Test
    void the_code_system_of_note_classes_is_the_classification() throws IOException {
        assertThat(concepts("note-class").stream().map(Term::code))
                .containsExactlyElementsOf(codes(Classification.Note.values()));
    }

    private static List<String> codes(Enum<?>[] values) {
        return Arrays.stream(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
    }

    private static List<Term> concepts(String codeSystem) throws IOException {
        String name = "/fhir/CodeSystem-" + codeSystem + ".json";
        try (InputStream in = Objects.requireNonNull(FhirTermsTest.class.getResourceAsStream(name), name)) {
            JsonNode concepts = new ObjectMapper().readTree(in).path("concept");
            return StreamSupport.stream(concepts.spliterator(), false)
                    .map(concept -> new Term(
                            concept.path("code").asText(), property(concept, "citation"), property(concept, "kind")))
                    .toList();
        }
    }

    private static String property(JsonNode concept, String code) {
        return StreamSupport.stream(concept.path("property").spliterator(), false)
                .filter(property -> property.path("code").asText().equals(code))
                .map(property -> property.path("valueString").asText())
                .findFirst()
                .orElse("");
    }
}
