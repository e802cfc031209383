package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.caller;

import java.util.Optional;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Interaction;
import org.consentgateway.server.authorize.MemoryHospital;
import org.consentgateway.server.authorize.ResponseAuthorizer;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A write by criteria is the plain one on the only match that the caller sees. */
class ConditionalWriteTest {

    private static final String ONE = "{'resourceType':'Encounter','id':'e1','meta':{'versionId':'1'},"
            + "'identifier':[{'value':'k'}],'status':'planned','subject':{'reference':'Patient/P1'}}";
    private static final String TWO = ONE.replace("e1", "e2");
    private static final String HIDDEN = ONE.replace("e1", "e3")
            .replace(
                    "'versionId':'1'",
                    "'versionId':'1','security':[{'system':'http://terminology.hl7.org/CodeSystem/v3-ActCode',"
                            + "'code':'PSYTHPN'}]");
    private static final String NEW = "{'resourceType':'Encounter','status':'finished','identifier':[{'value':'k'}],"
            + "'subject':{'reference':'Patient/P1'}}";

    private final MemoryHospital hospital = new MemoryHospital();

    @ParameterizedTest
    @CsvSource({"false, e1", "true, e1"})
    void the_only_match_is_updated_whether_another_is_hidden_or_not(boolean hides, String id) throws Exception {
        // Given
        hospital.with(ONE);
        if (hides) hospital.with(HIDDEN);

        // When
        UpstreamWrite write = intent("PUT Encounter?identifier=k", NEW).write().orElseThrow();

        // Then
        assertThat(write.relative()).isEqualTo("Encounter/" + id);
        assertThat(write.body().flatMap(body -> body.text("id"))).contains(id);
        assertThat(write.ifMatch()).contains("1");
    }

    @ParameterizedTest
    @CsvSource({"PUT", "DELETE", "POST"})
    void of_several_matches_none_is_written(String method) throws Exception {
        // Given
        hospital.with(ONE, TWO);

        // Then
        assertThat(status(method)).contains(412);
    }

    @Test
    void where_all_that_matches_is_hidden_an_update_makes_and_a_deletion_finds_nothing() throws Exception {
        // Given
        hospital.with(HIDDEN);

        // Then
        assertThat(intent(MemoryClient.ofChart("P1"), "PUT Encounter?identifier=k", NEW)
                        .write())
                .map(UpstreamWrite::method)
                .contains("POST");
        assertThat(status("DELETE")).contains(404);
    }

    @Test
    void who_may_make_nothing_makes_nothing_by_an_update() throws Exception {
        assertThat(intent("PUT Encounter?identifier=k", NEW).refused().map(Refused::status))
                .contains(403);
    }

    @ParameterizedTest
    @CsvSource({"PUT", "DELETE", "POST"})
    void an_ehr_without_such_a_search_makes_no_conditional_write(String method) throws Exception {
        // Given
        hospital.ehr.refuses("GET Encounter?", 400);

        // Then
        assertThat(status(method)).contains(400);
    }

    @ParameterizedTest
    @CsvSource({"e9, Encounter", "e1, Observation"})
    void a_body_of_another_id_or_type_is_not_understood(String id, String type) throws Exception {
        // Given
        hospital.with(ONE);

        // Then
        String body = NEW.replace("'status'", "'id':'" + id + "','status'").replace("Encounter", type);
        assertThat(intent("PUT Encounter?identifier=k", body).refused().map(Refused::status))
                .contains(400);
    }

    @Test
    void a_create_leaves_the_race_to_the_ehr() throws Exception {
        assertThat(intent("POST Encounter", NEW, "If-None-Exist: identifier=k")
                        .write()
                        .flatMap(UpstreamWrite::ifNoneExist))
                .contains("identifier=k");
    }

    private Optional<Integer> status(String method) throws Exception {
        String[] condition = method.equals("POST") ? new String[] {"If-None-Exist: identifier=k"} : new String[0];
        String line = method.equals("POST") ? "POST Encounter" : method + " Encounter?identifier=k";
        return intent(line, method.equals("DELETE") ? "" : NEW, condition)
                .refused()
                .map(Refused::status);
    }

    private WriteIntent intent(String line, String body, String... headers) throws Exception {
        return intent(caller("Practitioner/dr-c"), line, body, headers);
    }

    private WriteIntent intent(Caller caller, String line, String body, String... headers) throws Exception {
        MemoryClient client = new MemoryClient(hospital.site, caller);
        Answered answered = body.isEmpty() ? client.asks(line) : client.writes(line, body, headers);
        ResponseAuthorizer authorizer = client.authorizer(answered);
        ConditionalWrite writes =
                new ConditionalWrite(hospital.site, new PlainWrite(hospital.site, new WriteMemory(hospital.site)));
        return answered.ask().request().interaction() == Interaction.CONDITIONAL_CREATE
                ? writes.create(answered, authorizer)
                : writes.onTheOnlyMatch(answered, authorizer);
    }
}
