package org.consentgateway.server.adapter.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Classification;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.SmallPack;
import org.consentgateway.server.authorize.Records;
import org.consentgateway.server.port.Trail;
import org.consentgateway.server.tools.Replay;
import org.consentgateway.server.tools.Replayed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which records can be decided again, and which never are guessed. */
class ReplayableRecordsTest {

    private static final int REQUESTS = 200;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    private final Map<String, Json.Obj> kept = new HashMap<>();

    @Test
    void what_was_decided_is_decided_again_however_many_segments_tell_its_facts() throws Exception {
        // Given small segments, and one restart
        for (int start = 0; start < 2; start++)
            try (WriteAheadTrail trail = WriteAheadTrail.open(
                    new WriteAheadTrail.Layout(folder, folder.resolve("keys"), 60_000),
                    Disk.real(),
                    Clock.systemUTC())) {
                traffic(trail, start);
            }
        // When
        String told = replayed(digests -> kept);
        // Then
        assertThat(Segments.of(folder).inOrder()).hasSizeGreaterThan(3);
        assertThat(told).contains(" 0 not replayable");
        // what the traffic says of a note is not what a pack with one rule says: the same resource each time
        assertThat(told).doesNotContain("release -> ");
    }

    @Test
    void a_record_without_facts_or_whose_consents_are_gone_is_counted_and_not_guessed() throws Exception {
        // Given
        try (WriteAheadTrail trail = WriteAheadTrail.open(folder, folder.resolve("keys"), Clock.systemUTC())) {
            Records records = new Records(trail.keys()::hide, "us-test", "1");
            Records.Judged one = new Records.Judged(
                    "Observation/o",
                    Set.of(new Reference("Patient", "p")),
                    new Decision.Release(
                            new Classification(Classification.Note.NOT, "no-rule", false),
                            List.of(Decision.Ground.of(Reason.NOT_PSYN))));
            trail.commit(List.of(new TypicalTraffic(records, 1).decisionOf(one)));
        }
        assertThat(replayed(digests -> Map.of())).isEqualTo("0 decided again, 0 differ, 1 not replayable\n");
        try (WriteAheadTrail trail = WriteAheadTrail.open(folder, folder.resolve("keys"), Clock.systemUTC())) {
            traffic(trail, 3);
        }
        // When, Then
        assertThat(replayed(digests -> Map.of())).startsWith("0 decided again, 0 differ, ");
        assertThat(replayed(digests -> kept)).contains(" 1 not replayable");
    }

    private void traffic(WriteAheadTrail trail, long seed) throws Exception {
        var traffic = new TypicalTraffic(new Records(trail.keys()::hide, "us-test", "1"), seed);
        for (int i = 0; i < REQUESTS; i++) {
            List<Trail.Entry> request = traffic.request();
            request.forEach(entry -> kept.putAll(entry.facts().kept()));
            trail.commit(request);
        }
    }

    private String replayed(Function<Set<String>, Map<String, Json.Obj>> database) {
        var out = new ByteArrayOutputStream();
        var pack = SmallPack.of(ZoneOffset.UTC, Set.of(), Map.of(), Set.of());
        assertThat(new Replay(new TrailWalk(folder), new Replayed(database, pack))
                        .run(Instant.EPOCH, new PrintStream(out, true, StandardCharsets.UTF_8)))
                .isZero();
        return out.toString(StandardCharsets.UTF_8);
    }
}
