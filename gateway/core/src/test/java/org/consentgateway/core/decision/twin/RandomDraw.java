package org.consentgateway.core.decision.twin;

import java.util.List;
import java.util.Random;

/** What chance gives: the seed is the test's. */
final class RandomDraw {

    private final Random random;

    RandomDraw(Random random) {
        this.random = random;
    }

    /** Whether it falls within so many of a hundred. */
    boolean often(int percent) {
        return random.nextInt(100) < percent;
    }

    <T> T one(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    int below(int bound) {
        return random.nextInt(bound);
    }
}
