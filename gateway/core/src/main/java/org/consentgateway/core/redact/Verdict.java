package org.consentgateway.core.redact;

import java.util.function.BiFunction;
import java.util.function.Function;

/** What becomes of one candidate: dropped as if it did not exist, or released with edits. */
public sealed interface Verdict {

    /** The candidate that was judged, the very object. */
    Candidate candidate();

    /** The caller learns nothing of it. */
    record Drop(Candidate candidate) implements Verdict {}

    /** It may go, less what the edits take out. */
    record Release(Candidate candidate, Edits edits) implements Verdict {}

    /** Applies the one that fits. */
    default <T> T match(Function<Candidate, T> drop, BiFunction<Candidate, Edits, T> release) {
        return this instanceof Release r ? release.apply(r.candidate(), r.edits()) : drop.apply(candidate());
    }
}
