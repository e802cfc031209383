package org.consentgateway.server.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.sessions.JqwikSession;
import org.consentgateway.server.RunningGateway;
import org.consentgateway.server.adapter.oidc.LocalIssuer;
import org.consentgateway.server.attack.Reply;
import org.consentgateway.server.attack.Wire;
import org.consentgateway.server.ehr.EhrDouble;
import org.consentgateway.server.ehr.Habits;
import org.consentgateway.server.proof.SessionStep.Person;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An enforcement point is told yes where the road would give the whole resource, and no everywhere else. */
class DecisionsLikeTheRoadTest {

    private static final int OF_A_HOSPITAL = 50;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    @Test
    void a_decision_is_what_the_road_answers() throws Exception {
        asked(Integer.getInteger("decisions.questions", 250), Long.getLong("decisions.seed", 1));
    }

    @Test
    @Tag("long")
    void ten_thousand_decisions_are_what_the_road_answers() throws Exception {
        asked(Integer.getInteger("decisions.questions", 10_000), Long.getLong("decisions.seed", System.nanoTime()));
    }

    private void asked(int questions, long seed) throws Exception {
        System.out.printf("decisions: %d questions, -Ddecisions.seed=%d%n", questions, seed);
        Random random = new Random(seed);
        Map<String, Integer> seen = new TreeMap<>();
        Map<String, String> variables = new TreeMap<>(org.consentgateway.server.access.Asking.LISTED);
        try (LocalIssuer issuer = new LocalIssuer();
                EhrDouble ehr = new EhrDouble(Habits.of("lenient"));
                RunningGateway gateway = RunningGateway.before(ehr.url(), issuer.url(), folder, variables)) {
            JqwikSession.run(() -> {
                for (int asked = 0; asked < questions; asked += OF_A_HOSPITAL)
                    hospital(random, "h" + asked, issuer, ehr, gateway, seen);
            });
        }
        System.out.println("decisions: " + seen);
        assertThat(seen).containsKeys("whole", "in part", "not there");
    }

    private static void hospital(
            Random random,
            String prefix,
            LocalIssuer issuer,
            EhrDouble ehr,
            RunningGateway gateway,
            Map<String, Integer> seen)
            throws IOException {
        Hospital hospital = new Hospital(
                HospitalGenerator.chart().generator(1000).next(random).value(), prefix);
        ehr.clear();
        Map<String, ObjectNode> resources = hospital.resources(true, ehr.url());
        resources.values().forEach(ehr::put);
        Credentials credentials = new Credentials(issuer, prefix);
        List<String> references = new ArrayList<>(resources.keySet());
        references.add("DocumentReference/" + prefix + "none");
        references.add("Observation/" + prefix + "none");
        for (int i = 0; i < OF_A_HOSPITAL; i++) {
            String reference = references.get(random.nextInt(references.size()));
            Person person = List.of(Person.values()).get(random.nextInt(Person.values().length));
            boolean pointFirst = random.nextBoolean();
            boolean decision = pointFirst && decision(gateway, credentials.of(person), reference);
            String road = road(ehr, gateway, credentials.of(person), reference);
            if (!pointFirst) decision = decision(gateway, credentials.of(person), reference);
            seen.merge(road, 1, Integer::sum);
            assertThat(decision).as("%s of %s: %s", reference, person, road).isEqualTo(road.equals("whole"));
        }
    }

    private static boolean decision(RunningGateway gateway, String token, String reference) throws IOException {
        Reply reply = org.consentgateway.server.access.Asking.evaluation(
                gateway.managementPort(),
                org.consentgateway.server.access.Asking.byToken("u-1", token, "read", reference));
        assertThat(reply.status()).isEqualTo(200);
        return org.consentgateway.server.access.Asking.decision(reply);
    }

    /** What a client sees of it: the slow and obvious twin compares with what the EHR holds. */
    private static String road(EhrDouble ehr, RunningGateway gateway, String token, String reference)
            throws IOException {
        Reply reply = Wire.ask(
                gateway.port(),
                Wire.request("GET", "/fhir/" + reference, token, Map.of("Accept", "application/fhir+json"), ""));
        if (reply.status() != 200) return "not there";
        JsonNode held = ehr.get(reference).orElseThrow();
        return plain(reply.text(), ehr).equals(plain(held.toString(), ehr)) ? "whole" : "in part";
    }

    /** Without what is written for the client: the base, and the seals of links to attachments. */
    private static JsonNode plain(String json, EhrDouble ehr) throws IOException {
        return Asking.JSON.readTree(json.replace(ehr.url() + "/", "")
                .replace(RunningGateway.PUBLIC_URL + "/", "")
                .replaceAll("\\?_owner=[^\"]*", ""));
    }
}
