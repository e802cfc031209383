package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.SmallPack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is the same for every request of one installation. */
class SiteTest {

    private final Site site = new MemoryHospital().site;

    @ParameterizedTest
    @CsvSource({
        "Patient/P1, Patient/P1",
        "http://ehr.invalid/fhir/Patient/P1, Patient/P1",
        "https://other.example/fhir/Patient/P1, https://other.example/fhir/Patient/P1",
        "urn:uuid:1, urn:uuid:1"
    })
    void a_reference_of_the_ehrs_is_relative_and_any_other_stays_as_it_is(String literal, String relative) {
        assertThat(site.relative(literal)).isEqualTo(relative);
        assertThat(site.reference(literal).isPresent()).isEqualTo(relative.equals("Patient/P1"));
    }

    @Test
    void what_clients_see_is_taken_back_to_the_ehrs_own() {
        assertThat(site.inbound().publicBase()).isEqualTo("http://ehr.invalid/fhir");
        assertThat(site.bases().publicBase()).isEqualTo("https://gateway.example/fhir");
    }

    @Test
    void facts_are_read_with_the_bases_of_the_ehr() {
        // When
        Facts facts = site.facts(json(PLAIN.replace("Patient/P1", "http://ehr.invalid/fhir/Patient/P1")));

        // Then
        assertThat(facts.subjects()).containsExactly(new Reference("Patient", "P1"));
    }

    @Test
    void what_is_asked_and_never_released_may_rest_on_other_evidence_or_law_and_on_nothing_else() {
        // Given
        MemoryGrants grants = new MemoryGrants();
        PolicyPack draft = SmallPack.of(ZoneOffset.UTC, Set.of(), Map.of(), Set.of());

        // Then
        assertThat(site.with(grants).grants()).isSameAs(grants);
        assertThat(site.with(grants).pack()).isSameAs(site.pack());
        assertThat(site.with(grants).consents()).isSameAs(site.consents());
        assertThat(site.with(draft).pack()).isSameAs(draft);
        assertThat(site.with(draft).grants()).isSameAs(site.grants());
    }
}
