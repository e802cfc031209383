package org.consentgateway.server.attack;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.consentgateway.server.ehr.EhrDouble;
import org.consentgateway.server.ehr.Habits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who deletes what they see destroys nothing that they do not see, and is not told that there was anything. */
class UnseenDeletionTest {

    @RegisterExtension
    static final Twins twins = Twins.opened();

    static String holder(String type, String id, String hidden) {
        String note = hidden.equals("inline")
                ? ",'note':[{'extension':[LABEL],'text':'CNRY_%s'}]".formatted(id)
                : ",'contained':[{'resourceType':'Basic','id':'n1','meta':SECURITY,'code':{'text':'CNRY_%s'}}]"
                                .formatted(id)
                        + ",'extension':[{'url':'http://x.example/a','valueReference':{'reference':'#n1'}}]";
        return visible(type, id).replaceFirst("}$", note + "}");
    }

    static String visible(String type, String id) {
        return "{'resourceType':'%s','id':'%s','meta':{'versionId':'1'},'status':'completed','subject':{'reference':'Patient/P1'},'code':{'text':'seen'}}"
                .formatted(type, id);
    }

    @ParameterizedTest
    @CsvSource({
        "Procedure,inline",
        "Procedure,contained",
        "Observation,inline",
        "ServiceRequest,contained",
        "Condition,inline"
    })
    void a_deletion_keeps_what_its_deleter_cannot_see(String type, String hidden) throws Exception {
        // Given
        String id = "D-" + type + "-" + hidden;
        twins.put(holder(type, id, hidden), visible(type, id));
        assertThat(twins.get("/fhir/" + type + "/" + id).status()).isEqualTo(200);

        // When
        Reply deleted = twins.same("DELETE", "/fhir/" + type + "/" + id, Map.of(), "");

        // Then
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(twins.with.ehr.get(type + "/" + id).toString()).contains("CNRY_" + id);
        assertThat(twins.get("/fhir/" + type + "/" + id).status()).isEqualTo(404);
        twins.get("/fhir/" + type + "?patient=P1");
        twins.get("/fhir/" + type + "?patient=P1&_summary=count");
        twins.get("/fhir/" + type + "?_id=" + id);
        twins.get("/fhir/Patient/P1/$everything");
        twins.same("DELETE", "/fhir/" + type + "/" + id, Map.of(), "");
        twins.same(
                "PATCH",
                "/fhir/" + type + "/" + id,
                Map.of("Content-Type", "application/json-patch+json"),
                "[{'op':'replace','path':'/status','value':'x'}]");
        assertThat(twins.with.ehr.get(type + "/" + id).toString()).contains("CNRY_" + id);
    }

    /** They wrote nothing anew: for those who were told that it is gone nothing happened. */
    @Test
    void a_change_by_whoever_still_sees_it_brings_it_back_for_nobody_else() throws Exception {
        // Given
        String stored = holder("Observation", "D-back", "inline")
                .replace("'status'", "'performer':[{'reference':'Practitioner/dr-o'}],'status'");
        twins.put(
                stored,
                visible("Observation", "D-back")
                        .replace("'status'", "'performer':[{'reference':'Practitioner/dr-o'}],'status'"));
        String target = "/fhir/Observation/D-back";
        assertThat(twins.same("DELETE", target, Map.of(), "").status()).isEqualTo(204);

        // When
        World with = twins.with;
        assertThat(with.get(target, with.tokens.author()).text()).contains("CNRY_D-back");
        Reply changed = with.ask(
                "PUT",
                target,
                with.tokens.author(),
                Map.of("Content-Type", "application/fhir+json"),
                Twins.json(stored.replace("CNRY_D-back", "CNRY_D-back more")).toString());

        // Then
        assertThat(changed.status()).isEqualTo(200);
        assertThat(twins.get(target).status()).isEqualTo(404);
        twins.get("/fhir/Observation?patient=P1");
    }

    @ParameterizedTest
    @CsvSource({"inline", "contained"})
    void a_deletion_that_was_told_stands_in_the_history(String hidden) throws Exception {
        try (EhrDouble with = new EhrDouble(Habits.of("lenient"));
                EhrDouble without = new EhrDouble(Habits.of("lenient"))) {
            assertThat(historyOfDeleted(with, holder("ServiceRequest", "D-past", hidden)))
                    .contains("\"method\":\"DELETE\"", "\"total\":2")
                    .isEqualTo(historyOfDeleted(without, visible("ServiceRequest", "D-past")));
            assertThat(with.get("ServiceRequest/D-past").toString()).contains("CNRY_D-past");
        }
    }

