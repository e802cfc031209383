package org.consentgateway.server.proof;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomGenerator;

/** Sessions by seed, the same for the same seed, without what is known to be open. */
final class SessionGenerator {

    private static final int TYPICAL = 10;

    private final RandomGenerator<ProofSession> generator = sessions().generator(1_000);
    private final Random random;
    private final List<OpenKinds.Open> open;

    SessionGenerator(long seed, List<OpenKinds.Open> open) {
        this.random = new Random(seed);
        this.open = open;
    }

    private static Arbitrary<ProofSession> sessions() {
        return Combinators.combine(
                        HospitalGenerator.chart(),
                        StepGenerator.step().list().ofMinSize(TYPICAL - 3).ofMaxSize(TYPICAL + 3))
                .as(ProofSession::new);
    }

    /** The next session. */
    ProofSession next() {
        ProofSession next = generator.next(random).value();
        for (OpenKinds.Open one : open) next = one.without(next);
        return next;
    }
}
