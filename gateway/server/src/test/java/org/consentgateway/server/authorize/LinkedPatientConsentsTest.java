package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.ConsentStore;
import org.consentgateway.server.port.PatientLinks.Links;
import org.junit.jupiter.api.Test;

/** What a patient said under another id. */
class LinkedPatientConsentsTest {

    private static final Reference PATIENT = new Reference("Patient", "P1");
    private static final Reference OTHER = new Reference("Patient", "P2");

    private final MemoryHospital hospital = new MemoryHospital()
            .with(
                    MemoryHospital.consent("here", "P1", "'type':'permit'"),
                    MemoryHospital.consent("permits", "P2", "'type':'permit'"),
                    MemoryHospital.consent("denies", "P2", "'type':'deny'"),
                    MemoryHospital.consent("excepts", "P2", "'type':'permit','provision':[{'type':'deny'}]"));

    @Test
    void what_denies_under_another_id_denies_here_and_what_permits_there_permits_nothing() {
        assertThat(said(new Links(Map.of(PATIENT, Set.of(OTHER)), true)))
                .isInstanceOf(Consents.Known.class)
                .satisfies(
                        consents -> assertThat(ids(consents)).containsExactlyInAnyOrder("here", "denies", "excepts"));
    }

    @Test
    void who_is_recorded_once_said_what_stands_there() {
        assertThat(ids(said(new Links(Map.of(), true)))).containsExactly("here");
    }

    @Test
    void where_it_cannot_be_told_who_else_they_are_a_denial_may_stand_elsewhere_unread() {
        // When
        Consents consents = said(new Links(Map.of(), false));

        // Then
        assertThat(consents.unread()).isTrue();
        assertThat(ids(consents)).containsExactly("here");
    }

    @Test
    void a_record_whose_consents_cannot_be_read_leaves_those_of_all_unread() {
        // When
        Consents consents = new LinkedPatientConsents(
                        (patients, freshness) -> {
                            Map<Reference, Consents> all =
                                    hospital.site.consents().consentsOf(Set.of(PATIENT), freshness);
                            assertThat(patients).containsExactlyInAnyOrder(PATIENT, OTHER);
                            return all;
                        },
                        (patients, request) -> new Links(Map.of(PATIENT, Set.of(OTHER)), true))
                .by(Set.of(PATIENT), ConsentStore.Freshness.STRICT, "r")
                .get(PATIENT);

        // Then
        assertThat(consents).isInstanceOf(Consents.Unavailable.class);
    }

    @Test
    void of_nobody_nothing_is_asked() {
        // When
        LinkedPatientConsents none = new LinkedPatientConsents(
                (patients, freshness) -> {
                    throw new IllegalStateException("asked");
                },
                (patients, request) -> {
                    throw new IllegalStateException("asked");
                });

        // Then
        assertThat(none.by(Set.of(), ConsentStore.Freshness.STRICT, "r")).isEmpty();
    }

    private Consents said(Links links) {
        return new LinkedPatientConsents(hospital.site.consents(), (patients, request) -> links)
                .by(Set.of(PATIENT), ConsentStore.Freshness.STRICT, "r")
                .getOrDefault(PATIENT, new Consents.Known(List.of()));
    }

    private static List<String> ids(Consents consents) {
        return consents.match(known -> known, last -> last).stream()
                .map(directive -> directive.id().id())
                .toList();
    }
}
