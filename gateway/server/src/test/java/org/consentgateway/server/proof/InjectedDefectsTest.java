package org.consentgateway.server.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.sessions.JqwikSession;
import org.consentgateway.server.adapter.oidc.LocalIssuer;
import org.consentgateway.server.ehr.Habits;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The proof machine finds what experts found: {@code mvn -Plong -pl gateway/server -am test -Dtest=InjectedDefectsTest}. */
@Tag("long")
class InjectedDefectsTest {

    private static final int BLOCK = 200;

    /** What is shown to be found may be of a kind that is left out elsewhere. */
    private static final List<OpenKinds.Open> NOTHING_LEFT_OUT = List.of();

    @ParameterizedTest
    @EnumSource
    void is_found(InjectedDefect defect, @TempDir Path folder) throws Exception {
        long seed = Long.getLong("proof.seed", 1);
        Optional<String> found = search(defect, seed, Integer.getInteger("proof.sessions", 5_000), folder);
        System.out.printf("injected: %s, seed %d: %s%n", defect, seed, found.orElse("not found"));
        assertThat(found).as("%s, seed %d", defect, seed).isPresent();
    }

    /** After how many sessions, and how; a session in which the gateway as it is differs as well is not counted. */
    private static Optional<String> search(InjectedDefect defect, long seed, int most, Path folder) throws IOException {
        List<String> found = new ArrayList<>();
        try (LocalIssuer issuer = new LocalIssuer()) {
            JqwikSession.run(() -> {
                SessionGenerator generator = new SessionGenerator(seed, NOTHING_LEFT_OUT);
                for (int first = 0; first < most && found.isEmpty(); first += BLOCK)
                    block(defect, generator, first, Math.min(BLOCK, most - first), issuer, folder)
                            .ifPresent(found::add);
            });
        }
        return found.stream().findFirst();
    }

    private static Optional<String> block(
            InjectedDefect defect, SessionGenerator generator, int first, int size, LocalIssuer issuer, Path folder)
            throws IOException {
        Habits habits = Habits.of("lenient");
        try (Twins defective = new Twins(habits, issuer, folder, Optional.of(defect), new Twins.CallTally());
                Twins sound = new Twins(habits, issuer, folder)) {
            for (int i = 1; i <= size; i++) {
                ProofSession session = generator.next();
                Optional<Difference> difference = defective.run(session);
                if (difference.isPresent() && sound.run(session).isEmpty())
                    return Optional.of("found by session " + (first + i) + ": "
                            + difference.get().kind() + " at "
                            + difference.get().where());
            }
            return Optional.empty();
        }
    }
}
