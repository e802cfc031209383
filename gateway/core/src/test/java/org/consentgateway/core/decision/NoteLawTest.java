package org.consentgateway.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.consentgateway.core.law.LegalBasis;
import org.junit.jupiter.api.Test;

/** 45 CFR 164.508(a)(2) is a closed list, and all of it is asked. */
class NoteLawTest {

    @Test
    void every_legal_basis_is_asked_once() {
        List<LegalBasis> asked = new ArrayList<>(NoteLaw.UNSTOPPABLE);
        asked.addAll(NoteLaw.STOPPABLE);

        assertThat(asked).containsExactlyInAnyOrder(LegalBasis.values());
    }
}
