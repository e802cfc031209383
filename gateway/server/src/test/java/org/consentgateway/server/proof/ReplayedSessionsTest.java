package org.consentgateway.server.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.adapter.audit.Keys;
import org.consentgateway.server.adapter.audit.TrailWalk;
import org.consentgateway.server.adapter.jdbc.Database;
import org.consentgateway.server.adapter.jdbc.DecisionFactStore;
import org.consentgateway.server.adapter.jdbc.TrailIndexStore;
import org.consentgateway.server.config.InvalidConfiguration;
import org.consentgateway.server.config.PackLoader;
import org.consentgateway.server.ehr.Habits;
import org.consentgateway.server.port.SealedTokens;
import org.consentgateway.server.tools.Replay;
import org.consentgateway.server.tools.Replayed;
import org.consentgateway.server.tools.TrailIndex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was decided in random sessions is decided again from the trail. */
class ReplayedSessionsTest {

    @Test
    void under_the_same_pack_the_facts_of_then_decide_the_same(@TempDir Path folder) throws Exception {
        // Given
        int sessions = Integer.getInteger("replay.sessions", 20);
        long seed = Long.getLong("proof.seed", 7);
        ProofRun run = new ProofRun(folder, sessions, List.of(Habits.of("lenient")), 1);
        run.over(sessions, seed, OpenKinds.all(), 1);
        List<Path> trails = trails(folder);
        assertThat(trails).hasSize(2);
        PolicyPack pack = pack("us-hipaa");
        for (Path data : trails) {
            // When
            String told = replayed(data, pack);
            // Then
            System.out.println("replay, seed " + seed + ": " + told);
            assertThat(told).matches("[1-9]\\d{2,} decided again, 0 differ, \\d+ not replayable\\n");
            long again = Long.parseLong(told.split(" ")[0]);
            long not = Long.parseLong(told.split(" ")[5]);
            assertThat(not).as("what no facts are recorded of").isLessThan(again / 10);
        }
        // When originators may not read their notes any more
        Path draft = Files.writeString(folder.resolve("draft.yaml"), withoutOriginators());
        String changed = String.join(
                "", replayed(trails.get(0), pack(draft.toString())), replayed(trails.get(1), pack(draft.toString())));
        // Then
        assertThat(changed).containsPattern("release -> withhold by `[a-z-]+` \\([a-z-]+\\): [1-9]");
    }

    private static PolicyPack pack(String name) throws InvalidConfiguration {
        return PackLoader.load(List.of(name), new Reference("Organization", "org-a"), ZoneOffset.UTC);
    }

    private static String withoutOriginators() throws IOException {
        try (InputStream shipped = Optional.ofNullable(
                        ReplayedSessionsTest.class.getResourceAsStream("/packs/us-hipaa.yaml"))
                .orElseThrow()) {
            return new String(shipped.readAllBytes(), StandardCharsets.UTF_8)
                    .replaceFirst("(originator-treatment:\\s+enabled: )true", "$1false");
        }
    }

    private static List<Path> trails(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(path -> path.endsWith("audit") && Files.isDirectory(path))
                    .map(Path::getParent)
                    .toList();
        }
    }

    private static String replayed(Path data, PolicyPack pack) throws IOException {
        var out = new ByteArrayOutputStream();
        try (Database database = Database.embedded(data)) {
            SealedTokens seals = new SealedTokens(Keys.existing(keys(data)).sealing());
            DecisionFactStore kept = new DecisionFactStore(database, seals, Clock.systemUTC());
            int exit = new Replay(new TrailWalk(data), new Replayed(kept::of, pack))
                    .run(Instant.EPOCH, new PrintStream(out, true, StandardCharsets.UTF_8));
            assertThat(exit).isZero();
            int indexed = new TrailIndex(new TrailWalk(data), new TrailIndexStore(database))
                    .run(TrailIndex.Task.UPDATE, new PrintStream(new ByteArrayOutputStream()));
            assertThat(indexed).as("the index equals the trail").isZero();
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static Path keys(Path data) throws IOException {
        Optional<Path> own = Optional.of(data.resolve("keys")).filter(Files::isDirectory);
        if (own.isPresent()) return own.get();
        try (Stream<Path> beside =
                Files.list(Optional.ofNullable(data.getParent()).orElseThrow())) {
            return beside.filter(path -> String.valueOf(path.getFileName()).startsWith("keys"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
