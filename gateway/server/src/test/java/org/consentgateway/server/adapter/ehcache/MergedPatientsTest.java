package org.consentgateway.server.adapter.ehcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.PatientLinks;
import org.junit.jupiter.api.Test;

/** Links between patients, as requests find them remembered. */
class MergedPatientsTest {

    private static final Reference P1 = new Reference("Patient", "P1");
    private static final Reference P2 = new Reference("Patient", "P2");
    private static final Reference OTHER = new Reference("Patient", "P1old");

    private final AtomicLong nanos = new AtomicLong();
    private final List<Set<Reference>> asked = new ArrayList<>();
    private boolean whole = true;
    private Map<Reference, Set<Reference>> links = Map.of(P1, Set.of(OTHER));
    private final MergedPatients merged = new MergedPatients(
            (patients, request) -> {
                asked.add(patients);
                return new PatientLinks.Links(links, whole);
            },
            Duration.ofSeconds(60),
            nanos::get);

    @Test
    void what_a_request_shows_nothing_of_is_read_again_by_the_next() {
        PatientLinks.LinksOfRequest first = merged.forRequest();
        first.linked(Set.of(P1, P2), "r1");
        first.shown(Set.of(P2));

        assertThat(first.linked(Set.of(P1), "r1").of(P1)).containsExactly(OTHER);
        assertThat(asked).hasSize(1);
        assertThat(merged.forRequest().linked(Set.of(P1, P2), "r2").of(P1)).containsExactly(OTHER);
        assertThat(asked.get(1)).containsExactly(P1);
    }

    @Test
    void a_link_once_read_and_shown_is_not_lost_with_the_ehr() {
        merged.linked(Set.of(P1), "r1");
        whole = false;
        links = Map.of();
        nanos.addAndGet(Duration.ofSeconds(61).toNanos());

        PatientLinks.Links told = merged.forRequest().linked(Set.of(P1), "r2");

        assertThat(told.of(P1)).containsExactly(OTHER);
        assertThat(told.whole()).isFalse();
    }
}
