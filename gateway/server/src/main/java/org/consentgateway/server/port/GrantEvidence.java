package org.consentgateway.server.port;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.request.Reference;

/** Legal-basis grants as evidence. */
public interface GrantEvidence {

    /** Every grant of these patients that is pending, active, used up or revoked. Blocks; called on a worker. */
    List<Grant> of(Set<Reference> patients);

    /** The people behind a grant: who recorded it and, where somebody did, who approved it; by grant. */
    Map<String, List<Behind>> behind(Set<String> grantIds);

    /**
     * One of the people behind a grant.
     *
     * @param name         {@code Practitioner/x} and the subject of a token, or the subject alone
     * @param organization whom they worked for then
     */
    record Behind(String name, Optional<Reference> organization) {}

    /**
     * Takes one use of a counted grant for a released answer; exactly once under concurrency. The attachments of a note
     * released under the use belong to it for 15 minutes.
     *
     * @return false when no use is left: the caller of this method withholds
     */
    boolean use(String grantId, String requestId, Reference recipient, Set<Reference> notes);

    /**
     * As {@link #of}, for the bytes of an attachment of these notes: a grant under which this recipient got one of them
     * less than 15 minutes ago counts, for that note, as having a use left.
     */
    default List<Grant> forAttachments(Set<Reference> patients, Reference recipient, Set<Reference> notes) {
        return of(patients);
    }

    /** As {@link #use}, for the bytes of an attachment: free within 15 minutes of the use that released its notes. */
    default boolean useForAttachments(String grantId, String requestId, Reference recipient, Set<Reference> notes) {
        return use(grantId, requestId, recipient, notes);
    }
}
