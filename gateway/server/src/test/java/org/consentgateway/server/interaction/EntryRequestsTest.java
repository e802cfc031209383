package org.consentgateway.server.interaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.Base64;
import org.consentgateway.core.request.Format;
import org.consentgateway.core.request.Interaction;
import org.consentgateway.core.request.OrRefusal;
import org.consentgateway.server.authorize.MemoryHospital;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.RequestContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The request in an entry of a Bundle, as if it had come alone. FHIR R4 Bundle.entry.request. */
class EntryRequestsTest {

    private static final String PATCH = "[{\"op\":\"remove\",\"path\":\"/status\"}]";

    private final MemoryClient client = new MemoryClient(new MemoryHospital().site, caller("Practitioner/dr-c"));
    private final Answered bundle = client.bundle("{'resourceType':'Bundle','type':'batch'}");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'method':'GET','url':'Observation/o2' | read | Observation/o2",
                "'method':'GET','url':'/Observation/o2' | read | Observation/o2",
                "'method':'GET','url':'Observation?code=x' | search-type | Observation?code=x",
                "'method':'DELETE','url':'Observation/o2' | delete | Observation/o2",
                "'method':'PUT','url':'Observation/o2' | update | Observation/o2",
                "'method':'POST','url':'Observation' | create | Observation",
                "'method':'POST' | create | Observation"
            })
    void an_entry_asks_what_its_method_and_url_say(String request, String interaction, String canonical) {
        // When
        RequestContext ask = asked("{'request':{" + request + "},'resource':{'resourceType':'Observation'}}");

        // Then
        assertThat(ask.id()).isEqualTo("r-1");
        assertThat(ask.arrived()).isEqualTo(bundle.ask().arrived());
        assertThat(ask.request().interaction().code()).isEqualTo(interaction);
        assertThat(ask.request().canonical()).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}",
                "{'request':{'method':'GET'}}",
                "{'request':{'url':'Observation/o2'}}",
                "{'request':{'method':'POST','url':''}}",
                "{'request':{'method':'POST','url':'/'}}",
                "{'request':{'method':'POST','url':'/fhir/'}}",
                "{'request':{'method':'POST','url':'?_format=json'}}",
                "{'request':{'method':'POST'},'resource':{'resourceType':'../Patient'}}",
                "{'request':{'method':'GET','url':'https://other.example/fhir/Patient/1'}}",
                "{'request':{'method':'GET','url':'//other.example/Patient/1'}}"
            })
    void an_entry_asks_for_one_thing_of_this_server_and_never_for_a_further_batch(String entry) {
        assertThat(request(entry).value()).isEmpty();
    }

    @Test
    void what_an_entry_requires_stands_for_the_header_of_that_name() {
        // When
        RequestContext update = asked("{'request':{'method':'PUT','url':'Observation/o2','ifMatch':'W/\\\"1\\\"'}}");
        RequestContext create = asked("{'request':{'method':'POST','url':'Observation','ifNoneExist':'identifier=x'}}");
        RequestContext fresh = asked("{'request':{'method':'PUT','url':'Observation/o2','ifNoneMatch':'*'}}");

        // Then
        assertThat(update.request().preconditions().ifMatch()).contains("1");
        assertThat(create.request().interaction()).isEqualTo(Interaction.CONDITIONAL_CREATE);
        assertThat(fresh.request().preconditions().ifNoneMatch()).isTrue();
    }

    @Test
    void its_body_is_the_resource_and_its_answer_is_json() {
        // When
        RequestContext ask =
                asked("{'request':{'method':'POST','url':'Basic?_format=xml'},'resource':{'resourceType':'Basic'}}");

        // Then
        assertThat(ask.body()).asString(UTF_8).isEqualTo("{\"resourceType\":\"Basic\"}");
        assertThat(ask.request().format()).isEqualTo(Format.JSON);
    }

    @ParameterizedTest
    @CsvSource({"application/json-patch+json, true", "application/fhir+json, false", "text/plain, false"})
    void a_patch_is_what_a_binary_carries(String type, boolean carried) {
        // When
        String data = Base64.getEncoder().encodeToString(PATCH.getBytes(UTF_8));
        RequestContext ask = asked("{'request':{'method':'PATCH','url':'Observation/o2'},'resource':{'resourceType':"
                + "'Binary','contentType':'" + type + "','data':'" + data + "'}}");

        // Then
        assertThat(ask.body()).asString(UTF_8).isEqualTo(carried ? PATCH : "");
    }

    @Test
    void what_is_no_base64_is_no_patch() {
        assertThat(asked("{'request':{'method':'PATCH','url':'Observation/o2'},'resource':{'resourceType':'Binary',"
                                + "'contentType':'application/json-patch+json','data':'A'}}")
                        .body())
                .isEmpty();
    }

    private RequestContext asked(String entry) {
        return request(entry).value().orElseThrow();
    }

    private OrRefusal<RequestContext> request(String entry) {
        return new EntryRequests(MemoryRoad.PARSER).of(bundle, json(entry), "r-1", client.reply);
    }
}
