package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.label.Classification;
import org.consentgateway.core.label.Classification.Note;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.Worklist;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A label on a type that the pack does not list is told to who looks after labels. */
class UnlistedLabelsTest {

    private final MemoryHospital hospital = new MemoryHospital();

    @ParameterizedTest
    @CsvSource({
        "Immunization, CONFIRMED, true",
        "Immunization, SUSPECTED, false",
        "Immunization, NOT, false",
        "DocumentReference, CONFIRMED, false",
        "Condition, CONFIRMED, false"
    })
    void only_a_label_on_a_type_that_should_have_none_is_told(String type, Note note, boolean told) {
        // When
        new UnlistedLabels(hospital.site)
                .look(
                        new Reference(type, "x"),
                        new Decision.Withhold(
                                new Classification(note, "label", false),
                                List.of(Decision.Ground.of(Reason.CONSENT_DENY))));

        // Then
        Worklist.Finding finding = new Worklist.Finding(Worklist.Kind.LABEL_ON_NEVER_TYPE, type + "/x", "label");
        assertThat(hospital.findings).isEqualTo(told ? List.of(finding) : List.of());
        assertThat(hospital.site.labelled().contains(type)).isEqualTo(told);
    }
}
