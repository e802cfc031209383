package org.consentgateway.server.access;

import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.redact.Candidate;
import org.consentgateway.core.redact.MissingElements;
import org.consentgateway.core.redact.Redaction;
import org.consentgateway.core.redact.Verdict;
import org.consentgateway.server.stage.Reply;

/**
 * The way back where an enforcement point asks instead of a client: of the answer only what was left out of it is kept,
 * and its bytes are thrown away.
 */
final class EvaluatedReply implements Reply {

    private final Redaction redaction;
    private final String point;
    private final Set<String> missing = new TreeSet<>();
    private int resources;
    private int status;
    private boolean cut;

    /**
     * @param fhir  what resources are made of
     * @param point name of the enforcement point
     */
    EvaluatedReply(FhirVersion fhir, String point) {
        this.redaction = new Redaction(fhir);
        this.point = point;
    }

    @Override
    public synchronized OutputStream start(int answered, Map<String, String> headers) {
        status = answered;
        return OutputStream.nullOutputStream();
    }

    @Override
    public synchronized boolean started() {
        return status != 0;
    }

    @Override
    public synchronized boolean takes(List<Verdict.Release> going) {
        boolean whole = true;
        for (Verdict.Release release : going) {
            Candidate candidate = release.candidate();
            boolean top = candidate.place() == Candidate.Place.ROOT || candidate.place() == Candidate.Place.ENTRY;
            if (!top) continue;
            resources++;
            Optional<Json.Obj> shown = redaction.of(candidate, List.copyOf(going));
            Set<String> left = MissingElements.of(candidate.resource(), shown.orElseGet(() -> new Json.Obj(Map.of())));
            missing.addAll(left);
            whole &= left.isEmpty();
        }
        return whole;
    }

    @Override
    public Optional<String> enforcementPoint() {
        return Optional.of(point);
    }

    @Override
    public synchronized void cut() {
        cut = true;
    }

    /** What is said to the point, once the road has come to its end in an answer. */
    synchronized Told told() {
        if (status != 200 || cut || resources != 1) return Told.NO;
        return new Told(missing.isEmpty(), missing);
    }

    /**
     * What a point is told.
     *
     * @param missing elements that the subject may not have, where they may have the rest
     */
    record Told(boolean decision, Set<String> missing) {
        static final Told NO = new Told(false, Set.of());

        Told {
            missing = Set.copyOf(missing);
        }
    }
}
