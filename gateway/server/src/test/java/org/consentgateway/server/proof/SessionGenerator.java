package org.consentgateway.server.proof;

import java.util.ArrayList;
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
        return withoutNumbers(next);
    }

    /**
     * After a change of what is hidden, the numbers of versions that are written later have a gap, and the EHR orders by when
     * it was made: both are residuals that the handbook names. Such a change is made where neither follows.
     */
    private static ProofSession withoutNumbers(ProofSession session) {
        List<SessionStep> steps = new ArrayList<>();
        for (int i = 0; i < session.steps().size(); i++) {
            SessionStep step = session.steps().get(i);
            List<SessionStep> later =
                    session.steps().subList(i + 1, session.steps().size());
            boolean told =
                    step.kind().equals("originator-edit-part") && later.stream().anyMatch(SessionGenerator::tells);
            if (!told) steps.add(step);
        }
        return new ProofSession(session.chart(), steps);
    }

    private static boolean tells(SessionStep step) {
        boolean writes = !List.of("GET", "HEAD", "NEXT").contains(step.method())
                && !step.kind().startsWith("originator-edit-part")
                && (step.target() + step.body()).contains("~m1");
        return writes || (step.target() + step.body()).contains("_sort=-_lastUpdated");
    }
}
