package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.consentgateway.core.redact.NextLinks.Position;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.SealedTokens;
import org.consentgateway.server.stage.Plan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Links to further pages: for whom they open, and what they show of where they lead. */
class PageLinksTest {

    private static final String PREFIX = "https://gw.example/fhir?_getpages=";
    private static final Coding TREATMENT = new Coding(Coding.ACT_REASON, "TREAT");
    private static final Plan.Page PAGE = new Plan.Page("Observation?patient=p1");

    private final RememberedPageLinks remembered = new RememberedPageLinks();
    private final PageLinks links = new PageLinks(
            new SealedTokens(new SecretKeySpec(new byte[32], "AES")), "https://gw.example/fhir", remembered);

    private static Caller caller(String user, String organization, Coding... purposes) {
        return Caller.named(
                new Reference("Practitioner", user),
                Optional.of(new Reference("Organization", organization)),
                Set.of(purposes));
    }

    private static Position at(int length) {
        return new Position("https://ehr.example/fhir?page=" + "x".repeat(length), 3, 10);
    }

    private String token(Position position) {
        return links.link(PAGE, position, caller("a", "o", TREATMENT)).substring(PREFIX.length());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 2000})
    void a_link_opens_where_it_leads_to_whoever_got_it(int length) {
        assertThat(links.open(token(at(length)), caller("a", "o", TREATMENT)))
                .contains(new PageLinks.Opened(PAGE, at(length)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2000})
    void it_opens_for_no_other_user_organization_or_purpose(int length) {
        String token = token(at(length));

        assertThat(links.open(token, caller("b", "o", TREATMENT))).isEmpty();
        assertThat(links.open(token, caller("a", "other", TREATMENT))).isEmpty();
        assertThat(links.open(token, caller("a", "o"))).isEmpty();
    }

    @Test
    void all_links_have_one_length_wherever_they_lead() {
        assertThat(links.link(PAGE, at(0), caller("a", "o", TREATMENT)))
                .hasSameSizeAs(links.link(PAGE, at(2000), caller("a", "o", TREATMENT)))
                .hasSizeLessThanOrEqualTo(PageLinks.LONGEST);
    }

    @Test
    void what_is_kept_is_sealed_as_well() {
        token(at(2000));

        assertThat(remembered.kept).hasSize(1);
        assertThat(remembered.kept.toString()).doesNotContain("Observation").doesNotContain("ehr.example");
    }

    @Test
    void a_token_that_is_not_ours_opens_nothing() {
        assertThat(links.open("AAAA", caller("a", "o", TREATMENT))).isEmpty();
        assertThat(links.open("%%", caller("a", "o", TREATMENT))).isEmpty();
    }
}
