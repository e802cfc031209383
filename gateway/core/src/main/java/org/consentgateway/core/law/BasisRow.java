package org.consentgateway.core.law;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.request.Coding;

/**
 * How one legal basis is applied at this site.
 *
 * @param enabled           whether it opens anything at all
 * @param purposes          purposes of use that fit, by exact code; empty: as the signed form says
 * @param denialBlocks      whether a patient's denial that the entity did not agree to stops it
 * @param grants            what a grant of it must meet
 * @param minimumNecessary  whether 45 CFR 164.502(b) limits what is released
 * @param accountable       whether a release stands in the accounting of 45 CFR 164.528
 * @param quotation         the words of the law
 */
public record BasisRow(
        boolean enabled,
        Set<Coding> purposes,
        boolean denialBlocks,
        GrantConditions grants,
        boolean minimumNecessary,
        boolean accountable,
        Quotation quotation) {

    /**
     * What a grant must meet.
     *
     * @param approval          whether it stays pending until a second person approves
     * @param lifetime          how long it may last, empty: as long as it says
     * @param requires          what it must bear beside recipient and end
     * @param rejectedCitations paragraphs that are no exception for notes; a grant that cites one opens nothing
     */
    public record GrantConditions(
            boolean approval, Optional<Duration> lifetime, Set<Element> requires, Set<String> rejectedCitations) {
        public GrantConditions {
            requires = Set.copyOf(requires);
            rejectedCitations = Set.copyOf(rejectedCitations);
        }
    }

    /**
     * The words of the law.
     *
     * @param quote  as they stand there
     * @param readOn ISO date on which they were read
     */
    public record Quotation(String quote, String readOn) {}

    /** What a grant may have to bear, by the names of the operation's parameters. */
    public enum Element {
        REFERENCE_NUMBER("reference.number"),
        REFERENCE_ISSUER("reference.issuer"),
        REFERENCE_CITATION("reference.citation"),
        EVIDENCE("evidence.sha256"),
        RESOURCE("resource"),
        PLAINTIFF("party.plaintiff"),
        DEFENDANT("party.defendant"),
        OVERSEEN("party.overseen"),
        SUPERVISOR("party.supervisor"),
        TRAINEE("party.trainee"),
        ATTESTOR("party.attestor"),
        ATTESTATION("attestation"),
        PRIVILEGE_REVIEW("privilegeReview"),
        HUMAN_APPROVAL("humanApproval");

        private final String parameter;

        Element(String parameter) {
            this.parameter = parameter;
        }

        /** Name of the parameter, parts after a dot. */
        public String parameter() {
            return parameter;
        }

        /** The element of that parameter name; empty for any other. */
        public static Optional<Element> of(String parameter) {
            return Arrays.stream(values())
                    .filter(element -> element.parameter.equals(parameter))
                    .findFirst();
        }

        /** Whether the grant bears it. */
        public boolean in(Grant grant) {
            return switch (this) {
                case REFERENCE_NUMBER -> said(grant.documentation().reference().flatMap(Grant.LegalReference::number));
                case REFERENCE_ISSUER -> said(grant.documentation().reference().flatMap(Grant.LegalReference::issuer));
                case REFERENCE_CITATION ->
                    said(grant.documentation().reference().flatMap(Grant.LegalReference::citation));
                case EVIDENCE -> said(grant.documentation().evidenceHash());
                case RESOURCE -> !grant.resources().isEmpty();
                case PLAINTIFF -> !grant.party("plaintiff").isEmpty();
                case DEFENDANT -> !grant.party("defendant").isEmpty();
                case OVERSEEN -> !grant.party("overseen").isEmpty();
                case SUPERVISOR -> !grant.party("supervisor").isEmpty();
                case TRAINEE -> !grant.party("trainee").isEmpty();
                case ATTESTOR -> !grant.party("attestor").isEmpty();
                case ATTESTATION -> said(grant.documentation().attestation());
                case PRIVILEGE_REVIEW -> grant.documentation().privilegeReview();
                case HUMAN_APPROVAL -> grant.documentation().humanApproval();
            };
        }

        private static boolean said(Optional<String> text) {
            return text.filter(words -> !words.isBlank()).isPresent();
        }
    }

    /** The row of a basis that the pack does not name. */
    public static final BasisRow DISABLED = new BasisRow(
            false,
            Set.of(),
            true,
            new BasisRow.GrantConditions(false, Optional.empty(), Set.of(), Set.of()),
            false,
            false,
            new BasisRow.Quotation("not enabled", ""));

    public BasisRow {
        purposes = Set.copyOf(purposes);
    }
}
