package org.consentgateway.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.consentgateway.core.label.Lookout;
import org.consentgateway.core.label.NoteRules;
import org.consentgateway.core.law.AuthorizationRules.PatientRelease;
import org.consentgateway.core.law.BasisRow;
import org.consentgateway.core.law.LegalBasis;
import org.consentgateway.core.law.OrdinaryRules;
import org.consentgateway.core.law.OrdinaryRules.Fallback;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.law.RepresentativeRules;
import org.consentgateway.core.law.WriteRules;
import org.consentgateway.core.request.Purposes;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.SmallPack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ConfidentialityPageTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 23);
    private static final Map<LegalBasis, BasisRow> ALL =
            Arrays.stream(LegalBasis.values()).collect(Collectors.toMap(Function.identity(), basis -> row()));

    private final ConfidentialityPage page = new ConfidentialityPage();

    @Test
    void a_sixth_grader_can_read_the_page() {
        assertThat(ReadingLevel.grade(page.html(pack(ALL, PatientRelease.NEVER, List.of()), DAY)))
                .isLessThan(7);
    }

    @Test
    void the_reading_level_tells_hard_from_easy() {
        assertThat(ReadingLevel.grade("<p>The cat sat on the mat. The dog ran to the cat.</p>"))
                .isLessThan(2);
        assertThat(ReadingLevel.grade("<p>A covered entity must obtain an authorization for any use or disclosure of"
                        + " psychotherapy notes notwithstanding any other provision.</p>"))
                .isGreaterThan(14);
    }

    @Test
    void the_page_says_which_pack_it_was_made_from_and_when() {
        assertThat(page.html(pack(ALL, PatientRelease.NEVER, List.of()), DAY))
                .contains("us-test", "version 7.3", "November 23, 2026", "datetime=\"2026-11-23\"");
    }

    @Test
    void the_page_has_its_sections_in_order_and_no_script() {
        assertThat(page.html(pack(ALL, PatientRelease.NEVER, List.of()), DAY))
                .containsSubsequence(
                        "What is never shown without you",
                        "What the law may open",
                        "Who decides",
                        "How to take back your yes",
                        "What your care team can always see",
                        "Where to complain")
                .doesNotContain("<script", "javascript:", "http://", "https://");
    }

    @ParameterizedTest
    @EnumSource
    void a_basis_is_cited_exactly_while_it_is_enabled(LegalBasis basis) {
        // Given
        Map<LegalBasis, BasisRow> without = new HashMap<>(ALL);
        without.remove(basis);
        // When
        String all = page.html(pack(ALL, PatientRelease.NEVER, List.of()), DAY);
        String fewer = page.html(pack(without, PatientRelease.NEVER, List.of()), DAY);
        // Then
        assertThat(all).contains("<cite>" + basis.citation());
        boolean always =
                Set.of(LegalBasis.AUTHORIZATION, LegalBasis.PATIENT_RELEASE).contains(basis);
        assertThat(fewer.contains("<cite>" + basis.citation())).isEqualTo(always);
    }

    @Test
    void what_is_not_accounted_for_is_said() {
        // Given
        Map<LegalBasis, BasisRow> bases = new HashMap<>(ALL);
        bases.put(LegalBasis.OWN_TRAINING, row(false));
        // When
        String html = page.html(pack(bases, PatientRelease.NEVER, List.of()), DAY);
        // Then
        assertThat(html)
                .containsOnlyOnce("This is not on the list")
                .containsPattern("not on the list[^<]*<cite>45 CFR 164\\.508\\(a\\)\\(2\\)\\(i\\)\\(B\\)");
    }

    @ParameterizedTest
    @EnumSource
    void what_patients_may_ask_for_follows_the_pack(PatientRelease release) {
        // Given
        Map<PatientRelease, String> expected = Map.of(
                PatientRelease.NEVER, "You cannot get them through an app",
                PatientRelease.ORIGINATOR_APPROVED, "Your therapist decides",
                PatientRelease.AUTHORIZATION, "sign a form that names you");
        // When
        String html = page.html(pack(ALL, release, List.of()), DAY);
        // Then
        expected.forEach(
                (mode, words) -> assertThat(html.contains(words)).as(words).isEqualTo(mode == release));
    }

    @Test
    void a_statement_of_the_pack_stands_under_its_topic_and_everything_is_escaped() {
        // Given
        PolicyPack.Statement known =
                new PolicyPack.Statement("revoke", "Say \"stop\" & <b>sign</b>", "quote", "1 CFR <2>", "2026-11-23");
        PolicyPack.Statement unknown = new PolicyPack.Statement("pets", "It's all right.", "quote", "", "");
        // When
        String html = page.html(pack(ALL, PatientRelease.NEVER, List.of(known, unknown)), DAY);
        // Then
        assertThat(html)
                .containsSubsequence(
                        "<section id=\"revoke\">",
                        "Say &quot;stop&quot; &amp; &lt;b&gt;sign&lt;/b&gt; <cite>1 CFR &lt;2&gt;, read on"
                                + " 2026-11-23</cite>",
                        "<section id=\"more\">",
                        "It&#39;s all right.</li>")
                .doesNotContain("<b>");
    }

    private static BasisRow row() {
        return row(true);
    }

    private static BasisRow row(boolean accountable) {
        return new BasisRow(
                true,
                Set.of(),
                true,
                new BasisRow.GrantConditions(true, Optional.of(Duration.ofDays(30)), Set.of(), Set.of()),
                true,
                accountable,
                new BasisRow.Quotation("quote", "2026-11-23"));
    }

    private static PolicyPack pack(
            Map<LegalBasis, BasisRow> bases, PatientRelease release, List<PolicyPack.Statement> statements) {
        return new PolicyPack(
                new PolicyPack.Edition("us-test", "7.3"),
                new PolicyPack.CoveredEntity(new Reference("Organization", "org-a"), ZoneOffset.UTC),
                new NoteRules(
                        new NoteRules.CarrierTypes(Set.of(), Set.of()),
                        new NoteRules.LabelRules(Set.of(), Map.of(), false),
                        Map.of(),
                        Set.of(),
                        Map.of(),
                        Lookout.of(List.of()),
                        Set.of()),
                new PolicyPack.ReleaseRules(
                        bases,
                        SmallPack.authorization(release),
                        new OrdinaryRules(
                                Fallback.PERMIT,
                                Fallback.PERMIT,
                                OrdinaryRules.Unreadable.DENY,
                                true,
                                Set.of(),
                                false,
                                OrdinaryRules.OptIn.NONE)),
                new Purposes(Set.of(), Map.of(), Map.of()),
                new PolicyPack.Transparency(PolicyPack.Existence.HIDE, statements),
                WriteRules.NONE,
                RepresentativeRules.NONE);
    }
}
