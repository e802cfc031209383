package org.consentgateway.server.adapter.upstream;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.Spool;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.Chart;
import org.consentgateway.server.port.Fault;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.FhirServer.Broken;
import org.consentgateway.server.port.HttpAnswer;
import org.consentgateway.server.port.HttpCall;
import org.consentgateway.server.port.Worklist;

/**
 * Reads resources one by one, a few at a time. One that fails is absent and on the worklist; a fault is it only where the
 * server cannot be reached, or where every one of several fails.
 */
final class SingleReads {

    private static final int AT_ONCE = 8;
    private static final int SEVERAL = 3;
    /** Not there, or not for us: both are as hidden. */
    private static final Set<Integer> ABSENT = Set.of(400, 403, 404, 405, 410, 501);

    private final FhirServer ehr;
    private final Worklist worklist;
    private final LookedUp bodies;

    SingleReads(FhirServer ehr, Worklist worklist, LookedUp bodies) {
        this.ehr = ehr;
        this.worklist = worklist;
        this.bodies = bodies;
    }

    Map<Reference, Json.Obj> read(List<Reference> references, String requestId, Spool spool) throws Broken {
        Map<Reference, Json.Obj> found = new LinkedHashMap<>();
        int failed = 0;
        Optional<Broken> last = Optional.empty();
        for (int from = 0; from < references.size(); from += AT_ONCE) {
            List<Reference> some = references.subList(from, Math.min(references.size(), from + AT_ONCE));
            List<CompletableFuture<HttpAnswer>> sent = new ArrayList<>();
            for (Reference reference : some)
                sent.add(ehr.send(HttpCall.get(ehr.resolve(reference.toString()), requestId))
                        .toCompletableFuture());
            for (int i = 0; i < some.size(); i++) {
                try {
                    one(some.get(i), sent.get(i), spool)
                            .ifPresent(
                                    resource -> found.put(Chart.self(resource).orElseThrow(), resource));
                } catch (Broken e) {
                    if (e.fault() != Fault.UPSTREAM_UNUSABLE || e.getCause() instanceof java.net.ConnectException) {
                        sent.subList(i + 1, sent.size()).forEach(SingleReads::abandon);
                        throw e;
                    }
                    worklist.tell(Worklist.Kind.LOOK_UP_FAILED, some.get(i), "read");
                    failed++;
                    last = Optional.of(e);
                }
            }
        }
        if (last.isPresent() && failed >= SEVERAL && failed == references.size()) throw last.get();
        return found;
    }

    private Optional<Json.Obj> one(Reference reference, CompletableFuture<HttpAnswer> sent, Spool spool) throws Broken {
        try (HttpAnswer answer = ehr.await(sent)) {
            if (ABSENT.contains(answer.status())) return Optional.empty();
            return bodies.resource(reference.toString(), answer, spool)
                    .filter(resource -> Chart.self(resource).equals(Optional.of(reference)));
        }
    }

    private static void abandon(CompletableFuture<HttpAnswer> sent) {
        var unused = sent.thenAccept(HttpAnswer::close);
    }
}
