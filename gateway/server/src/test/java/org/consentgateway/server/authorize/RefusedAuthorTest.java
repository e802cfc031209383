package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.PLAIN;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.Optional;
import org.consentgateway.core.request.Caller;
import org.junit.jupiter.api.Test;

/** Whether a note was withheld from its recorded author. */
class RefusedAuthorTest {

    private final MemoryHospital hospital = new MemoryHospital();

    @Test
    void the_recorded_author_who_is_refused_their_note_is_told_of() {
        assertThat(refused("Practitioner/dr-o", "HPAYMT", NOTE)).isTrue();
    }

    @Test
    void nobody_else_is_nor_the_author_of_something_ordinary() {
        assertThat(refused("Practitioner/dr-c", "HPAYMT", NOTE)).isFalse();
        assertThat(refused("Practitioner/dr-c", "HPAYMT", PLAIN)).isFalse();
    }

    private boolean refused(String who, String purpose, String resource) {
        Caller caller = caller(who, purpose);
        DecisionInputs inputs = new DecisionInputs(hospital.site, "r", Optional.of(caller), true);
        RefusedAuthor author = new RefusedAuthor(hospital.site, caller);
        author.note(hospital.deciding(caller, inputs).decide(hospital.site.facts(json(resource))));
        return author.isRefused();
    }
}
