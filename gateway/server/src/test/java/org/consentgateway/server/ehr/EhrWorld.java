package org.consentgateway.server.ehr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.consentgateway.server.RunningGateway;
import org.consentgateway.server.ScratchFolder;
import org.consentgateway.server.adapter.oidc.LocalIssuer;
import org.consentgateway.server.attack.Chart;
import org.consentgateway.server.attack.Reply;
import org.consentgateway.server.attack.Token;
import org.consentgateway.server.attack.Wire;

/** An EHR with habits, an issuer, and the gateway before them. */
public final class EhrWorld implements AutoCloseable {

    public final EhrDouble ehr;
    public final Token tokens;
    public final Path data;
    private final ScratchFolder folder;
    private final LocalIssuer issuer;
    private final RunningGateway gateway;

    private EhrWorld(Habits habits, Map<String, String> settings) throws IOException {
        ehr = new EhrDouble(habits);
        fresh();
        issuer = new LocalIssuer();
        tokens = new Token(issuer.url(), Clock.systemUTC());
        folder = ScratchFolder.named("ehr-world");
        data = folder.path();
        Map<String, String> all = new TreeMap<>(settings);
        if (!habits.otherBase().isEmpty()) all.put("GATEWAY_UPSTREAM_BASES", habits.otherBase());
        gateway = RunningGateway.before(ehr.url(), issuer.url(), data, all);
    }

    /** Before an EHR that does what it is asked. */
    public static EhrWorld lenient() {
        return of(Habits.of("lenient"), Map.of());
    }

    public static EhrWorld of(Habits habits, Map<String, String> settings) {
        try {
            return new EhrWorld(habits, settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The chart of the fixtures and nothing else; what was asked before is forgotten. */
    public void fresh() {
        ehr.clear();
        ehr.step("world", "2026-05-01T08:00:00.000Z");
        Chart.all().forEach(ehr::put);
    }

    public int port() {
        return gateway.port();
    }

    public Reply get(String target, String token) throws IOException {
        return ask("GET", target, token, Map.of(), "");
    }

    public Reply ask(String method, String target, String token, Map<String, String> headers, String body)
            throws IOException {
        return Wire.ask(gateway.port(), Wire.request(method, target, token, headers, body));
    }

    /** A FHIR body in JSON; apostrophes stand for quotation marks. */
    public Reply send(String method, String target, String token, String json) throws IOException {
        return ask(method, target, token, Map.of("Content-Type", "application/fhir+json"), json.replace('\'', '"'));
    }

    /** Everything of a type that the EHR holds now. */
    public List<ObjectNode> all(String type) {
        return ehr.all().stream()
                .filter(one -> one.path("resourceType").asText().equals(type))
                .toList();
    }

    @Override
    public void close() {
        gateway.close();
        issuer.close();
        ehr.close();
        folder.close();
    }
}