    private static String historyOfDeleted(EhrDouble ehr, String resource) throws Exception {
        Chart.all().forEach(ehr::put);
        ehr.put(Twins.json(resource));
        try (World world = new World(new FakeEhr(), ehr.url(), Map.of())) {
            String token = world.tokens.clinician();
            assertThat(world.ask("DELETE", "/fhir/ServiceRequest/D-past", token, Map.of(), "")
                            .status())
                    .isEqualTo(204);
            Reply history = world.get("/fhir/ServiceRequest/D-past/_history", token);
            World.noCanary(history.all());
            return history.text();
        }
    }

    /** Before an EHR that keeps what is referred to, and one that does not; deleted alone, or with what refers to it. */
    @ParameterizedTest
    @CsvSource({"true,inline,false,409", "true,contained,false,409", "false,inline,false,204", "true,inline,true,200"})
    void what_something_visible_refers_to_is_deleted_only_where_the_ehr_would(
            boolean integrity, String hidden, boolean together, int status) throws Exception {
        for (String name : List.of("lenient", "epic")) {
            Habits habits = Habits.of(name).with("integrity-on-delete", integrity);
            try (EhrDouble with = new EhrDouble(habits);
                    EhrDouble without = new EhrDouble(habits)) {
                // When
                Reply one = deletedThoughReferredTo(with, holder("ServiceRequest", "D-ref", hidden), together);
                Reply other = deletedThoughReferredTo(without, visible("ServiceRequest", "D-ref"), together);

                // Then
                assertThat(one.status()).as(name).isEqualTo(status);
                assertThat(one.text()).isEqualTo(other.text());
                assertThat(other.status()).as(name).isEqualTo(status);
                assertThat(with.get("ServiceRequest/D-ref").toString()).contains("CNRY_D-ref");
            }
        }
    }

    /** Before an EHR that searches by patient alone: a stored Bundle is about whom its entries are about. */
    @Test
    void a_bundle_to_which_something_visible_refers_stays_before_an_ehr_that_keeps_it() throws Exception {
        Habits habits = Habits.of("epic").with("integrity-on-delete", true);
        String bundle = "{'resourceType':'Bundle','id':'D-ref','type':'collection','entry':[{'resource':"
                + visible("Procedure", "inner") + "}%s]}";
        String note =
                ",{'resource':" + holder("Procedure", "inner2", "inline").replace("}]}", "}],'meta':SECURITY}") + "}";
        for (String entry : List.of(note, "")) {
            try (EhrDouble ehr = new EhrDouble(habits)) {
                Reply reply = deletedThoughReferredTo(ehr, bundle.formatted(entry), false);
                assertThat(reply.status()).isEqualTo(409);
            }
        }
    }

    private static Reply deletedThoughReferredTo(EhrDouble ehr, String resource, boolean together) throws Exception {
        Chart.all().forEach(ehr::put);
        ehr.put(Twins.json(resource));
        String target = Twins.json(resource).path("resourceType").asText() + "/D-ref";
        ehr.put(Twins.json("{'resourceType':'Task','id':'D-task','status':'draft','intent':'order','for':{'reference':"
                + "'Patient/P1'},'focus':{'reference':'" + target + "'}}"));
        String both = "{'resourceType':'Bundle','type':'transaction','entry':[{'request':{'method':'DELETE','url':"
                + "'Task/D-task'}},{'request':{'method':'DELETE','url':'ServiceRequest/D-ref'}}]}";
        try (World world = new World(new FakeEhr(), ehr.url(), Map.of())) {
            String token = world.tokens.clinician();
            Reply reply = together
                    ? world.ask(
                            "POST",
                            "/fhir",
                            token,
                            Map.of("Content-Type", "application/fhir+json"),
                            both.replace('\'', '"'))
                    : world.ask("DELETE", "/fhir/" + target, token, Map.of(), "");
            World.noCanary(reply.all());
            return reply;
        }
    }

    @Test
    void before_an_ehr_that_keeps_no_versions_what_was_deleted_has_no_history() throws Exception {
        try (Twins forgetful = new Twins(Map.of(), FakeEhr.Manner.NO_HISTORY)) {
            // Given
            forgetful.fresh();
            forgetful.put(holder("ServiceRequest", "D-h", "inline"), visible("ServiceRequest", "D-h"));
            assertThat(forgetful
                            .same("DELETE", "/fhir/ServiceRequest/D-h", Map.of(), "")
                            .status())
                    .isEqualTo(204);

            // When
            Reply history = forgetful.get("/fhir/ServiceRequest/D-h/_history");

            // Then
            assertThat(history.status()).isEqualTo(404);
            forgetful.get("/fhir/ServiceRequest/D-h/_history/1");
        }
    }

