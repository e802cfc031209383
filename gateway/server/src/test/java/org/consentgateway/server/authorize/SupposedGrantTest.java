package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryGrants.grant;
import static org.consentgateway.server.authorize.MemoryHospital.caller;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.GrantEvidence;
import org.junit.jupiter.api.Test;

/** A grant that nobody has filed, among those that are there. */
class SupposedGrantTest {

    private static final Reference BOARD = new Reference("Organization", "board");
    private static final Grant FILED = grant("filed", BOARD);
    private static final Grant NEW = grant("new", BOARD);

    private final MemoryGrants others = new MemoryGrants().with(FILED, "Practitioner/po sub-po");
    private final SupposedGrant supposed = new SupposedGrant(others, NEW, caller("Practitioner/officer"));

    @Test
    void it_stands_beside_the_grants_of_its_patient_and_of_nobody_else() {
        assertThat(supposed.of(Set.of(new Reference("Patient", "P1")))).containsExactly(FILED, NEW);
        assertThat(supposed.of(Set.of(new Reference("Patient", "P2")))).isEmpty();
    }

    @Test
    void whoever_would_file_it_stands_behind_it() {
        assertThat(supposed.behind(Set.of("filed", "new")))
                .isEqualTo(Map.of(
                        "filed", List.of(person("Practitioner/po sub-po")),
                        "new", List.of(person("Practitioner/officer sub-Practitioner/officer"))));
        assertThat(supposed.behind(Set.of("filed"))).containsOnlyKeys("filed");
    }

    @Test
    void no_use_is_ever_taken_of_it_nor_of_any_other() {
        assertThat(supposed.use("new", "r", BOARD, Set.of())).isFalse();
        assertThat(supposed.use("filed", "r", BOARD, Set.of())).isFalse();
        assertThat(others.uses).isEmpty();
    }

    private static GrantEvidence.Behind person(String name) {
        return new GrantEvidence.Behind(name, Optional.of(new Reference("Organization", "org-a")));
    }
}
