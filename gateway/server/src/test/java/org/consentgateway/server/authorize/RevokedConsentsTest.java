package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.consent.Directive.Status;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.ConsentRevocations;
import org.consentgateway.server.port.ConsentStore;
import org.consentgateway.server.port.StoreUnavailable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What patients took back here. 45 CFR 164.508(b)(5). */
class RevokedConsentsTest {

    private static final Reference PATIENT = new Reference("Patient", "P1");

    private final MemoryHospital hospital = new MemoryHospital();
    private final List<Reference> gone = new ArrayList<>();
    private final List<String> order = new ArrayList<>();
    private boolean down;

    @BeforeEach
    void said() {
        hospital.with(
                MemoryHospital.consent("permits", "P1", "'type':'permit'"),
                MemoryHospital.consent("denies", "P1", "'type':'deny'"),
                MemoryHospital.consent("both", "P1", "'type':'permit','provision':[{'type':'deny'}]"));
    }

    @Test
    void what_nobody_took_back_stands_as_it_was_said() {
        assertThat(consents())
                .isEqualTo(hospital.site
                        .consents()
                        .consentsOf(Set.of(PATIENT), ConsentStore.Freshness.STRICT)
                        .get(PATIENT));
    }

    @ParameterizedTest
    @CsvSource({"permits, INACTIVE, false", "denies, ACTIVE, true", "both, ACTIVE, true"})
    void what_was_taken_back_permits_nothing_and_what_it_denies_holds(String id, Status status, boolean denies) {
        // Given
        gone.add(new Reference("Consent", id));

        // When
        Directive taken = directive(id);

        // Then
        assertThat(taken.status()).isEqualTo(status);
        assertThat(taken.unknownModifier()).isEqualTo(denies);
        assertThat(directives()).filteredOn(one -> !one.id().id().equals(id)).noneMatch(Directive::unknownModifier);
    }

    @Test
    void while_it_cannot_be_told_what_was_taken_back_nothing_permits() {
        // Given
        down = true;

        // Then
        assertThat(consents()).isInstanceOf(Consents.Unavailable.class);
        assertThat(directives()).hasSize(3);
    }

    @Test
    void what_is_taken_back_while_consents_are_read_counts() {
        // When
        consents();

        // Then
        assertThat(order).containsExactly("consents", "revocations");
    }

    private Directive directive(String id) {
        return directives().stream()
                .filter(one -> one.id().id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private List<Directive> directives() {
        return consents().match(known -> known, last -> last);
    }

    private Consents consents() {
        ConsentStore said = (patients, freshness) -> {
            order.add("consents");
            return hospital.site.consents().consentsOf(patients, freshness);
        };
        Map<Reference, Consents> all =
                new RevokedConsents(said, revocations()).consentsOf(Set.of(PATIENT), ConsentStore.Freshness.STRICT);
        return all.getOrDefault(PATIENT, new Consents.Known(List.of()));
    }

    private ConsentRevocations revocations() {
        return new ConsentRevocations() {
            @Override
            public void keep(Revocation revocation) {
                gone.add(revocation.consent());
            }

            @Override
            public Map<Reference, Set<Reference>> of(Set<Reference> patients) {
                order.add("revocations");
                if (down) throw new StoreUnavailable("down", new IOException("down"));
                return gone.isEmpty() ? Map.of() : Map.of(PATIENT, Set.copyOf(gone));
            }
        };
    }
}
