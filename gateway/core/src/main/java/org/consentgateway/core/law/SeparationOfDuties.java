package org.consentgateway.core.law;

import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;

/**
 * Who records or approves a grant is not among those who may use it: nobody proves their own exception.
 *
 * @see <a href="https://www.ecfr.gov/current/title-45/section-164.514">45 CFR 164.514(h)</a>
 */
public final class SeparationOfDuties {

    private static final Set<String> INDIVIDUALS =
            Set.of("Practitioner", "Patient", "RelatedPerson", "Person", "Device");

    /**
     * One of the people behind a grant.
     *
     * @param user    who it is, empty when only the subject of a token is known
     * @param subject {@code sub} of the token
     * @param outside organisations, groups, teams and roles that they were found not to belong to; any other counts as theirs
     */
    public record Maker(Optional<Reference> user, String subject, Set<Reference> outside) {
        public Maker {
            outside = Set.copyOf(outside);
        }
    }

    private SeparationOfDuties() {}

    /** Whether the reference is of one person or device, in which nobody else can be. */
    public static boolean isIndividual(Reference recipient) {
        return INDIVIDUALS.contains(recipient.type());
    }

    /** Everybody whom the grant lets use it: its recipient and, of a training, who learns and who supervises. */
    public static Set<Reference> recipients(Grant grant) {
        Set<Reference> all = new HashSet<>(Set.of(grant.recipient()));
        if (grant.basis() == LegalBasis.OWN_TRAINING) {
            all.addAll(grant.party("supervisor"));
            all.addAll(grant.party("trainee"));
        }
        return all;
    }

    /** Whether one of those who may use the grant is, or may contain, this person. What cannot be told counts as so. */
    public static boolean contains(Grant grant, Maker maker) {
        for (Reference recipient : recipients(grant)) {
            boolean theirs = isIndividual(recipient)
                    ? maker.user().isEmpty() || maker.user().get().equals(recipient)
                    : !maker.outside().contains(recipient);
            if (theirs) return true;
        }
        return false;
    }

    /** Whether this caller may use the grant as far as those behind it are concerned; of nobody at all: no. */
    public static boolean mayUse(Grant grant, Collection<Maker> makers, Caller caller) {
        return !makers.isEmpty() && makers.stream().noneMatch(maker -> contains(grant, maker) || isSame(maker, caller));
    }

    private static boolean isSame(Maker maker, Caller caller) {
        boolean bothNamed = maker.user().isPresent() && caller.user().isPresent();
        return bothNamed ? maker.user().equals(caller.user()) : maker.subject().equals(caller.subject());
    }
}
