package org.consentgateway.server.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.consentgateway.server.adapter.oidc.LocalIssuer;
import org.consentgateway.server.ehr.Habits;
import org.consentgateway.server.proof.SessionStep.Person;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An EHR that answers everything of one type with an error: what then fails does not depend on what is hidden. */
class FailingEhrTest {

    private static final List<String> READS = List.of(
            "Observation?patient=~p1",
            "DocumentReference?patient=~p1",
            "Communication?patient=~p1",
            "Task?patient=~p1",
            "List?patient=~p1",
            "Procedure/~h1",
            "List/~h2",
            "Condition/~h9",
            "Encounter/~h7",
            "Patient/~p1/$everything",
            "DocumentReference/~n1",
            "DocumentReference/~none",
            "Observation/~m1",
            "Observation/~o1",
            "Encounter?patient=~p1&_include=Encounter:reason-reference",
            "Binary/~nb1",
            "Binary/~b1",
            "Patient/~p1",
            "Practitioner/~c");

    @ParameterizedTest
    @ValueSource(strings = {"Practitioner", "Consent", "CareTeam"})
    void what_fails_does_not_tell_of_notes(String type, @TempDir Path folder) throws Exception {
        failing("epic", type, folder);
    }

    @ParameterizedTest
    @Tag("long")
    @ValueSource(
            strings = {
                "PractitionerRole",
                "Encounter",
                "Patient",
                "Binary",
                "Group",
                "Task",
                "Condition",
                "Observation",
                "RelatedPerson",
                "Bundle",
                "Provenance"
            })
    void nor_whatever_the_type_and_the_ehr(String type, @TempDir Path folder) throws Exception {
        failing("epic", type, folder);
        failing("lenient", type, folder);
    }

    private static void failing(String ehr, String type, Path folder) throws Exception {
        // Given
        List<ChartItem> chart = List.of(
                NoteItems.resource(1, "DocumentReference", "label:canonical", true, true),
                NoteItems.resource(2, "Communication", "label:canonical", true, false),
                NoteItems.resource(3, "Task", "label:canonical", true, false),
                NoteItems.inside("inline-coded"),
                PointerItems.reference(1, "Procedure.report", "form:relative", 1),
                PointerItems.reference(2, "List.entry.item", "form:identifier", 1),
                PointerItems.reference(4, "Task.focus", "form:relative", 2),
                PointerItems.reference(5, "Communication.about", "form:absolute", 2),
                PointerItems.reference(7, "Encounter.reasonReference", "form:relative", 2),
                PointerItems.reference(9, "Condition.evidence", "form:relative", 3));
        List<SessionStep> steps = new ArrayList<>();
        for (Person who : List.of(Person.CLINICIAN, Person.PSYCHIATRIST, Person.PATIENT, Person.CLINICIAN))
            READS.forEach(target -> steps.add(SessionStep.get("read", who, target)));
        steps.add(SessionStep.send("delete", Person.CLINICIAN, "DELETE", "Encounter/~e9", ""));
        steps.add(SessionStep.send("edit", Person.CLINICIAN, "EDIT", "Procedure/~h1", "touch"));
        steps.add(SessionStep.send("edit", Person.CLINICIAN, "EDIT", "Observation/~m1", "touch"));
        String flag =
                "{'resourceType':'Flag','status':'active','code':{'text':'x'},'subject':{'reference':'Patient/~p1'}}";
        steps.add(SessionStep.send("create", Person.CLINICIAN, "POST", "Flag", flag));
        // When
        try (LocalIssuer issuer = new LocalIssuer();
                Twins twins = new Twins(Habits.of(ehr), issuer, folder)) {
            twins.failing(type);
            // Then
            assertThat(twins.differences(new ProofSession(chart, steps))).isEmpty();
        }
    }
}
