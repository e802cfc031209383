package org.consentgateway.sandbox.worlds;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The time that an answer takes tells as little as the answer. */
@Tag("long")
class TimingTest {

    private static final int PAIRS = Integer.getInteger("worlds.pairs", 500);
    private static final int WARM = 50;

    @Test
    void a_hidden_note_takes_as_long_as_a_missing_one(@TempDir Path folder) throws Exception {
        try (Worlds worlds = Worlds.open(folder, Duration.ofMillis(100))) {
            // Given
            Question hidden = Question.get(Caller.COLLEAGUE, "/DocumentReference/N1");
            Question missing = Question.get(Caller.COLLEAGUE, "/DocumentReference/nothing");
            for (int i = 0; i < WARM; i++) {
                nanos(worlds, hidden);
                nanos(worlds, missing);
            }

            // When
            long[] hiddenTook = new long[PAIRS];
            long[] missingTook = new long[PAIRS];
            for (int i = 0; i < PAIRS; i++) {
                // in turn, so that neither always comes first
                if (i % 2 == 0) {
                    hiddenTook[i] = nanos(worlds, hidden);
                    missingTook[i] = nanos(worlds, missing);
                } else {
                    missingTook[i] = nanos(worlds, missing);
                    hiddenTook[i] = nanos(worlds, hidden);
                }
            }

            // Then
            double area = area(hiddenTook, missingTook);
            System.out.printf("worlds: timing: AUC %.3f over %d pairs%n", area, PAIRS);
            assertThat(area).isBetween(0.4, 0.6);
        }
    }

    private static long nanos(Worlds worlds, Question question) {
        String token = question.caller().token(worlds.issuer());
        long begun = System.nanoTime();
        Reply reply = worlds.ask(worlds.with(), question, token);
        long took = System.nanoTime() - begun;
        assertThat(reply.status()).isEqualTo(404);
        return took;
    }

    /** The chance that one of the first took longer than one of the second; half where nothing can be told. */
    private static double area(long[] first, long[] second) {
        double longer = 0;
        for (long one : first) {
            for (long other : second) {
                longer += one > other ? 1 : one == other ? 0.5 : 0;
            }
        }
        return longer / ((double) first.length * second.length);
    }
}
