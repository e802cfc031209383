package org.consentgateway.server.interaction;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.redact.Candidate;
import org.consentgateway.core.redact.Edits;
import org.consentgateway.core.redact.InnerResources;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.redact.Redaction;
import org.consentgateway.core.redact.Verdict;
import org.consentgateway.core.redact.VersionStamp;
import org.consentgateway.server.authorize.ResponseAuthorizer;
import org.consentgateway.server.authorize.Site;

/** What the caller sees of the stored resource, and the stored resource itself. */
record CallerView(Json.Obj stored, Json.Obj shown, boolean cut, VersionStamp stamp) {
    /** By which the caller knows the version. */
    Optional<String> shownVersion() {
        return stamp.version();
    }

    /** What the caller sees, under the stamp that it is shown with. */
    Json.Obj stamped() {
        return stamp.on(shown);
    }

    /** The EHR's own; the caller knows it by {@link #shownVersion}. */
    Optional<String> version() {
        return stored.object("meta").flatMap(meta -> meta.text("versionId"));
    }

    boolean whole() {
        return stored.equals(shown);
    }

    /** Whether it holds something that was taken out for this caller, and that a deletion would destroy unseen. */
    boolean hides() {
        return cut && !whole();
    }

    /** What the caller sees of a stored resource; empty when it is hidden or outside the scopes. */
    static Optional<CallerView> of(Site site, Json.Obj stored, ResponseAuthorizer authorizer) throws NoVerdict {
        Candidate root = Candidate.root(stored);
        List<Verdict> judged = authorizer.judge(InnerResources.of(site.fhir(), root));
        Optional<VersionStamp> stamp = judged.stream()
                .flatMap(verdict ->
                        verdict.match(dropped -> Stream.<Edits>empty(), (released, edits) -> Stream.of(edits)))
                .flatMap(edits -> edits.stamp().stream())
                .findFirst();
        List<Verdict> verdicts = judged.stream().map(CallerView::unstamped).toList();
        Optional<Json.Obj> seen = new Redaction(site.fhir()).of(root, verdicts);
        if (seen.isEmpty()) authorizer.emptied(root, verdicts);
        boolean cut = verdicts.stream()
                .anyMatch(verdict -> verdict.match(dropped -> true, (released, edits) -> !edits.none()));
        return seen.map(shown -> new CallerView(stored, shown, cut, stamp.orElse(VersionStamp.of(stored))));
    }

    private static Verdict unstamped(Verdict verdict) {
        return verdict.match(
                dropped -> verdict,
                (released, edits) -> edits.stamp().isEmpty()
                        ? verdict
                        : new Verdict.Release(released, edits.under(Optional.empty())));
    }
}