    /** Twice, for the EHR is asked about it the first time. */
    @ParameterizedTest
    @CsvSource({
        "true,alone,422",
        "false,alone,201",
        "true,transaction,422",
        "false,transaction,200",
        "true,together,422",
        "false,together,200"
    })
    void what_was_told_to_be_deleted_is_referred_to_as_the_ehr_lets_one_refer_to_nothing(
            boolean integrity, String how, int status) throws Exception {
        Habits habits = Habits.of("lenient").with("integrity-on-delete", true).with("integrity-on-write", integrity);
        try (EhrDouble with = new EhrDouble(habits);
                EhrDouble without = new EhrDouble(habits)) {
            Chart.all().forEach(with::put);
            Chart.all().forEach(without::put);
            DeletedAndWrittenAgainTest.Kept kept = DeletedAndWrittenAgainTest.kept("led to");
            kept.with().forEach(resource -> with.put(Twins.json(resource)));
            without.put(Twins.json(kept.shown()));
            try (World one = new World(new FakeEhr(), with.url(), Map.of());
                    World other = new World(new FakeEhr(), without.url(), Map.of())) {
                for (int i = 0; i < (how.equals("together") ? 1 : 2); i++) {
                    // When
                    Reply told = referringToDeleted(one, kept.target(), how);
                    Reply expected = referringToDeleted(other, kept.target(), how);

                    // Then
                    assertThat(told.status()).isEqualTo(status);
                    assertThat(expected.status()).isEqualTo(status);
                }
                assertThat(with.all()).noneMatch(left -> left.toString().contains("reference to nobody"));
            }
        }
    }

    private static Reply referringToDeleted(World world, String target, String how) throws Exception {
        String token = world.tokens.clinician();
        Map<String, String> json = Map.of("Content-Type", "application/fhir+json");
        boolean together = how.equals("together");
        if (!together) world.ask("DELETE", "/fhir/" + target, token, Map.of(), "");
        String deletion = together ? "{'request':{'method':'DELETE','url':'" + target + "'}}," : "";
        String task = "{'resourceType':'Task','status':'draft','intent':'order','for':{'reference':'Patient/P1'},"
                + "'encounter':{'reference':'" + target + "'}}";
        String bundle = "{'resourceType':'Bundle','type':'transaction','entry':[" + deletion + "{'resource':" + task
                + ",'request':{'method':'POST','url':'Task'}}]}";
        return how.equals("alone")
                ? world.ask("POST", "/fhir/Task", token, json, task.replace('\'', '"'))
                : world.ask("POST", "/fhir", token, json, bundle.replace('\'', '"'));
    }

    static String stable(Reply reply) {
        Map<String, List<String>> headers = new TreeMap<>(reply.headers());
        headers.keySet().removeAll(Set.of("date", "x-request-id"));
        return reply.status() + " " + headers.toString().replaceAll("127.0.0.1:[0-9]+", "gw") + " "
                + reply.text().replaceAll("127.0.0.1:[0-9]+", "gw");
    }

    @Test
    void the_mark_of_a_deletion_is_nobodys_to_write() throws Exception {
        // Given
        twins.both(visible("ServiceRequest", "D-mark"));

        // When
        Reply written = twins.same(
                "PUT",
                "/fhir/ServiceRequest/D-mark",
                Map.of(),
                visible("ServiceRequest", "D-mark")
                        .replaceFirst(
                                "}$",
                                ",'extension':[{'url':'https://consentgateway.org/fhir/StructureDefinition/deletion-told',"
                                        + "'valueBoolean':true}]}"));

        // Then
        assertThat(written.status()).isEqualTo(200);
        assertThat(twins.with.ehr.get("ServiceRequest/D-mark").toString()).doesNotContain("deletion-told");
    }

    @Test
    void in_a_transaction_the_rest_goes_and_the_hidden_part_stays() throws Exception {
        // Given
        twins.put(holder("ServiceRequest", "D-tx", "inline"), visible("ServiceRequest", "D-tx"));
        twins.both(visible("ServiceRequest", "D-tx2"));
        String bundle = "{'resourceType':'Bundle','type':'transaction','entry':[{'request':{'method':'DELETE','url':"
                + "'ServiceRequest/D-tx'}},{'request':{'method':'DELETE','url':'ServiceRequest/D-tx2'}}]}";
        String one = "{'resourceType':'Bundle','type':'transaction-response','entry':[{'response':{'status':'204'}}]}";
        String two = "{'resourceType':'Bundle','type':'transaction-response','entry':[{'response':{'status':'204'}},"
                + "{'response':{'status':'204'}}]}";
        answered(twins.with, one);
        answered(twins.without, two);

        // When
        Reply reply = twins.same("POST", "/fhir", Map.of(), bundle);

        // Then
        assertThat(reply.status()).isEqualTo(200);
        assertThat(twins.with.ehr.asked()).noneMatch(asked -> asked.startsWith("DELETE"));
        assertThat(twins.with.ehr.get("ServiceRequest/D-tx").toString()).contains("CNRY_D-tx");
        assertThat(twins.with
                        .get("/fhir/ServiceRequest/D-tx", twins.with.tokens.clinician())
                        .status())
                .isEqualTo(404);
    }

