package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is hidden in a resource decides nothing about the rest of it: no scope, no denial, no chart. */
class HiddenPartTest {

    @RegisterExtension
    static final Twins twins = Twins.opened();

    /** Of whom nothing was asked yet. */
    private static String patient() {
        String id = "P-" + UUID.randomUUID();
        twins.both("{'resourceType':'Patient','id':'" + id + "'}");
        return id;
    }

    /** A new resource with a labelled element, which the second hospital never had; its reference. */
    private static String part(String type, String members, String hidden) {
        String id = "part-" + UUID.randomUUID();
        String resource =
                "{'resourceType':'" + type + "','id':'" + id + "','status':'final','code':{'text':'c'}," + members;
        twins.put(resource + "," + hidden + "}", resource + "}");
        return type + "/" + id;
    }

    /** The patient lets all be seen but this. */
    private static void denies(String patient, String provision) {
        twins.both("{'resourceType':'Consent','id':'C-" + patient + "','status':'active','scope':{'coding':[{'system':"
                + "'http://terminology.hl7.org/CodeSystem/consentscope','code':'patient-privacy'}]},'category':[{'coding':"
                + "[{'system':'http://loinc.org','code':'59284-0'}]}],'patient':{'reference':'Patient/" + patient
                + "'},'dateTime':'2025-01-01','policyRule':{'coding':[{'system':"
                + "'http://terminology.hl7.org/CodeSystem/v3-ActCode','code':'OPTIN'}]},'provision':{'type':'permit',"
                + "'provision':[{'type':'deny'" + provision + "}]}}");
    }

    private static int asks(Function<Token, String> caller, String target) throws Exception {
        Reply one = twins.with.get("/fhir/" + target, caller.apply(twins.with.tokens));
        Reply other = twins.without.get("/fhir/" + target, caller.apply(twins.without.tokens));
        assertThat(List.of(one.status(), one.text())).as(target).isEqualTo(List.of(other.status(), other.text()));
        return one.status();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '!',
            value = {
                "user/*.rs?category=hidden ! Observation ! category ! [{'extension':[LABEL],'coding':[{'code':'hidden'}]}]",
                "user/*.rs?type=hidden ! Encounter ! type ! [{'extension':[LABEL],'coding':[{'code':'hidden'}]}]",
            })
    void no_scope_reaches_a_resource_by_what_is_hidden_in_it(String scope, String type, String element, String hidden)
            throws Exception {
        // Given
        String part = part(type, "'subject':{'reference':'Patient/P1'}", "'" + element + "':" + hidden);
        Function<Token, String> app = tokens -> tokens.with(claims -> claims.put("scope", scope));

        // Then
        assertThat(asks(app, part)).isEqualTo(404);
        asks(app, type + "?patient=P1");
        asks(app, type + "?patient=P1&_summary=count");
        asks(app, "Patient/P1/$everything");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '!',
            value = {
                "'code':[{'coding':[{'system':'urn:k','code':'hidden'}]}] ! 'category':[{'extension':[LABEL],'coding':[{'system':'urn:k','code':'hidden'}]}]",
                "'dataPeriod':{'start':'2020-01-01','end':'2020-12-31'} ! 'effectivePeriod':{'extension':[LABEL],'start':'2020-05-05','end':'2020-05-06'}",
                "'data':[{'meaning':'related','reference':{'reference':'Encounter/E9'}}] ! 'encounter':{'extension':[LABEL],'reference':'Encounter/E9'}",
                "'data':[{'meaning':'related','reference':{'reference':'ServiceRequest/S9'}}] ! 'contained':[{'resourceType':'Observation','id':'n','meta':SECURITY,'status':'final','code':{'text':'CNRY_IN'},'basedOn':[{'reference':'ServiceRequest/S9'}]}]",
            })
    void no_denial_closes_a_resource_for_what_is_hidden_in_it(String denied, String hidden) throws Exception {
        // Given
        String patient = patient();
        denies(patient, "," + denied);
        String shown = "'subject':{'reference':'Patient/" + patient + "'},'issued':'2026-01-01T00:00:00Z'";
        String part = part("Observation", shown, hidden);

        // Then
        assertThat(twins.get("/fhir/" + part).status()).isEqualTo(200);
        twins.get("/fhir/Observation?patient=" + patient);
    }

