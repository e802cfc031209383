package org.consentgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.adapter.audit.WriteAheadTrail;
import org.consentgateway.server.adapter.jdbc.Database;
import org.consentgateway.server.adapter.jdbc.WitnessStore;
import org.consentgateway.server.adapter.upstream.Probe;
import org.consentgateway.server.authorize.Records;
import org.consentgateway.server.config.GatewayConfig;
import org.consentgateway.server.port.Dependencies;
import org.consentgateway.server.port.StoreUnavailable;
import org.consentgateway.server.port.Witness;
import org.consentgateway.server.tools.TrailCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running gateway holds its trail against what is known outside the folder: nobody takes a checkpoint with the tail. */
@SuppressWarnings("NullAway.Init") // JUnit sets the folder and calls fill()
class TrailVerificationTest {

    private static final int FRAME_HEADER = 45;

    @TempDir
    Path folder;

    private Path data;
    private String url;
    private Database database;
    private WriteAheadTrail trail;

    @BeforeEach
    void fill() throws Exception {
        data = folder.resolve("data");
        url = "jdbc:h2:mem:verified-" + System.nanoTime();
        database = Database.at(url, Optional.empty(), Optional.empty());
        open();
        for (int i = 0; i < 5; i++)
            trail.commit(List.of(new Records(trail.keys()::hide, "us-test", "1")
                    .refused(
                            "request-" + i,
                            Optional.empty(),
                            new Records.Asked("read", "Patient/P1", java.util.Map.of()),
                            Set.of(new Reference("Patient", "P1")),
                            "read, status 403",
                            Set.of(Reason.OPERATION_NOT_ALLOWED))));
        trail.close(); // signs, and tells the witnesses
    }

    private void open() throws IOException {
        trail = WriteAheadTrail.open(data, folder.resolve("keys"), Clock.systemUTC());
        trail.witnessed(new WitnessStore(database), Dependencies.untold());
    }

    @AfterEach
    void close() throws IOException {
        trail.close();
        database.close();
    }

    @Test
    void a_trail_that_is_as_it_was_written_is_whole() {
        assertThat(verification(() -> trail.signed(new WitnessStore(database))).holds())
                .isTrue();
    }

    @Test
    void a_tail_that_is_cut_together_with_the_checkpoint_is_found_by_what_the_database_knows() throws Exception {
        cutWithCheckpoint();

        TrailVerification verification = verification(new WitnessStore(database)::known);

        assertThat(verification.holds()).isFalse();
        assertThat(verification.text()).contains("IS NOT AS IT WAS WRITTEN");
    }

    @Test
    void a_tail_that_is_cut_together_with_the_checkpoint_is_found_where_the_database_knows_nothing() throws Exception {
        cutWithCheckpoint();
        try (Database empty = Database.at("jdbc:h2:mem:" + System.nanoTime(), Optional.empty(), Optional.empty())) {
            assertThat(verification(() -> trail.signed(new WitnessStore(empty))).holds())
                    .isFalse();
        }
    }

    @Test
    void of_several_gateways_that_share_a_database_each_is_held_to_its_own_trail() throws Exception {
        new WitnessStore(database).remember(new Witness.Signed("f".repeat(64), 1_000, "e".repeat(64)));

        assertThat(verification(() -> trail.signed(new WitnessStore(database))).holds())
                .isTrue();
    }

    @Test
    void a_witness_that_is_away_is_told_and_is_no_damage() {
        TrailVerification verification = new TrailVerification(
                data,
                () -> {
                    throw new StoreUnavailable("the database does not answer", new IOException());
                },
                Clock.systemUTC());

        assertThat(verification.holds()).isTrue();
        assertThat(verification.text()).contains("not held against what the database");
    }

    @Test
    void doctor_tells_of_a_trail_that_ends_before_it_was_signed_and_what_to_do() throws Exception {
        GatewayConfig.Storage storage = new GatewayConfig.Storage(
                data,
                folder.resolve("keys"),
                new GatewayConfig.KeyRotation(Duration.ofDays(90), Duration.ofDays(1)),
                Optional.of(new GatewayConfig.Database(url, Optional.empty(), Optional.empty())));
        assertThat(new TrailCheck(storage).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Probe.Level.GOOD);
            assertThat(finding.says()).contains("the database know");
        });
        cutWithCheckpoint();

        assertThat(new TrailCheck(storage).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Probe.Level.BAD);
            assertThat(finding.says()).contains("ends at record 3 but was signed up to");
            assertThat(finding.todo()).contains("verify-audit");
        });
    }

    private TrailVerification verification(TrailVerification.Outside outside) {
        return new TrailVerification(data, outside, Clock.systemUTC());
    }

    /** What the first three records are is left: a trail that nothing within it tells from a young one. */
    private void cutWithCheckpoint() throws IOException {
        Path segment;
        try (Stream<Path> files = Files.list(data.resolve("audit"))) {
            segment = files.filter(file -> file.toString().endsWith(".wal"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(segment);
        int end = 0;
        for (int frame = 0; frame < 3; frame++)
            end += FRAME_HEADER + ByteBuffer.wrap(bytes).getInt(end);
        Files.write(segment, Arrays.copyOf(bytes, end));
        Files.delete(data.resolve("audit").resolve("checkpoint"));
    }
}
