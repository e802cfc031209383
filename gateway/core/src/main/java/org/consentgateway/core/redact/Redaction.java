package org.consentgateway.core.redact;

import java.util.List;
import java.util.Optional;
import org.consentgateway.core.json.Json;

/** Applies verdicts to one resource: the pure heart of the redactor, also for what a write answers or merges. */
public final class Redaction {

    private Redaction() {}

    /**
     * What the caller may see of the resource; empty: nothing.
     *
     * @param candidate the outermost resource
     * @param verdicts  one for it and for each candidate that {@link Inside} finds, no more, no fewer
     */
    public static Optional<Json.Obj> of(Candidate candidate, List<Verdict> verdicts) {
        return Optional.empty();
    }
}
