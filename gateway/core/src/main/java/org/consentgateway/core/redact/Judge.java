package org.consentgateway.core.redact;

import java.util.List;
import java.util.Optional;
import org.consentgateway.core.request.Reference;

/** Decides a window of resources together, and records what is about to leave. May block. */
public interface Judge {

    /** No verdict or no record could be had: nothing of the window may leave. */
    final class NoVerdict extends Exception {
        private static final long serialVersionUID = 1L;

        public NoVerdict(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * One verdict per candidate, in any order. A candidate without a verdict, with two, or a verdict on anything else
     * is a broken promise: the answer ends in failure.
     *
     * @param window every resource of the window, inner ones included, holders before what they hold
     */
    List<Verdict> judge(List<Candidate> window) throws NoVerdict;

    /** What a link to that Binary tells of its owner, an entry or the resource of the answer; empty: the link stays as it is. */
    default Optional<String> ownerSeal(Reference binary, Reference owner) {
        return Optional.empty();
    }

    /**
     * Told of what was released for itself but is not shown, because of what was taken out nothing is left, or what was
     * searched for is not.
     */
    default void emptied(Verdict.Release release) {}

    /**
     * Told of a resource of upstream's answer that cannot be read, and is shown to nobody.
     *
     * @param type its type, as far as it was read
     * @param id   its id, as far as it was read
     */
    default void unreadable(Optional<String> type, Optional<String> id) {}

    /**
     * Makes the record of what leaves next durable; called before any byte of it is written, and once before the first
     * byte of every answer, then perhaps with an empty list. Not every release of {@link #judge} comes here: some were
     * only looked ahead at, or are shown by no page.
     *
     * @param going the released candidates that leave, inner ones included, in the order of the answer
     */
    void record(List<Verdict.Release> going) throws NoVerdict;
}
