package org.consentgateway.server.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.consentgateway.server.ehr.Habits;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An unauthorised caller learns nothing, whatever the hospital, whatever the session; nothing is lost, and nothing is left behind. */
class ProofTest {

    private static final int THREADS = 2;

    /** Every EHR, and the lenient one that refuses to delete what is referred to; or those of {@code proof.ehr}, by commas. */
    private static List<Habits> everyEhr() {
        String some = System.getProperty("proof.ehr", "");
        if (!some.isEmpty())
            return Stream.of(some.split(",", -1)).map(Habits::of).toList();
        return Stream.concat(
                        Stream.of(Habits.of("lenient"), Habits.of("lenient").with("integrity-on-delete", true)),
                        Habits.names().stream().skip(1).map(Habits::of))
                .toList();
    }

    @Test
    void two_worlds_that_differ_in_notes_alone_answer_alike(@TempDir Path folder) throws Exception {
        int sessions = Integer.getInteger("proof.sessions", 300);
        // before each of them
        proved(
                sessions,
                Math.min(50, Math.max(1, sessions / everyEhr().size())),
                Long.getLong("proof.seed", 1),
                folder);
    }

    @Test
    @Tag("long")
    void two_worlds_answer_alike_over_many_sessions(@TempDir Path folder) throws Exception {
        proved(
                Integer.getInteger("proof.sessions", 20_000),
                200,
                Long.getLong("proof.seed", System.nanoTime()),
                folder);
    }

    private static void proved(int sessions, int block, long seed, Path folder) throws Exception {
        System.out.printf("proof: %d sessions, -Dproof.seed=%d%n", sessions, seed);
        long begun = System.nanoTime();
        ProofRun run = new ProofRun(folder, block, everyEhr(), Integer.getInteger("proof.enough", 8))
                .over(sessions, seed, OpenKinds.all(), THREADS);
        System.out.printf(
                "proof: %d s, %s; left out: %d open kinds%n",
                (System.nanoTime() - begun) / 1_000_000_000L,
                run.figures(),
                OpenKinds.all().size());
        run.byEhr().forEach((ehr, figures) -> System.out.printf("proof: %s: %s%n", ehr, figures));
        assertThat(run.distinct()).as("seed %d", seed).isEmpty();
        assertThat(run.leftBehind()).isEmpty();
    }
}
