package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.POINTING;
import static org.consentgateway.server.authorize.MemoryHospital.caller;

import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.request.Interaction;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.authorize.MemoryHospital;
import org.consentgateway.server.authorize.ResponseAuthorizer;
import org.consentgateway.server.authorize.Site;
import org.consentgateway.server.port.Deletions.Deletion;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Refused;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A write is decided against the caller's view of what is stored. */
class PlainWriteTest {

    private static final String PATCH = "Content-Type: application/json-patch+json";
    private static final String AMEND = "[{'op':'replace','path':'/status','value':'amended'}]";

    /** What the caller sees of the result that was derived from the note. */
    private static final String SEEN = POINTING.replaceAll(",'derivedFrom':.*", "}");

    private static final String ROLE = "{'resourceType':'PractitionerRole','id':'r1','meta':{'versionId':'1'},"
            + "'practitioner':{'reference':'Practitioner/dr-c'}}";

    private static final String APPOINTMENT =
            "{'resourceType':'Appointment','id':'a1','status':'booked','participant':[{'status':'accepted'}]}";

    private final MemoryHospital hospital = new MemoryHospital().with(NOTE, POINTING, PLAIN, ROLE);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no json | 400 | request-not-understood",
                "{'resourceType':'Condition'} | 422 | request-not-understood",
                "{'resourceType':'Observation','derivedFrom':[{'reference':'DocumentReference/N1'}]} | 422 | nothing-there",
                "{'resourceType':'Observation','derivedFrom':[{'reference':'DocumentReference/no'}]} | 422 | nothing-there",
                "{'resourceType':'Observation','subject':{'reference':'Patient?name=x'}} | 400 | request-not-understood"
            })
    void what_cannot_be_made_is_refused_and_a_hidden_reference_as_a_missing_one(String body, int status, String reason)
            throws Exception {
        // When
        WriteIntent intent = intent("POST Observation", body);

        // Then
        assertThat(intent.write()).isEmpty();
        assertThat(intent.refused()).map(Refused::status).contains(status);
        assertThat(intent.refused().flatMap(Refused::why).map(Reason::code)).contains(reason);
    }

    @Test
    void nobody_makes_themselves_somebodys_role_without_being_a_registrar() throws Exception {
        assertThat(intent("POST PractitionerRole", ROLE).refused())
                .flatMap(Refused::why)
                .contains(Reason.WRITE_ROLE_MISSING);
        assertThat(intent("DELETE PractitionerRole/r1", "").refused())
                .flatMap(Refused::why)
                .contains(Reason.WRITE_ROLE_MISSING);
    }

    @Test
    void a_note_that_comes_in_without_a_label_gets_one() throws Exception {
        // When
        UpstreamWrite write = intent(
                        "POST DocumentReference",
                        "{'resourceType':'DocumentReference','status':'current','subject':{'reference':'Patient/P1'},"
                                + "'type':{'coding':[{'system':'http://loinc.org','code':'34866-4'}]}}")
                .write()
                .orElseThrow();

        // Then
        assertThat(write.method() + " " + write.relative()).isEqualTo("POST DocumentReference");
        assertThat(JsonWriter.text(write.body().orElseThrow())).contains("PSYTHPN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT DocumentReference/N1", "PUT DocumentReference/none"})
    void by_put_nobody_learns_whether_an_id_is_hidden_or_free(String line) throws Exception {
        // When
        String id = line.substring(line.indexOf('/') + 1);
        WriteIntent intent = intent(line, "{'resourceType':'DocumentReference','id':'" + id + "'}");

        // Then
        assertThat(intent.refused()).map(Refused::status).contains(405);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DocumentReference/N1", "DocumentReference/none"})
    void by_patch_and_delete_a_hidden_resource_is_one_that_is_not_there(String target) throws Exception {
        assertThat(intent("PATCH " + target, AMEND, PATCH).refused())
                .map(Refused::status)
                .contains(404);
        assertThat(intent("DELETE " + target, "").refused())
                .map(Refused::status)
                .contains(404);
    }

    @Test
    void where_nothing_can_be_hidden_a_put_makes_what_is_not_there() throws Exception {
        // When
        WriteIntent made = intent("PUT Appointment/a1", APPOINTMENT);
        WriteIntent expected = intent("PUT Appointment/a1", APPOINTMENT, "If-Match: W/\"1\"");

        // Then
        assertThat(made.write().flatMap(UpstreamWrite::ifMatch)).isEmpty();
        assertThat(made.write()).map(UpstreamWrite::relative).contains("Appointment/a1");
        assertThat(expected.refused()).map(Refused::status).contains(412);
    }

    @ParameterizedTest
    @CsvSource({"o3, Observation", "o2, Condition", ", Observation"})
    void an_update_names_what_it_updates(@Nullable String id, String type) throws Exception {
        String body = "{'resourceType':'" + type + "'" + (id == null ? "" : ",'id':'" + id + "'") + "}";
        assertThat(intent("PUT Observation/o2", body).refused())
                .map(Refused::status)
                .contains(400);
    }

    @Test
    void what_is_seen_whole_is_replaced_at_the_version_that_was_seen() throws Exception {
        // When
        UpstreamWrite write = intent("PUT Observation/o2", PLAIN.replace("final", "amended"))
                .write()
                .orElseThrow();

        // Then
        assertThat(write.ifMatch()).contains("1");
        assertThat(write.ways()).isEmpty();
        assertThat(write.body().flatMap(body -> body.text("status"))).contains("amended");
    }

    @ParameterizedTest
    @CsvSource({"If-Match: W/\"7\"", "If-None-Match: *"})
    void a_condition_on_the_version_is_one_on_what_the_caller_sees(String header) throws Exception {
        assertThat(intent("PUT Observation/o2", PLAIN, header).refused())
                .map(Refused::status)
                .contains(412);
    }

    @Test
    void what_is_hidden_from_its_writer_stays_in_what_they_write() throws Exception {
        // When
        Optional<UpstreamWrite> write =
                intent("PUT Observation/o1", SEEN.replace("final", "amended")).write();

        // Then
        assertThat(write.flatMap(UpstreamWrite::ifMatch)).contains("2");
        assertThat(write.map(UpstreamWrite::best).flatMap(UpstreamWrite::body).map(JsonWriter::text))
                .hasValueSatisfying(stored -> assertThat(stored).contains("amended", "DocumentReference/N1"));
    }

    @Test
    void a_patch_applies_to_what_the_caller_sees() throws Exception {
        // When
        UpstreamWrite write =
                intent("PATCH Observation/o1", AMEND, PATCH).write().orElseThrow();
        WriteIntent guess =
                intent("PATCH Observation/o1", "[{'op':'test','path':'/derivedFrom/0/reference','value':'x'}]", PATCH);

        // Then
        assertThat(write.method()).isEqualTo("PUT");
        assertThat(JsonWriter.text(write.best().body().orElseThrow())).contains("amended", "DocumentReference/N1");
        assertThat(guess.refused()).map(Refused::status).contains(422);
    }

    @Test
    void a_patch_by_places_is_refused_to_who_was_told_that_something_is_hidden() throws Exception {
        // When
        String places = "[{'op':'replace','path':'/code/coding/0/code','value':'1'}]";
        WriteIntent intent = intent(hospital.marking(), "PATCH Observation/o1", places, PATCH);

        // Then
        assertThat(intent.refused()).map(Refused::status).contains(409);
        assertThat(intent.refused()).flatMap(Refused::why).contains(Reason.WRITE_WOULD_DESTROY);
    }

    @Test
    void a_deletion_is_of_the_version_that_was_seen() throws Exception {
        // When
        UpstreamWrite write = intent("DELETE Observation/o2", "").write().orElseThrow();

        // Then
        assertThat(write.method()).isEqualTo("DELETE");
        assertThat(write.ifMatch()).contains("1");
    }

    @Test
    void what_holds_something_hidden_is_kept_where_its_deletion_is_told() throws Exception {
        assertThat(intent("DELETE Observation/o1", "").kept())
                .contains(new Deletion(new Reference("Observation", "o1"), Optional.of("2"), Set.of()));
    }

    @Test
    void a_reader_of_one_chart_writes_into_no_other() throws Exception {
        // Given
        MemoryClient app = new MemoryClient(hospital.site, MemoryClient.ofChart("P2"));
        Answered answered = app.writes("POST Observation", PLAIN);

        // Then
        assertThat(intent(hospital.site, answered, app.authorizer(answered)).refused())
                .map(Refused::status)
                .contains(403);
    }

    @Test
    void a_write_remembers_whose_word_it_is_before_the_ehr_has_it() throws Exception {
        // Given
        hospital.with("{'resourceType':'Encounter','id':'e1','meta':{'versionId':'1'},'status':'planned',"
                + "'subject':{'reference':'Patient/P1'}}");

        // When
        intent(
                "PUT Encounter/e1",
                "{'resourceType':'Encounter','id':'e1','status':'planned','class':{'code':'AMB'},"
                        + "'subject':{'reference':'Patient/P1'}}");

        // Then
        Set<Reference> written = Set.of(new Reference("Encounter", "e1"));
        assertThat(hospital.site.written().of(caller("Practitioner/dr-c"), written))
                .isNotEmpty();
        assertThat(hospital.ehr.asked()).noneMatch(line -> line.startsWith("PUT"));
    }

    private WriteIntent intent(String line, String body, String... headers) throws Exception {
        return intent(hospital.site, line, body, headers);
    }

    private WriteIntent intent(Site site, String line, String body, String... headers) throws Exception {
        MemoryClient client = new MemoryClient(site, caller("Practitioner/dr-c"));
        Answered answered = line.startsWith("PATCH") || line.startsWith("DELETE")
                ? client.asks(line, body, headers)
                : client.writes(line, body, headers);
        return intent(site, answered, client.authorizer(answered));
    }

    private static WriteIntent intent(Site site, Answered answered, ResponseAuthorizer authorizer) throws Exception {
        PlainWrite plain = new PlainWrite(site, new WriteMemory(site));
        Interaction interaction = answered.ask().request().interaction();
        return switch (interaction) {
            case CREATE -> plain.create(answered, authorizer, Optional.empty());
            case UPDATE -> plain.update(answered, authorizer);
            case PATCH -> plain.patch(answered, authorizer);
            case DELETE -> plain.delete(answered, authorizer);
            default -> throw new IllegalArgumentException(interaction.code());
        };
    }
}
