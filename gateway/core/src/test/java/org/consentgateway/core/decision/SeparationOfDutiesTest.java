package org.consentgateway.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.law.LegalBasis;
import org.consentgateway.core.law.SeparationOfDuties;
import org.consentgateway.core.law.SeparationOfDuties.Maker;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A grant's recipient does not contain who recorded or approved it, of whatever basis. */
class SeparationOfDutiesTest {

    private static final Reference OFFICER = new Reference("Practitioner", "po");
    private static final Reference OTHER = new Reference("Practitioner", "other");

    /** Every kind of recipient, as one that the officer is of, one that they are not of, and one that cannot be told. */
    private static final List<Reference> RECIPIENTS = Stream.of("Organization", "Group", "CareTeam", "PractitionerRole")
            .flatMap(type -> Stream.of("theirs", "others", "unread").map(id -> new Reference(type, id)))
            .toList();

    private static Grant grant(LegalBasis basis, Reference recipient, Map<String, List<Reference>> parties) {
        return new Grant(
                "g",
                basis,
                new Grant.Scope(new Reference("Patient", "p"), recipient, Optional.empty(), Set.of()),
                parties,
                new Grant.Documentation(Optional.empty(), Optional.empty(), Optional.empty(), false, false),
                new Grant.Term(Instant.EPOCH, Instant.MAX, OptionalInt.empty(), OptionalInt.empty()),
                Grant.Status.ACTIVE);
    }

    private static Maker maker(Optional<Reference> user, String subject) {
        Set<Reference> outside = Set.copyOf(RECIPIENTS.stream()
                .filter(recipient -> recipient.id().equals("others"))
                .toList());
        return new Maker(user, subject, outside);
    }

    private static Caller caller(Optional<Reference> user, String subject) {
        return new Caller(
                subject,
                "app",
                user,
                Optional.of(new Reference("Organization", "others")),
                Caller.PurposeOfUse.of(Set.of()),
                Caller.Permissions.NONE);
    }

    @ParameterizedTest
    @EnumSource(LegalBasis.class)
    void a_grant_is_used_by_nobody_behind_it(LegalBasis basis) {
        Maker officer = maker(Optional.of(OFFICER), "s-po");
        Maker approver = maker(Optional.of(new Reference("Practitioner", "second")), "s-2");
        List<Reference> all = new ArrayList<>(RECIPIENTS);
        all.addAll(List.of(OFFICER, OTHER));
        for (Reference recipient : all) {
            boolean separate = recipient.equals(OTHER) || recipient.id().equals("others");
            Grant grant = grant(basis, recipient, Map.of());
            assertThat(SeparationOfDuties.contains(grant, officer))
                    .as("%s", recipient)
                    .isEqualTo(!separate);
            for (List<Maker> behind :
                    List.of(List.of(officer), List.of(officer, approver), List.of(approver, officer))) {
                assertThat(SeparationOfDuties.mayUse(grant, behind, caller(Optional.of(OTHER), "s-o")))
                        .as("%s", recipient)
                        .isEqualTo(separate);
                assertThat(SeparationOfDuties.mayUse(grant, behind, caller(Optional.of(OFFICER), "s-x")))
                        .isFalse();
                assertThat(SeparationOfDuties.mayUse(grant, behind, caller(Optional.empty(), "s-po")))
                        .isFalse();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(LegalBasis.class)
    void nobody_trains_on_a_grant_of_their_own(LegalBasis basis) {
        for (String role : List.of("trainee", "supervisor", "overseen")) {
            Grant grant = grant(basis, OTHER, Map.of(role, List.of(OFFICER)));
            boolean learns = basis == LegalBasis.OWN_TRAINING && !role.equals("overseen");
            assertThat(SeparationOfDuties.contains(grant, maker(Optional.of(OFFICER), "s-po")))
                    .isEqualTo(learns);
        }
    }

    @ParameterizedTest
    @EnumSource(LegalBasis.class)
    void who_is_not_known_counts_as_who_may_use_it(LegalBasis basis) {
        Grant grant = grant(basis, OTHER, Map.of());
        assertThat(SeparationOfDuties.contains(grant, maker(Optional.empty(), "s-po")))
                .isTrue();
        assertThat(SeparationOfDuties.mayUse(grant, List.of(), caller(Optional.of(OTHER), "s-o")))
                .isFalse();
    }
}
