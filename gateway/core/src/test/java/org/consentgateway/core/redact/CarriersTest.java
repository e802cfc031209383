package org.consentgateway.core.redact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.core.redact.Upstream.bundle;
import static org.consentgateway.core.redact.Upstream.match;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Wherever a note's text may sit: with the label it is nowhere, without the label it is all there. */
class CarriersTest {

    private static final String LABEL = "\"meta\":{\"security\":[" + Upstream.PSY + "]},";

    /** {@code @} is where the label stands, or does not. */
    static Stream<String> carriers() {
        return Stream.of(
                "{\"resourceType\":\"DocumentReference\",\"id\":\"x\",@\"content\":[{\"attachment\":{\"data\":\"CNRY\"}}]}",
                "{\"resourceType\":\"DocumentReference\",\"id\":\"x\",@\"text\":{\"status\":\"generated\",\"div\":\"CNRY\"}}",
                "{\"resourceType\":\"DocumentReference\",\"id\":\"x\",@\"extension\":[{\"url\":\"u\",\"valueString\":\"CNRY\"}]}",
                "{\"resourceType\":\"DocumentReference\",\"id\":\"x\",@\"extension\":[{\"url\":\"u\",\"valueAttachment\":{\"data\":\"CNRY\"}}]}",
                "{\"resourceType\":\"DocumentReference\",\"id\":\"x\",@\"_description\":{\"extension\":[{\"url\":\"u\",\"valueString\":\"CNRY\"}]}}",
                "{\"resourceType\":\"Observation\",\"id\":\"x\",@\"note\":[{\"text\":\"CNRY\"}]}",
                "{\"resourceType\":\"Composition\",\"id\":\"x\",@\"section\":[{\"text\":{\"status\":\"generated\",\"div\":\"CNRY\"}}]}",
                "{\"resourceType\":\"Binary\",\"id\":\"x\",@\"data\":\"CNRY\"}",
                "{\"resourceType\":\"Media\",\"id\":\"x\",@\"content\":{\"title\":\"CNRY\"}}",
                "{\"resourceType\":\"QuestionnaireResponse\",\"id\":\"x\",@\"item\":[{\"linkId\":\"1\",\"answer\":[{\"valueString\":\"CNRY\"}]}]}",
                "{\"resourceType\":\"Communication\",\"id\":\"x\",@\"payload\":[{\"contentString\":\"CNRY\"}]}",
                "{\"resourceType\":\"ClinicalImpression\",\"id\":\"x\",@\"summary\":\"CNRY\"}",
                "{\"resourceType\":\"List\",\"id\":\"x\",@\"entry\":[{\"item\":{\"display\":\"CNRY\"}}]}",
                "{\"resourceType\":\"Provenance\",\"id\":\"x\",@\"target\":[{\"display\":\"CNRY\"}]}",
                "{\"resourceType\":\"Task\",\"id\":\"x\",@\"input\":[{\"type\":{\"text\":\"t\"},\"valueString\":\"CNRY\"}]}",
                "{@\"resourceType\":\"DiagnosticReport\",\"id\":\"x\",\"conclusion\":\"CNRY\"}",
                "{\"resourceType\":\"DiagnosticReport\",\"conclusion\":\"CNRY\",@\"id\":\"x\"}");
    }

    /** {@code #} is where the carrier stands inside another resource. */
    static Stream<String> holders() {
        return Stream.of(
                "{\"resourceType\":\"Basic\",\"id\":\"h\",\"contained\":[#]}",
                "{\"resourceType\":\"Bundle\",\"id\":\"h\",\"type\":\"collection\",\"entry\":[{\"resource\":#}]}",
                "{\"resourceType\":\"Bundle\",\"id\":\"h\",\"type\":\"collection\",\"entry\":[{\"resource\":{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{\"resource\":#}]}}]}",
                "{\"resourceType\":\"Parameters\",\"id\":\"h\",\"parameter\":[{\"name\":\"a\",\"resource\":#}]}",
                "{\"resourceType\":\"Parameters\",\"id\":\"h\",\"parameter\":[{\"name\":\"a\",\"part\":[{\"name\":\"b\",\"resource\":#}]}]}",
                "{\"resourceType\":\"Basic\",\"id\":\"h\",\"extension\":[{\"url\":\"u\",\"valueOdd\":#}]}",
                "{\"resourceType\":\"Basic\",\"id\":\"h\",\"odd\":[[{\"deep\":#}]]}");
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void a_labelled_carrier_is_nowhere_and_an_ordinary_one_is_all_there(String carrier) throws Exception {
        String note = carrier.replace("@", LABEL);
        String ordinary = carrier.replace("@", "");

        assertThat(searched(note)).doesNotContain("CNRY");
        assertThat(searched(ordinary)).contains(ordinary);
        assertThat(read(note)).isEmpty();
        assertThat(read(ordinary)).isEqualTo(ordinary);
    }

    @ParameterizedTest
    @MethodSource("holders")
    void inside_another_resource_as_well(String holder) throws Exception {
        for (String carrier : carriers().toList()) {
            String note = holder.replace("#", carrier.replace("@", LABEL));
            String ordinary = holder.replace("#", carrier.replace("@", ""));

            assertThat(searched(note)).doesNotContain("CNRY").contains("\"id\":\"h\"");
            assertThat(searched(ordinary)).contains(ordinary);
        }
    }

    private static String searched(String resource) throws Exception {
        Upstream upstream = new Upstream();
        return upstream.redact(bundle("", match(resource)), upstream.search(), Court.guarding())
                .text();
    }

    private static String read(String resource) throws Exception {
        return new Upstream()
                .redact(resource, Upstream.single(), Court.guarding())
                .text();
    }
}
