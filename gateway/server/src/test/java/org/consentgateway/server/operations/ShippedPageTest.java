package org.consentgateway.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.consentgateway.core.law.LegalBasis;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.config.PackLoader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page as patients get it: from the packs that are shipped. */
final class ShippedPageTest {

    @ParameterizedTest
    @ValueSource(strings = {"us-hipaa", "us-hipaa,us-part2", "us-hipaa,us-ca", "us-hipaa,us-part2,us-ca"})
    void a_sixth_grader_can_read_every_sentence_of_a_shipped_pack(String packs) throws Exception {
        // Given
        PolicyPack pack =
                PackLoader.load(List.of(packs.split(",")), new Reference("Organization", "org-a"), ZoneOffset.UTC);
        // When
        String html = new ConfidentialityPage().html(pack, LocalDate.of(2026, 11, 23));
        // Then
        assertThat(ReadingLevel.grade(html)).isLessThan(7);
        assertThat(pack.statements()).isNotEmpty().allSatisfy(statement -> {
            assertThat(ReadingLevel.grade("<p>" + statement.plain() + "</p>"))
                    .as(statement.plain())
                    .isLessThan(9);
            assertThat(html).contains("<section id=\"" + statement.topic() + "\">");
        });
        assertThat(html)
                .contains(pack.id(), "version " + pack.version(), LegalBasis.SERIOUS_THREAT.citation())
                .doesNotContain("id=\"more\"");
    }
}
