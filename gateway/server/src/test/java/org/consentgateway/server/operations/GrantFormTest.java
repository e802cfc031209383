package org.consentgateway.server.operations;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.stream.Stream;
import org.consentgateway.core.law.LegalBasis;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** 45 CFR 164.508(a)(2): each basis asks for proof of its own. */
class GrantFormTest {

    static Stream<LegalBasis> bases() {
        return Stream.of(LegalBasis.values()).filter(LegalBasis::takesGrant);
    }

    @ParameterizedTest
    @MethodSource("bases")
    void a_basis_that_takes_a_grant_says_what_the_grant_must_bear(LegalBasis basis) {
        assertThatCode(() -> GrantForm.elements(OperationPacks.pack(), basis)).doesNotThrowAnyException();
    }
}
