package org.consentgateway.server.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.proof.SessionStep.get;
import static org.consentgateway.server.proof.SessionStep.send;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.consentgateway.server.adapter.oidc.LocalIssuer;
import org.consentgateway.server.ehr.Habits;
import org.consentgateway.server.proof.SessionStep.Person;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a gateway knows of what was hidden outlives it: after a restart two worlds are told apart no more than before. */
class RestartedGatewayTest {

    private static final SessionStep RESTART = send("restart", Person.CLINICIAN, "RESTART", "", "");

    @ParameterizedTest
    @CsvSource({"lenient,DocumentReference,inline-coded", "epic,Media,bundle-entry"})
    void what_was_hidden_before_is_hidden_after(String ehr, String type, String place, @TempDir Path folder)
            throws Exception {
        // Given
        List<ChartItem> chart = List.of(
                NoteItems.resource(1, type, "label:canonical", true, false),
                NoteItems.resource(2, "Observation", "label:canonical", true, false),
                NoteItems.inside(place),
                PointerItems.reference(1, "Procedure.report", "form:relative", 1),
                PointerItems.reference(3, "Provenance.target", "form:versioned", 1),
                PointerItems.reference(5, "Communication.about", "form:absolute", 2));
        List<Difference> told = new ArrayList<>();
        // When
        try (LocalIssuer issuer = new LocalIssuer();
                Twins twins = new Twins(Habits.of(ehr), issuer, folder)) {
            for (List<SessionStep> before : sessions()) {
                List<SessionStep> session = new ArrayList<>(before);
                // without versions it cannot be told which of those that look the same was the first
                if (!Habits.of(ehr).keepsVersions())
                    session.removeIf(step -> step.kind().equals("originator-edit-part"));
                session.add(RESTART);
                session.addAll(afterwards());
                told.addAll(twins.differences(new ProofSession(chart, session)));
            }
            assertThat(twins.leftBehind()).isEmpty();
        }
        // Then
        assertThat(told).isEmpty();
    }

    /** What leaves something behind that a gateway has to remember. */
    private static List<List<SessionStep>> sessions() {
        String task =
                "{'resourceType':'Task','id':'~made','status':'draft','intent':'order','focus':{'reference':'Encounter/~e9'}}";
        return List.of(
                List.of(
                        get("read", Person.CLINICIAN, "{m1}/~m1"),
                        send("edit", Person.CLINICIAN, "EDIT", "{m1}/~m1", "touch"),
                        send("originator-edit-part", Person.ORIGINATOR, "EDIT", "{m1}/~m1", "hidden-part"),
                        get("page", Person.CLINICIAN, "Observation?patient=~p1&_count=1")),
                List.of(
                        send("edit", Person.CLINICIAN, "EDIT", "{m1}/~m1", "shorter-arrays"),
                        send("delete", Person.CLINICIAN, "DELETE", "{m1}/~m1", "")),
                List.of(
                        send("update", Person.CLINICIAN, "PUT", "Task/~made", task),
                        send("originator", Person.ORIGINATOR, "EDIT", "{n1}/~n1", "touch"),
                        send("delete", Person.CLINICIAN, "DELETE", "Encounter/~e9", ""),
                        send("edit", Person.CLINICIAN, "EDIT", "Procedure/~h1", "no-arrays")),
                List.of(
                        send(
                                "guess",
                                Person.CLINICIAN,
                                "PUT",
                                "ServiceRequest/~made",
                                "{'resourceType':'ServiceRequest','id':'~made','status':'draft','intent':'order','subject':{"
                                        + "'reference':'Patient/~p1'},'supportingInfo':[{'identifier':{'system':'urn:ehr:notes',"
                                        + "'value':'~n1'},'display':'x'}]}"),
                        send("label", Person.ORIGINATOR, "EDIT", "{n1}/~n1", "nothing")));
    }

    private static List<SessionStep> afterwards() {
        return List.of(
                send("next", Person.CLINICIAN, "NEXT", "", ""),
                get("read", Person.OTHER_APP, "ServiceRequest/~made"),
                get("read", Person.CLINICIAN, "{m1}/~m1"),
                get("history", Person.CLINICIAN, "{m1}/~m1/_history"),
                get("vread", Person.CLINICIAN, "{m1}/~m1/_history/2"),
                get("read", Person.CLINICIAN, "{n1}/~n1"),
                get("attachment", Person.CLINICIAN, "Binary/~nb1"),
                get("everything", Person.CLINICIAN, "Patient/~p1/$everything?_count=100"),
                get("search", Person.PATIENT, "Observation?patient=~p1"),
                get("read", Person.CLINICIAN, "Encounter/~e9"),
                send("delete", Person.CLINICIAN, "DELETE", "Encounter/~e9", ""),
                send("edit", Person.CLINICIAN, "EDIT", "{m1}/~m1", "reversed-arrays"),
                send("delete", Person.CLINICIAN, "DELETE", "{m1}/~m1", ""),
                get("read", Person.CLINICIAN, "{m1}/~m1"),
                get("read", Person.CLINICIAN, "Procedure/~h1"));
    }
}
