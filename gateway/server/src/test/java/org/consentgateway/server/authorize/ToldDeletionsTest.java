package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NAMING;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.POINTING;
import static org.consentgateway.server.authorize.MemoryHospital.REPORT;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.Deletions.Deletion;
import org.junit.jupiter.api.Test;

/** What is gone as far as a caller can tell. */
class ToldDeletionsTest {

    private static final Caller CLINICIAN = caller("Practitioner/dr-c");
    private static final Reference PLAINLY = new Reference("Observation", "o2");

    private final MemoryHospital hospital = new MemoryHospital().with(NOTE, POINTING, PLAIN);

    @Test
    void what_is_kept_for_the_sake_of_a_note_alone_is_gone_for_who_may_not_see_the_note() throws Exception {
        // Given
        hospital.with(NAMING);
        deleted(new Reference("DocumentReference", "N1"));

        // Then
        assertThat(deletions().isGone(json(PLAIN))).isTrue();
        assertThat(deletions().gone(Set.of(PLAINLY))).containsExactly(PLAINLY);
    }

    @Test
    void what_something_visible_refers_to_is_there() throws Exception {
        // Given
        hospital.with(REPORT);
        deleted(new Reference("DiagnosticReport", "d1"));

        // Then
        assertThat(deletions().isGone(json(PLAIN))).isFalse();
    }

    @Test
    void what_nobody_deleted_is_there() throws Exception {
        assertThat(deletions().isGone(json(PLAIN))).isFalse();
        assertThat(deletions().versionsOf(PLAINLY)).isEmpty();
    }

    private void deleted(Reference referrer) {
        hospital.site.deletions().keep(new Deletion(PLAINLY, Optional.of("1"), Set.of(referrer)));
    }

    private ToldDeletions deletions() {
        return hospital.outside(CLINICIAN).deletions();
    }
}
