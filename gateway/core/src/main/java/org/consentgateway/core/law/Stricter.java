package org.consentgateway.core.law;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.label.Classification;
import org.consentgateway.core.label.NoteRules;
import org.consentgateway.core.label.NoteRules.Custody;
import org.consentgateway.core.label.NoteRules.Tier;

/**
 * An overlay may only be stricter than its base (45 CFR 160.203(b): more stringent state law prevails). Whatever became
 * looser is a sentence.
 */
final class Stricter {

    private final String overlay;
    private final List<String> problems;

    private Stricter(String overlay, List<String> problems) {
        this.overlay = overlay;
        this.problems = problems;
    }

    static void check(PolicyPack before, PolicyPack after, String overlay, List<String> problems) {
        Stricter stricter = new Stricter(overlay, problems);
        stricter.notes(before.notes(), after.notes());
        for (LegalBasis basis : LegalBasis.values()) {
            stricter.basis("bases." + basis.code() + ".", before.basis(basis), after.basis(basis));
        }
        stricter.authorization(before.authorization(), after.authorization());
        stricter.ordinary(before.ordinary(), after.ordinary());
        stricter.representatives(before.representatives(), after.representatives());
        stricter.same("purposes", before.purposes(), after.purposes());
        stricter.unless("existence", after.existence().compareTo(before.existence()) <= 0);
    }

    private void notes(NoteRules before, NoteRules after) {
        boolean remapped = before.localLabels().entrySet().stream()
                .anyMatch(local -> !local.getValue().equals(after.localLabels().get(local.getKey())));
        unless("notes.localLabels", !remapped);
        boolean weaker = after.tiers().entrySet().stream().anyMatch(entry -> {
            Tier old = before.tiers().getOrDefault(entry.getKey(), Tier.W);
            return entry.getValue() == Tier.X ? old != Tier.X : entry.getValue().compareTo(old) > 0;
        });
        unless("notes.tiers", !weaker);
        same("notes.custody.main-chart", before.signals(Custody.MAIN_CHART), after.signals(Custody.MAIN_CHART));
        int added = after.rules().size() - before.rules().size();
        boolean opens =
                after.rules().subList(0, added).stream().anyMatch(rule -> rule.then() == Classification.Note.NOT);
        unless("notes.rules", !opens);
        turnedOff("notes.labelOnIngest", before.labelOnIngest(), after.labelOnIngest());
        smaller("notes.openBinaryTypes", before.openBinaryTypes(), after.openBinaryTypes());
    }

    private void basis(String path, BasisRow before, BasisRow after) {
        turnedOn(path + "enabled", before.enabled(), after.enabled());
        smaller(path + "purposes", before.purposes(), after.purposes());
        turnedOff(path + "denialBlocks", before.denialBlocks(), after.denialBlocks());
        turnedOff(path + "approval", before.grants().approval(), after.grants().approval());
        unless(
                path + "lifetime",
                shorter(before.grants().lifetime(), after.grants().lifetime()));
        turnedOff(path + "minimumNecessary", before.minimumNecessary(), after.minimumNecessary());
        turnedOff(path + "accountable", before.accountable(), after.accountable());
    }

    private static boolean shorter(Optional<Duration> before, Optional<Duration> after) {
        return before.isEmpty()
                || after.filter(now -> now.compareTo(before.get()) <= 0).isPresent();
    }

    private void authorization(AuthorizationRules before, AuthorizationRules after) {
        same("authorization.policies", before.policies(), after.policies());
        same("authorization.restrictions", before.restrictions(), after.restrictions());
        turnedOff("authorization.requireVerification", before.requireVerification(), after.requireVerification());
        // an empty list is any template
        boolean any = after.approvedTemplates().isEmpty()
                && !before.approvedTemplates().isEmpty();
        boolean more = !before.approvedTemplates().isEmpty()
                && !before.approvedTemplates().containsAll(after.approvedTemplates());
        unless("authorization.approvedTemplates", !any && !more);
        unless("authorization.patientRelease", after.patientRelease().compareTo(before.patientRelease()) <= 0);
        turnedOff(
                "authorization.patientMayRestrictOriginator",
                before.patientMayRestrictOriginator(),
                after.patientMayRestrictOriginator());
        turnedOff(
                "authorization.reauthorizeAtMajority",
                before.majority().reauthorize(),
                after.majority().reauthorize());
        same(
                "authorization.ageOfMajority",
                before.majority().years(),
                after.majority().years());
    }

    private void representatives(RepresentativeRules before, RepresentativeRules after) {
        smaller("representatives.minors", before.minors(), after.minors());
        unless("representatives.untilAge", after.untilAge() <= before.untilAge());
        smaller("representatives.adults", before.adults(), after.adults());
    }

    private void ordinary(OrdinaryRules before, OrdinaryRules after) {
        unless("ordinary.fallback", after.fallback().compareTo(before.fallback()) >= 0);
        unless("ordinary.consentUnavailable", after.consentUnavailable().compareTo(before.consentUnavailable()) >= 0);
        unless("ordinary.unreadableConsent", after.unreadableConsent().compareTo(before.unreadableConsent()) >= 0);
        turnedOn("ordinary.breakGlass", before.breakGlass(), after.breakGlass());
        smaller("ordinary.emergencyPurposes", before.emergencyPurposes(), after.emergencyPurposes());
        turnedOn("ordinary.markDenied", before.markDenied(), after.markDenied());
        if (!before.optIn().labels().isEmpty()) {
            smaller(
                    "ordinary.optIn.emergencyPurposes",
                    before.optIn().emergencyPurposes(),
                    after.optIn().emergencyPurposes());
        }
    }

    private void turnedOn(String name, boolean before, boolean after) {
        unless(name, before || !after);
    }

    private void turnedOff(String name, boolean before, boolean after) {
        unless(name, after || !before);
    }

    private <T> void smaller(String name, Set<T> before, Set<T> after) {
        unless(name, new HashSet<>(before).containsAll(after));
    }

    private void same(String name, Object before, Object after) {
        unless(name, before.equals(after));
    }

    private void unless(String name, boolean stricter) {
        if (!stricter) problems.add("`" + overlay + ": " + name + "` is looser than the pack it is laid over");
    }
}
