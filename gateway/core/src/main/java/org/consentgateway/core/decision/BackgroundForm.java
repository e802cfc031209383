package org.consentgateway.core.decision;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.label.Background;
import org.consentgateway.core.label.OwnWrites;
import org.consentgateway.core.label.StrictestSeen;
import org.consentgateway.core.label.Subjects;
import org.consentgateway.core.label.Surroundings;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;

/**
 * What was found out about a resource as the trail writes it: names and order of its members. It stays as it is, like
 * {@link FactsForm}.
 */
public record BackgroundForm(
        Subjects patients,
        Set<Reference> originators,
        Set<Coding> qualifications,
        Set<Reference> memberOf,
        Set<Reference> unresolved,
        boolean deceased,
        Optional<Boolean> separated,
        Optional<Background.Review> review,
        Map<Reference, Background.Life> lives,
        Set<Reference> refusedSigners,
        OwnWrites written,
        StrictestSeen strictest,
        Map<Surroundings.Aspect, Surroundings> around) {

    static BackgroundForm of(Background background) {
        return new BackgroundForm(
                background.patients(),
                background.authorship().originators(),
                background.authorship().qualifications(),
                background.membership().of(),
                background.membership().unresolved(),
                background.vitalStatus().deceased(),
                background.separated(),
                background.review(),
                background.vitalStatus().lives(),
                background.refusedSigners(),
                background.written(),
                background.strictest(),
                background.around());
    }

    Background background() {
        return new Background(
                patients,
                new Background.Authorship(originators, qualifications),
                new Background.Membership(memberOf, unresolved),
                new Background.VitalStatus(deceased, lives),
                separated,
                review,
                refusedSigners,
                written,
                strictest,
                around);
    }
}
