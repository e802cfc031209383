package org.consentgateway.server.proof;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes a session smaller, part by part, as long as it still tells the worlds apart in the same way. */
final class Shrinking {

    /** One attempt at a session. */
    interface Trial {
        Optional<Difference> of(ProofSession session) throws IOException;
    }

    private final Trial trial;

    Shrinking(Trial trial) {
        this.trial = trial;
    }

    /** The smallest session that was found; nothing can be left out of it. */
    ProofSession smallest(ProofSession session, Difference difference) throws IOException {
        ProofSession smallest = session;
        boolean smaller = true;
        while (smaller) {
            smaller = false;
            for (ProofSession candidate : candidates(smallest)) {
                Optional<Difference> still = trial.of(candidate);
                if (still.isEmpty() || !still.get().sameKind(difference)) continue;
                smallest = candidate;
                smaller = true;
                break;
            }
        }
        return smallest;
    }

    /** Halves first, then single parts. */
    private static List<ProofSession> candidates(ProofSession session) {
        List<ProofSession> all = new ArrayList<>();
        int steps = session.steps().size();
        int items = session.chart().size();
        if (steps > 3) {
            all.add(new ProofSession(session.chart(), session.steps().subList(steps / 2, steps)));
            all.add(new ProofSession(session.chart(), session.steps().subList(0, steps / 2)));
        }
        for (int i = 0; i < steps && steps > 1; i++)
            all.add(new ProofSession(session.chart(), without(session.steps(), i)));
        for (int i = 0; i < items; i++) all.add(new ProofSession(without(session.chart(), i), session.steps()));
        return all;
    }

    private static <T> List<T> without(List<T> list, int index) {
        List<T> left = new ArrayList<>(list);
        left.remove(index);
        return left;
    }
}
