package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.Optional;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.RequiredLookups;
import org.junit.jupiter.api.Test;

/** What must be looked up for a resource. */
class LookupNeedsTest {

    private final Site site = new MemoryHospital().site;
    private final FactsWrittenByCaller own = new FactsWrittenByCaller(site.written(), Optional.empty());
    private final LookupNeeds needs = new LookupNeeds(
            site, new StrictestPast(site, Optional.empty(), true, own), new SurroundingsLookup(site, "r", own));

    @Test
    void a_labelled_note_needs_all_and_a_result_nothing() {
        assertThat(needs.of(facts(NOTE))).isEqualTo(new RequiredLookups(true, true));
        assertThat(needs.of(facts(PLAIN))).isEqualTo(RequiredLookups.NOTHING);
    }

    @Test
    void of_one_kind_each_is_told_what_it_would_be_told_alone() {
        // Given
        for (String id : new String[] {"a", "b", "c"}) {
            Facts note = facts(NOTE.replace("N1", id));
            Facts result = facts(PLAIN.replace("o2", id));

            // Then
            assertThat(needs.of(note))
                    .isEqualTo(RequiredLookups.of(
                            note, Optional.empty(), site.pack().notes()));
            assertThat(needs.of(result))
                    .isEqualTo(RequiredLookups.of(
                            result, Optional.empty(), site.pack().notes()));
        }
    }

    private Facts facts(String resource) {
        return site.facts(json(resource));
    }
}