    /** It says of nobody whose it is: that is told by what it points at. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '!',
            value = {
                "'asserter':{'extension':[LABEL],'reference':'Patient/OTHER'}",
                "'contained':[{'resourceType':'Observation','id':'n','meta':SECURITY,'status':'final','code':{'text':'CNRY_IN'},'subject':{'reference':'Patient/OTHER'}}]",
                "'report':[{'reference':'DocumentReference/note-OTHER'}]",
                "'subject':{'extension':[LABEL],'reference':'Patient/P1'}",
            })
    void what_something_points_at_is_of_a_chart_by_what_is_shown_of_it(String hidden) throws Exception {
        // Given
        String other = patient();
        twins.put(
                "{'resourceType':'DocumentReference','id':'note-" + other
                        + "','meta':SECURITY,'status':'current','subject':{" + "'reference':'Patient/" + other
                        + "'},'description':'CNRY_IN'}",
                "");
        String part = part("Procedure", "'outcome':{'text':'o'}", hidden.replace("OTHER", other));
        twins.both("{'resourceType':'Task','id':'task-" + other
                + "','status':'draft','intent':'order','focus':{'reference':'" + part + "'}}");

        // Then
        assertThat(asks(tokens -> tokens.patient("P1"), "Task/task-" + other)).isEqualTo(200);
        asks(tokens -> tokens.patient("P1"), part);
    }

    @Test
    void an_attachment_is_of_a_chart_by_what_is_shown_of_its_owner() throws Exception {
        // Given
        String other = patient();
        twins.put(
                "{'resourceType':'DocumentReference','id':'note-" + other
                        + "','meta':SECURITY,'status':'current','subject':{" + "'reference':'Patient/" + other
                        + "'},'description':'CNRY_IN'}",
                "");
        String owner = "{'resourceType':'Communication','id':'own-" + other + "','status':'completed'%s,'payload':[{"
                + "'contentAttachment':{'contentType':'text/plain','url':'Binary/b-" + other + "'}}]}";
        twins.put(
                owner.formatted(",'about':[{'reference':'DocumentReference/note-" + other + "'}]"),
                owner.formatted(""));
        twins.both(Chart.binary("b-" + other, "Communication/own-" + other, "attachment")
                .toString());

        // Then
        assertThat(asks(tokens -> tokens.patient("P1"), "Binary/b-" + other)).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"DocumentReference, Procedure, report", "Condition, Encounter, reasonReference"})
    void a_denial_of_a_note_closes_the_note_and_not_what_points_at_it(String type, String holder, String element)
            throws Exception {
        // Given
        String patient = patient();
        String note = type + "/note-" + patient;
        String whose = "'subject':{'reference':'Patient/" + patient + "'}";
        denies(patient, ",'data':[{'meaning':'instance','reference':{'reference':'" + note + "'}}]");
        twins.put(
                "{'resourceType':'" + type + "','id':'note-" + patient + "','meta':SECURITY,'status':'current'," + whose
                        + ",'description':'CNRY_DENIED'}",
                "");
        String part = part(holder, whose, "'" + element + "':[{'reference':'" + note + "'}]");

        // Then
        assertThat(twins.get("/fhir/" + part).status()).isEqualTo(200);
        assertThat(twins.get("/fhir/" + note).status()).isEqualTo(404);
        twins.get("/fhir/" + holder + "?patient=" + patient);
    }

    @Test
    void nobody_hidden_in_a_resource_closes_it_or_opens_it() throws Exception {
        // Given
        String other = patient();
        String shown = "{'actor':{'reference':'Patient/P1'},'status':'accepted'}";
        denies(other, "");
        String appointment = "{'resourceType':'Appointment','id':'met','status':'booked','participant':[%s]}";
        twins.put(
                appointment.formatted(shown + ",{'extension':[LABEL],'actor':{'reference':'Patient/" + other
                        + "'},'status':'accepted'}"),
                appointment.formatted(shown));

        // Then
        assertThat(asks(tokens -> tokens.patient(other), "Appointment/met")).isEqualTo(404);
        assertThat(twins.get("/fhir/Appointment/met").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/_history/1"})
    void no_resource_is_in_another_chart_by_what_is_hidden_in_it(String history) throws Exception {
        // Given
        String part = part(
                "Composition",
                "'meta':{'versionId':'1'},'section':[{'title':'seen'}]",
                "'contained':[{'resourceType':'Observation','id':'n','meta':SECURITY,'status':'final','code':{'text':"
                        + "'CNRY_IN'},'subject':{'reference':'Patient/P1'}}]");
        Function<Token, String> launched =
                tokens -> tokens.with(claims -> claims.put("patient", "P2").put("scope", "patient/*.rs"));

        // Then
        assertThat(asks(launched, part + history)).isEqualTo(200);
    }

    @Test
    void what_is_about_somebody_unknown_is_no_more_closed_for_what_is_hidden_in_it() throws Exception {
        // Given
        String part = part(
                "Observation",
                "'subject':{'identifier':{'system':'urn:x','value':'1'}}",
                "'note':[{'extension':[LABEL],'text':'CNRY_PART'}]");

        // Then
        assertThat(twins.get("/fhir/" + part).status()).isEqualTo(200);
    }

    @Test
    void the_originator_still_has_the_part() throws Exception {
        // Given
        String part = part(
                "Observation",
                "'subject':{'reference':'Patient/" + patient() + "'},'performer':[{'reference':'Practitioner/dr-o'}]",
                "'note':[{'extension':[LABEL],'text':'CNRY_PART'}]");

        // Then
        assertThat(twins.with.get("/fhir/" + part, twins.with.tokens.author()).text())
                .contains("CNRY_PART");
    }
}