    private static void answered(World world, String bundle) {
        world.ehr
                .wire()
                .stubFor(post(urlEqualTo("/fhir"))
                        .atPriority(1)
                        .willReturn(aResponse()
                                .withStatus(200)
                                .withHeader("Content-Type", "application/fhir+json")
                                .withBody(bundle.replace('\'', '"'))));
    }

    @ParameterizedTest
    @CsvSource({"Encounter,DocumentReference", "ServiceRequest,Observation", "Organization,DocumentReference"})
    void what_only_a_hidden_note_refers_to_is_deleted_as_far_as_can_be_told(String type, String note) throws Exception {
        // Given
        String id = "I-" + type;
        twins.both("{'resourceType':'%s','id':'%s','meta':{'versionId':'1'},'subject':{'reference':'Patient/P1'}}"
                .formatted(type, id));
        twins.put(
                "{'resourceType':'%s','id':'%s-note','meta':SECURITY,'status':'final','subject':{'reference':'Patient/P1'},'description':'CNRY_%s','extension':[{'url':'http://x.example/a','valueReference':{'reference':'%s/%s'}}]}"
                        .formatted(note, id, id, type, id),
                "");
        twins.with
                .ehr
                .wire()
                .stubFor(delete(urlEqualTo("/fhir/" + type + "/" + id))
                        .atPriority(1)
                        .willReturn(aResponse().withStatus(409)));

        // When
        Reply deleted = twins.same("DELETE", "/fhir/" + type + "/" + id, Map.of(), "");

        // Then
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(twins.get("/fhir/" + type + "/" + id).status()).isEqualTo(404);
        twins.get("/fhir/" + type + "?_id=" + id);
        assertThat(twins.with
                        .get("/fhir/" + note + "/" + id + "-note", twins.with.tokens.clinician())
                        .status())
                .isEqualTo(404);
    }

    @Test
    void what_something_visible_refers_to_is_refused_by_both() throws Exception {
        twins.both(
                "{'resourceType':'Encounter','id':'I-vis','meta':{'versionId':'1'},'subject':{'reference':'Patient/P1'}}");
        twins.both(
                "{'resourceType':'Observation','id':'I-obs','status':'final','code':{'coding':[{'system':"
                        + "'http://loinc.org','code':'44261-6'}]},'subject':{'reference':'Patient/P1'},'encounter':{'reference':'Encounter/I-vis'}}");
        for (World world : new World[] {twins.with, twins.without})
            world.ehr
                    .wire()
                    .stubFor(delete(urlEqualTo("/fhir/Encounter/I-vis"))
                            .atPriority(1)
                            .willReturn(aResponse().withStatus(409)));

        assertThat(twins.same("DELETE", "/fhir/Encounter/I-vis", Map.of(), "").status())
                .isEqualTo(409);
        assertThat(twins.get("/fhir/Encounter/I-vis").status()).isEqualTo(200);
    }

    @Test
    void the_condition_on_a_version_is_heeded() throws Exception {
        twins.put(holder("ServiceRequest", "D-if", "inline"), visible("ServiceRequest", "D-if"));
        twins.both(visible("ServiceRequest", "D-if2"));

        for (String id : new String[] {"D-if", "D-if2"}) {
            String target = "/fhir/ServiceRequest/" + id;
            assertThat(twins.same("DELETE", target, Map.of("If-Match", "W/\"7\""), "")
                            .status())
                    .isEqualTo(412);
            assertThat(twins.same("PUT", target, Map.of("If-None-Match", "*"), visible("ServiceRequest", id))
                            .status())
                    .isEqualTo(412);
            String entry = ("{'resourceType':'Bundle','type':'batch','entry':[{'request':{'method':'DELETE','url':"
                            + "'ServiceRequest/%s','ifMatch':'W/\\'7\\''}},{'resource':%s,'request':{'method':'PUT','url':"
                            + "'ServiceRequest/%s','ifNoneMatch':'*'}}]}")
                    .formatted(id, visible("ServiceRequest", id), id)
                    .replace("\\'", "\\\"");
            ObjectNode answer =
                    Chart.parse(twins.same("POST", "/fhir", Map.of(), entry).text());
            assertThat(answer.findValuesAsText("status")).containsExactly("412", "412");
            assertThat(twins.same("PUT", target, Map.of("If-Match", "*"), visible("ServiceRequest", id))
                            .status())
                    .isEqualTo(200);
            assertThat(twins.same("DELETE", target, Map.of("If-Match", "*"), "").status())
                    .isEqualTo(204);
        }
    }
}
