package org.consentgateway.server.adapter.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.consentgateway.server.port.Trail;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code kill -9} under load: nothing was released that is not recorded, and the trail is gone on with. */
class KilledTrailTest {

    private static final long SEED = Long.getLong("seed", 20261130L);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    @Test
    void nothing_was_released_unrecorded_by_a_process_that_is_killed() throws Exception {
        killed(4);
    }

    @Test
    @Tag("long")
    void nothing_was_released_unrecorded_at_two_hundred_random_moments() throws Exception {
        killed(200);
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "START_HALF_OF_THE_FIRST_RECORD",
                "GROUP_IS_WRITTEN_AND_NOT_FORCED",
                "FULL_THE_NEXT_SEGMENT_IS_MADE",
                "SIGNED_THE_WITNESS_DOES_NOT_KNOW"
            })
    void nothing_was_released_unrecorded_at_a_point(KillPoint point) throws Exception {
        killedAt(point);
    }

    @ParameterizedTest
    @Tag("long")
    @EnumSource
    void nothing_was_released_unrecorded_at_any_point(KillPoint point) throws Exception {
        killedAt(point);
    }

    /** A trail that has records already is gone on with, and killed at the point; then it is gone on with again. */
    private void killedAt(KillPoint point) throws Exception {
        // Given
        Map<String, Integer> released = new HashMap<>();
        run(2, 0, released);
        // When
        Process writer = writer(point.name());
        try (var out = new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
            String line = out.readLine();
            for (; line != null && !line.equals(StoppingDisk.SAYS + point); line = out.readLine()) note(line, released);
            assertThat(line).as("it came to that point").isNotNull();
            writer.toHandle().destroyForcibly();
            for (line = out.readLine(); line != null; line = out.readLine()) note(line, released);
        }
        assertThat(writer.waitFor()).as("killed, not ended").isEqualTo(137);
        // Then
        assertThat(verify()).startsWith("0 ");
        assertThat(recorded()).containsAllEntriesOf(released);
        // When
        run(2, 0, released);
        // Then
        assertThat(verify()).startsWith("0 ");
        assertThat(recorded()).containsAllEntriesOf(released);
    }

    private void killed(int times) throws Exception {
        Random random = new Random(SEED);
        Map<String, Integer> released = new HashMap<>();
        for (int i = 0; i < times; i++) {
            // When: the same trail each time, so that each start also recovers what the last kill left
            run(random.nextInt(60), random.nextInt(30), released);
            // Then
            assertThat(verify()).as("seed %d, kill %d", SEED, i).startsWith("0 ");
        }
        Map<String, Integer> recorded = recorded();
        assertThat(released).hasSizeGreaterThan(times);
        assertThat(recorded).containsAllEntriesOf(released);
        System.out.printf(
                "killed %d times: %d released, %d recorded (seed %d)%n", times, released.size(), recorded.size(), SEED);
    }

    private Map<String, Integer> recorded() throws IOException {
        Map<String, Integer> recorded = new HashMap<>();
        new TrailWalk(folder).from(Instant.EPOCH, (record, sets) -> {
            if (record.kind() == Trail.Kind.DECISION || record.kind() == Trail.Kind.DISCLOSED)
                recorded.merge(record.requestId(), 1, Integer::sum);
        });
        return recorded;
    }

    private Process writer(String... point) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KilledWriter.class.getName(),
                folder.toString()));
        command.addAll(List.of(point));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Lets it release so many, waits a little, kills it, and reads what else it had released by then. */
    private void run(int answers, int millis, Map<String, Integer> released) throws IOException, InterruptedException {
        Process writer = writer();
        try (var out = new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
            for (int i = 0; i <= answers; i++) note(out.readLine(), released);
            TimeUnit.MILLISECONDS.sleep(millis); // the moment is chance, nothing is waited for
            writer.toHandle().destroyForcibly(); // leaves what it had written to be read
            for (String line = out.readLine(); line != null; line = out.readLine()) note(line, released);
        }
        assertThat(writer.waitFor()).as("killed, not ended").isEqualTo(137);
    }

    /** A line that the kill cut short was not released to its end. */
    private static void note(String line, Map<String, Integer> released) {
        if (line != null && line.matches("[0-9a-f-]{36} \\d"))
            released.put(line.substring(0, 36), line.charAt(37) - '0');
    }

    private String verify() {
        var out = new ByteArrayOutputStream();
        int exit = new VerifyAudit().run(folder, new PrintStream(out, true, StandardCharsets.UTF_8));
        return exit + " " + out.toString(StandardCharsets.UTF_8);
    }
}
