package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Two hospitals that differ only in what is hidden: the one holds it, the other never did. Every question is asked in both,
 * and an unauthorised caller gets the same answer, byte for byte. As an extension of a test class they are fresh before each
 * test, and are closed after the last, when nothing is left behind.
 */
final class Twins implements AutoCloseable, BeforeEachCallback, AfterAllCallback {

    static final String LABEL = ("{'url':'http://hl7.org/fhir/uv/security-label-ds4p/StructureDefinition/"
                    + "extension-inline-sec-label','valueCoding':{'system':"
                    + "'http://terminology.hl7.org/CodeSystem/v3-ActCode','code':'PSYTHPN'}}")
            .replace('\'', '"');
    static final String SECURITY =
            "{'security':[{'system':'http://terminology.hl7.org/CodeSystem/v3-ActCode','code':'PSYTHPN'}]}"
                    .replace('\'', '"');

    final World with;
    final World without;

    Twins(Map<String, String> variables, FakeEhr.Manner... manners) throws IOException {
        with = new World(variables, manners);
        without = new World(variables, manners);
    }

    /** Two with the settings of a new installation. */
    static Twins opened() {
        try {
            return new Twins(Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        fresh();
    }

    @Override
    public void afterAll(ExtensionContext tests) throws IOException {
        nothingLeftBehind();
        close();
    }

    /** Both forget what tests did. */
    void fresh() {
        for (World world : new World[] {with, without}) {
            world.ehr.reset();
            world.ehr.clear();
            Chart.all().forEach(world.ehr::put);
        }
    }

    /** A resource that hides something in the first, and how the second holds it; null: not at all. */
    void put(String hiding, String stripped) {
        with.ehr.put(json(hiding));
        if (!stripped.isEmpty()) without.ehr.put(json(stripped));
        // new ids are counted by both
        else without.ehr.put(json("{'resourceType':'Basic','id':'filler-" + hiding.hashCode() + "'}"));
    }

    void both(String resource) {
        put(resource, resource);
    }

    static ObjectNode json(String text) {
        return Chart.parse(
                text.replace("LABEL", LABEL).replace("SECURITY", SECURITY).replace('\'', '"'));
    }

    /** The answer that both give. */
    Reply same(String method, String target, Map<String, String> headers, String body) throws IOException {
        Map<String, String> all = new TreeMap<>(headers);
        if (!body.isEmpty()) all.putIfAbsent("Content-Type", "application/fhir+json");
        String sent = body.replace("LABEL", LABEL).replace('\'', '"');
        Reply one = with.ask(method, target, with.tokens.clinician(), all, sent);
        Reply other = without.ask(method, target, without.tokens.clinician(), all, sent);
        World.noCanary(one.all());
        assertThat(told(one)).as("%s %s", method, target).isEqualTo(told(other));
        return one;
    }

    /** The answer that both give to another practitioner of the same organisation. */
    Reply as(String practitioner, String target) throws IOException {
        Reply one = with.get(target, with.tokens.practitioner(practitioner, "Organization/org-a"));
        Reply other = without.get(target, without.tokens.practitioner(practitioner, "Organization/org-a"));
        World.noCanary(one.all());
        assertThat(told(one)).as("GET %s by %s", target, practitioner).isEqualTo(told(other));
        return one;
    }

    Reply get(String target) throws IOException {
        return same("GET", target, Map.of(), "");
    }

    /** All but what names the request. */
    private static List<String> told(Reply reply) {
        List<String> told = new ArrayList<>(List.of(Integer.toString(reply.status())));
        Map<String, List<String>> headers = new TreeMap<>(reply.headers());
        headers.remove("x-request-id");
        headers.remove("date");
        told.add(headers.toString());
        told.add(reply.text());
        told.add("chunks " + reply.chunks());
        return told;
    }

    void nothingLeftBehind() throws IOException {
        with.nothingLeftBehind();
    }

    @Override
    public void close() {
        with.close();
        without.close();
    }
}
