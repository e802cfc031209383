package org.consentgateway.server.ehr;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The double does what a FHIR server does, and what its file of habits says it does otherwise. */
class EhrDoubleTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private EhrDouble ehr = filled(Habits.of("lenient"));

    @AfterEach
    void stop() {
        ehr.close();
    }

    private static EhrDouble filled(Habits habits) {
        EhrDouble ehr = new EhrDouble(habits);
        ehr.put(object("{'resourceType':'Patient','id':'p1','birthDate':'1980-01-01'}"));
        ehr.put(object("{'resourceType':'Patient','id':'p2','link':[{'type':'replaced-by','other':"
                + "{'reference':'Patient/p1'}}]}"));
        ehr.put(object("{'resourceType':'Practitioner','id':'d1','name':[{'family':'Chalmers'}]}"));
        for (int i = 0; i < 5; i++)
            ehr.put(object(
                    "{'resourceType':'Observation','id':'o" + i + "','status':'final','code':{'coding':[{'system':"
                            + "'urn:s','code':'c" + i % 2
                            + "'}]},'subject':{'reference':'Patient/p1'},'performer':[{'reference':"
                            + "'Practitioner/d1'}],'effectiveDateTime':'2026-01-0" + (i + 1) + "'}"));
        ehr.put(object("{'resourceType':'Binary','id':'b1','contentType':'text/plain','data':'aGVsbG8='}"));
        ehr.put(object("{'resourceType':'DocumentReference','id':'r1','status':'current','subject':{'reference':"
                + "'Patient/p1'},'content':[{'attachment':{'url':'Binary/b1'}}]}"));
        return ehr;
    }

    private void before(Habits habits) {
        ehr.close();
        ehr = filled(habits);
    }

    static ObjectNode object(String json) {
        try {
            return (ObjectNode) JSON.readTree(json.replace('\'', '"'));
        } catch (java.io.IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private HttpResponse<String> ask(String method, String target, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(ehr.url() + "/" + target))
                .method(method, HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
                .header("Accept", "application/fhir+json");
        if (headers.length > 0) request.headers(headers);
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String target) throws Exception {
        return ask("GET", target, "");
    }

    private List<String> ids(String target) throws Exception {
        List<String> ids = new ArrayList<>();
        JsonNode bundle = JSON.readTree(get(target).body());
        bundle.path("entry").forEach(entry -> ids.add(entry.at("/resource/id").asText()));
        return ids;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Observation?patient=p1&code=urn:s%7Cc1 | o1,o3",
                "Observation?subject=Patient/p1&date=ge2026-01-04 | o3,o4",
                "Observation?_id=o1,o4 | o1,o4",
                "Observation?subject:Patient.birthdate=1980-01-01&_count=2 | o0,o1",
                "Observation?code=c0&_sort=-date | o4,o2,o0",
                "Observation?_id=o1&_include=Observation:performer | o1,d1",
                "Practitioner?_id=d1&_revinclude=Observation:performer | d1,o0,o1,o2,o3,o4",
                "Patient?_has:Observation:subject:code=c1 | p1",
                "DocumentReference?location=Binary/b1 | r1",
                "Practitioner?name=chal | d1",
                "Patient?link=Patient/p1 | p2",
                "Patient/p1/Observation?code=c1 | o1,o3",
                "Patient/p1/$everything | p1,o0,o1,o2,o3,o4,r1,d1",
            })
    void a_search_finds_what_it_asks_for(String target, String found) throws Exception {
        assertThat(ids(target)).containsExactlyElementsOf(List.of(found.split(",", -1)));
    }

    @Test
    void versions_conditions_and_history_are_kept() throws Exception {
        String changed = "{'resourceType':'Patient','id':'p1','birthDate':'1980-01-02'}";
        assertThat(ask("PUT", "Patient/p1", changed, "If-Match", "W/\"7\"").statusCode())
                .isEqualTo(412);
        assertThat(ask("PUT", "Patient/p1", changed, "If-Match", "W/\"1\"").statusCode())
                .isEqualTo(200);
        assertThat(get("Patient/p1").headers().firstValue("etag")).contains("W/\"2\"");
        assertThat(get("Patient/p1/_history/1").body()).contains("1980-01-01");
        assertThat(ask("DELETE", "Patient/p1", "").statusCode()).isEqualTo(204);
        assertThat(get("Patient/p1").statusCode()).isEqualTo(410);
        assertThat(JSON.readTree(get("Patient/p1/_history").body()).path("entry"))
                .hasSize(3);
    }

    @Test
    void a_transaction_is_all_or_nothing_and_links_what_it_creates() throws Exception {
        String entry = "{'fullUrl':'urn:uuid:1','request':{'method':'POST','url':'Patient'},'resource':"
                + "{'resourceType':'Patient','birthDate':'1999-01-01'}},{'request':{'method':'POST','url':'Flag'},"
                + "'resource':{'resourceType':'Flag','subject':{'reference':'urn:uuid:1'}}}";
        String bundle = "{'resourceType':'Bundle','type':'transaction','entry':[" + entry + "%s]}";
        int before = ehr.all().size();
        assertThat(ask(
                                "POST",
                                "",
                                bundle.formatted(",{'request':{'method':'PUT','url':'Patient/p1','ifMatch':"
                                        + "'W/9'},'resource':{'resourceType':'Patient','id':'p1'}}"))
                        .statusCode())
                .isEqualTo(412);
        assertThat(ehr.all()).hasSize(before);
        assertThat(ask("POST", "", bundle.formatted("")).statusCode()).isEqualTo(200);
        String patient = ehr.all().stream()
                .filter(one -> one.path("birthDate").asText().equals("1999-01-01"))
                .map(Shelf::reference)
                .findFirst()
                .orElseThrow();
        assertThat(ehr.all())
                .anyMatch(one -> one.at("/subject/reference").asText().equals(patient));
    }

    @Test
    void a_conditional_create_makes_one_at_most() throws Exception {
        String body = "{'resourceType':'Patient','birthDate':'1980-01-01'}";
        assertThat(ask("POST", "Patient", body, "If-None-Exist", "birthdate=1980-01-01")
                        .statusCode())
                .isEqualTo(200);
        assertThat(ask("POST", "Patient", body, "If-None-Exist", "birthdate=1970-01-01")
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void habits_change_what_is_answered() throws Exception {
        before(Habits.of("millennium"));
        assertThat(get("Observation?_id=o1,o2").statusCode()).isEqualTo(400);
        assertThat(get("Observation?code=c1").statusCode()).isEqualTo(400);
        assertThat(get("Basic/x").statusCode()).isEqualTo(403);
        assertThat(get("Patient/p1/_history").statusCode()).isEqualTo(405);
        before(Habits.of("meditech"));
        assertThat(ids("Observation?_id=o1,o2")).containsExactly("o1");
        assertThat(ids("DocumentReference?location=Binary/none")).containsExactly("r1");
        before(Habits.of("epic"));
        assertThat(get("Patient/p2").statusCode()).isEqualTo(302);
        assertThat(ask("DELETE", "Practitioner/d1", "").statusCode()).isEqualTo(409);
        before(Habits.of("aidbox"));
        assertThat(get("Observation?patient=p1&_count=2").body()).contains("\"url\":\"/fhir/Observation?patient=p1");
        before(Habits.of("google"));
        assertThat(get("Observation?patient=p1&_count=2").body()).contains("\"total\":17");
        assertThat(ask("POST", "Flag", "{'resourceType':'Flag','subject':{'reference':'Patient/none'}}")
                        .statusCode())
                .isEqualTo(422);
        before(Habits.of("lenient").with("binary", "raw"));
        assertThat(get("Binary/b1").body()).isEqualTo("hello");
    }

    static Stream<String> names() {
        return Habits.names().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void every_habit_says_where_it_is_known_from(String name) {
        assertThat(Habits.of(name).name()).isEqualTo(name);
    }
}
