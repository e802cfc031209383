package org.consentgateway.server.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.consentgateway.server.adapter.oidc.LocalIssuer;
import org.consentgateway.server.ehr.Habits;
import org.consentgateway.server.proof.SessionStep.Person;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that bend what FHIR says tell two worlds apart no more than ordinary ones do: {@code proof/requests.txt}. */
class BentRequestsTest {

    @ParameterizedTest
    @CsvSource({"lenient,DocumentReference,inline-coded", "epic,DiagnosticReport,contained"})
    void no_bent_request_tells_whether_there_is_a_note(String ehr, String type, String place, @TempDir Path folder)
            throws Exception {
        asked(ehr, type, place, folder);
    }

    @ParameterizedTest
    @Tag("long")
    @CsvSource({
        "millennium,Communication,inline-category",
        "meditech,DocumentReference,inline-identifier",
        "athena,Composition,inline-component",
        "google,Media,inline-beside",
        "aidbox,QuestionnaireResponse,inline-encounter",
        "google,ClinicalImpression,bundle-entry",
    })
    void nor_before_any_ehr(String ehr, String type, String place, @TempDir Path folder) throws Exception {
        asked(ehr, type, place, folder);
    }

    private static void asked(String ehr, String type, String place, Path folder) throws Exception {
        // Given
        List<ChartItem> chart = List.of(
                NoteItems.resource(1, type, "label:canonical", true, false),
                NoteItems.resource(2, "Observation", "label:canonical", true, false),
                NoteItems.inside(place),
                PointerItems.reference(1, "Procedure.report", "form:relative", 1),
                PointerItems.reference(2, "List.entry.item", "form:relative", 1),
                PointerItems.reference(3, "Provenance.target", "form:versioned", 1),
                PointerItems.reference(4, "Task.focus", "form:relative", 1),
                PointerItems.reference(5, "Communication.about", "form:absolute", 2),
                PointerItems.reference(6, "Composition.section", "form:relative", 1),
                PointerItems.reference(7, "Encounter.reasonReference", "form:relative", 2),
                PointerItems.reference(8, "AuditEvent.entity", "form:relative", 1),
                PointerItems.reference(9, "Condition.evidence", "form:relative", 1),
                signedFile(),
                aboutNobody());
        List<Difference> told = new ArrayList<>();
        int steps = 0;
        // When
        try (LocalIssuer issuer = new LocalIssuer();
                Twins twins = new Twins(Habits.of(ehr), issuer, folder)) {
            for (List<SessionStep> session : sessions()) {
                steps += session.size();
                told.addAll(twins.differences(new ProofSession(chart, session)));
            }
            assertThat(twins.leftBehind()).isEmpty();
        }
        // Then
        System.out.printf("bent requests before %s: %d, %d differences%n", ehr, steps, told.size());
        assertThat(told).isEmpty();
    }

    /** A note that says of nobody whom it is about. */
    private static ChartItem aboutNobody() {
        return new ChartItem(
                "note:other",
                "CNRY_~n4x",
                List.of("{'resourceType':'DocumentReference','id':'~n4','meta':{'security':[{'system':"
                        + "'http://terminology.hl7.org/CodeSystem/v3-ActCode','code':'PSYTHPN'}]},'status':'current',"
                        + "'author':[{'reference':'Practitioner/~o'}],'description':'CNRY_~n4x','content':"
                        + "[{'attachment':{'title':'t'}}],'context':{'encounter':[{'reference':'Encounter/~e1'}]}}"),
                List.of());
    }

    /** A note whose file lies with another server, and what links it under another signature. */
    private static ChartItem signedFile() {
        String url = "'https://store.example/f/~n3?X-Amz-Date=%s&X-Amz-Signature=CNRY_~n3x'";
        String shown =
                "{'resourceType':'Communication','id':'~hf','status':'completed','subject':{'reference':'Patient/~p1'},"
                        + "'payload':[{'contentString':'x'}%s]%s}";
        return new ChartItem(
                "note:file",
                "",
                List.of(
                        "{'resourceType':'Media','id':'~n3','meta':{'security':[{'system':"
                                + "'http://terminology.hl7.org/CodeSystem/v3-ActCode','code':'PSYTHPN'}]},'status':"
                                + "'completed','operator':{'reference':'Practitioner/~o'},'subject':{'reference':"
                                + "'Patient/~p1'},'content':{'contentType':'text/plain','url':" + url.formatted(1)
                                + "}}",
                        shown.formatted(
                                ",{'contentAttachment':{'contentType':'text/plain','url':" + url.formatted(2) + "}}",
                                ",'extension':[{'url':'urn:see','valueUrl':" + url.formatted(3) + "}]")),
                List.of(shown.formatted("", "")));
    }

    private static List<List<SessionStep>> sessions() throws IOException {
        try (InputStream file =
                Objects.requireNonNull(BentRequestsTest.class.getResourceAsStream("/proof/requests.txt"))) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.split("\n\n+", -1))
                    .map(session -> session.lines()
                            .filter(line -> !line.isBlank() && !line.startsWith("#"))
                            .map(BentRequestsTest::step)
                            .toList())
                    .filter(session -> !session.isEmpty())
                    .toList();
        }
    }

    /** {@code [WHO] METHOD target ## Header: value ## body}. */
    private static SessionStep step(String line) {
        String[] parts = line.split(" ## ?", -1);
        String[] request = parts[0].split(" ", 3);
        boolean named =
                Arrays.stream(Person.values()).anyMatch(one -> one.name().equals(request[0]));
        String[] words = (named ? parts[0].split(" ", 2)[1] : parts[0]).split(" ", 2);
        List<String> headers = new ArrayList<>();
        String body = "";
        for (int i = 1; i < parts.length; i++) {
            String[] header = parts[i].split(": ", 2);
            if (header.length == 2 && header[0].matches("[A-Za-z-]+")) headers.addAll(List.of(header));
            else body = parts[i];
        }
        return new SessionStep(
                "bent",
                named ? Person.valueOf(request[0]) : Person.CLINICIAN,
                words[0],
                words.length == 2 ? words[1].strip() : "",
                headers,
                body);
    }
}
