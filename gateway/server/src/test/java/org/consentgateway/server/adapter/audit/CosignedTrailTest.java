package org.consentgateway.server.adapter.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.consentgateway.server.adapter.upstream.Probe;
import org.consentgateway.server.adapter.upstream.WitnessClient;
import org.consentgateway.server.authorize.Records;
import org.consentgateway.server.config.GatewayConfig;
import org.consentgateway.server.management.WitnessServer;
import org.consentgateway.server.port.Dependencies;
import org.consentgateway.server.tlog.CosigningWitness;
import org.consentgateway.server.tlog.VerifierKey;
import org.consentgateway.server.tools.WitnessCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trail of a gateway before a real witness: what was cosigned can neither be cut nor replaced unseen. */
@SuppressWarnings("NullAway.Init") // JUnit sets the folder and calls open()
class CosignedTrailTest {

    private static final Instant LATER = Instant.parse("2999-01-01T00:00:00Z");
    private static final String NAME = "witness.example/audit";

    @TempDir
    Path folder;

    private Path data;
    private Path keys;
    private WitnessFolder own;
    private WitnessServer server;
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void open() throws Exception {
        data = folder.resolve("data");
        keys = data.resolve("keys");
        own = WitnessFolder.open(folder.resolve("witness"), NAME);
        server = new WitnessServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new CosigningWitness(own.signer(), own::logs, own, Clock.systemUTC()));
        traffic(data, 100);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        own.close();
    }

    /** Requests of a gateway that is started, answers, and is stopped: all but the last record are signed. */
    private static void traffic(Path data, int requests) throws Exception {
        try (WriteAheadTrail trail = WriteAheadTrail.open(
                new WriteAheadTrail.Layout(data, data.resolve("keys"), 20_000), Disk.real(), Clock.systemUTC())) {
            var traffic = new TypicalTraffic(new Records(trail.keys()::hide, "us-test", "1"), 7);
            for (int i = 0; i < requests; i++) trail.commit(traffic.request());
        }
    }

    private CosignedTrail trail(VerifierKey witness) throws IOException {
        Dependencies.Dependency dependency =
                new Dependencies(told::add, System::nanoTime).of(Dependencies.Kind.WITNESS, "the witness");
        return new CosignedTrail(data, Keys.open(keys, false), witness, client(), dependency);
    }

    private WitnessClient client() {
        return new WitnessClient(HttpClient.newHttpClient(), URI.create("http://127.0.0.1:" + server.port()));
    }

    /** Has the trail cosigned by a witness that knows it. */
    private CosignedTrail cosigned() throws IOException {
        CosignedTrail trail = trail(own.signer().verifier());
        Files.writeString(folder.resolve("witness").resolve("logs"), Files.readString(data.resolve("audit/log.vkey")));
        trail.ask();
        return trail;
    }

    private String verify(Path trail) throws IOException {
        var out = new ByteArrayOutputStream();
        int exit = new VerifyAudit()
                .run(
                        trail,
                        Optional.empty(),
                        Optional.of(CosignedCheckpoint.key(folder.resolve("witness/witness.vkey"))),
                        new PrintStream(out, true, StandardCharsets.UTF_8));
        return exit + " " + out.toString(StandardCharsets.UTF_8);
    }

    private long signed() throws IOException {
        Segments segments = Segments.of(data);
        return Checkpoint.verified(
                        Files.readAllBytes(segments.checkpoint()),
                        Keys.open(keys, false).signing().getPublic())
                .size();
    }

    private void keep(String copy) throws IOException {
        copy(data, folder.resolve(copy));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path place = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) Files.createDirectories(place);
                else Files.copy(file, place);
            }
        }
    }

    @Test
    void a_trail_is_cosigned_as_far_as_it_is_signed_and_verified_with_the_key_of_the_witness() throws Exception {
        CosignedTrail trail = cosigned();

        assertThat(trail.cosigned()).isEqualTo(signed()).isGreaterThan(100);
        assertThat(own.last(trail.verifier().name())).get().satisfies(head -> assertThat(head.size())
                .isEqualTo(signed()));
        assertThat(verify(data))
                .startsWith("0 ")
                .contains("cosigned up to " + signed() + " by the witness `" + NAME + "`");
        assertThat(told).isEmpty();
    }

    @Test
    void a_gateway_that_is_started_anew_goes_on_where_it_was_cosigned() throws Exception {
        cosigned();
        // When
        traffic(data, 30);
        CosignedTrail again = cosigned();
        // Then
        assertThat(again.cosigned()).isEqualTo(signed());
        assertThat(verify(data)).startsWith("0 ");
        // When what it remembered of the tree is gone, and then all that it remembered
        for (String gone : List.of("tree-" + String.format("%020d", signed()), "cosigned")) {
            Files.delete(data.resolve("audit").resolve(gone));
            traffic(data, 3);
            assertThat(cosigned().cosigned()).isEqualTo(signed());
        }
        assertThat(told).isEmpty();
    }

    @Test
    void a_tail_that_is_cut_with_all_that_the_gateway_knew_of_it_is_found_by_the_witness() throws Exception {
        // Given: a backup of everything that the gateway has
        cosigned();
        keep("backup");
        traffic(data, 30);
        cosigned();
        data = folder.resolve("backup");
        keys = data.resolve("keys");
        assertThat(verify(data)).as("nothing in it tells").startsWith("0 ");
        traffic(data, 2);
        // When
        CosignedTrail cut = trail(own.signer().verifier());
        cut.ask();
        // Then
        assertThat(cut.contradicted()).isTrue();
        assertThat(told).singleElement().asString().contains("more of it than there is");
        // When other records were written since, more than there were
        traffic(data, 60);
        CosignedTrail forked = trail(own.signer().verifier());
        forked.ask();
        // Then
        assertThat(forked.contradicted()).isTrue();
    }

    @Test
    void another_trail_under_the_same_key_is_not_the_one_that_was_cosigned() throws Exception {
        // Given
        cosigned();
        long signed = signed();
        String cosigned = Files.readString(data.resolve("audit/cosigned"));
        Path other = folder.resolve("other");
        Files.createDirectories(other);
        copy(keys, other.resolve("keys"));
        try (Stream<Path> files = Files.list(other.resolve("keys"))) {
            for (Path file : files.filter(one -> Segments.name(one).startsWith("audit-signed"))
                    .toList()) Files.delete(file);
        }
        traffic(other, 200);
        assertThat(signed).isPositive();
        // When
        Files.writeString(other.resolve("audit/cosigned"), cosigned);
        // Then
        assertThat(verify(other)).startsWith("1 ").contains("the witness cosigned another trail");
    }

    @Test
    void a_trail_that_begins_alike_and_goes_on_otherwise_is_not_the_one_that_was_cosigned() throws Exception {
        // Given: written by who has the keys, from a copy that was taken before
        keep("fork");
        traffic(data, 10);
        cosigned();
        Path fork = folder.resolve("fork");
        traffic(fork, 30);
        assertThat(new VerifyAudit()
                        .run(fork, new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8)))
                .isZero();
        // When
        Files.copy(data.resolve("audit/cosigned"), fork.resolve("audit/cosigned"));
        // Then
        assertThat(verify(fork)).startsWith("1 ").contains("the trail is not the one that the witness cosigned");
    }

    @Test
    void a_cosigned_checkpoint_that_is_missing_cut_or_by_another_key_does_not_verify() throws Exception {
        cosigned();
        Path file = data.resolve("audit/cosigned");
        String whole = Files.readString(file);

        Files.delete(file);
        assertThat(verify(data)).startsWith("1 ").contains("what the witness cosigned is missing");
        Files.writeString(file, whole.replaceFirst("\n\\d+\n", "\n3\n"));
        assertThat(verify(data)).startsWith("1 ").contains("not signed by the key of this trail");
        Files.writeString(file, whole.substring(0, whole.indexOf("— " + NAME)));
        assertThat(verify(data)).startsWith("1 ").contains("not cosigned by the witness");
        Files.writeString(file, "nothing");
        assertThat(verify(data)).startsWith("1 ").contains("damaged");
        Files.writeString(file, whole);
        assertThat(verify(data)).startsWith("0 ");
    }

    @Test
    void segments_that_are_archived_stay_under_what_was_cosigned() throws Exception {
        // Given
        CosignedTrail trail = cosigned();
        traffic(data, 100);
        // When
        assertThat(archived(folder.resolve("archive"))).startsWith("0 ").contains("segments archived");
        // Then nothing is moved that was not cosigned
        assertThat(Segments.firstOf(Segments.of(data).inOrder().get(0)) - 1)
                .isPositive()
                .isLessThanOrEqualTo(trail.cosigned());
        assertThat(verify(data)).startsWith("0 ").contains("cosigned up to").doesNotContain("not compared");
        // When it is gone on with, archived once more, and restored
        assertThat(cosigned().cosigned()).isEqualTo(signed());
        assertThat(archived(folder.resolve("second"))).startsWith("0 ").contains("segments archived");
        traffic(data, 10);
        assertThat(cosigned().cosigned()).isEqualTo(signed());
        assertThat(verify(data)).startsWith("0 ").doesNotContain("not compared");
        assertThat(restored(folder.resolve("second"))).startsWith("0 ");
        assertThat(verify(data)).startsWith("0 ").doesNotContain("not compared");
        assertThat(restored(folder.resolve("archive"))).startsWith("0 ");
        assertThat(verify(data)).startsWith("0 ").doesNotContain("not compared").doesNotContain("archived");
        assertThat(told).isEmpty();
    }

    private String archived(Path to) throws IOException {
        var out = new ByteArrayOutputStream();
        int exit = new TrailArchive(data, Keys.open(keys, false))
                .archive(LATER, to, new PrintStream(out, true, StandardCharsets.UTF_8));
        return exit + " " + out.toString(StandardCharsets.UTF_8);
    }

    private String restored(Path from) throws IOException {
        var out = new ByteArrayOutputStream();
        int exit = new TrailArchive(data, Keys.open(keys, false))
                .restore(from, new PrintStream(out, true, StandardCharsets.UTF_8));
        return exit + " " + out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void a_witness_that_does_not_know_the_trail_or_has_another_key_is_told_of_and_nothing_is_kept() throws Exception {
        // When
        trail(own.signer().verifier()).ask();
        // Then
        assertThat(told).singleElement().asString().contains("give it the line in `audit/log.vkey`");
        assertThat(CosignedCheckpoint.beside(data)).isEmpty();
        // When
        cosigned();
        byte[] cosigned = Files.readAllBytes(data.resolve("audit/cosigned"));
        traffic(data, 3);
        told.clear();
        trail(anotherKey()).ask();
        // Then
        assertThat(told).singleElement().asString().contains("with another key than `audit.witness.key`");
        assertThat(data.resolve("audit/cosigned")).hasBinaryContent(cosigned);
    }

    private static VerifierKey anotherKey() throws GeneralSecurityException {
        return new VerifierKey(
                NAME,
                VerifierKey.Use.COSIGNATURE,
                new GrowingLog(NAME).signer.verifier().key());
    }

    @Test
    void a_witness_that_is_away_is_told_of_and_the_trail_is_cosigned_when_it_can_be() throws Exception {
        // Given
        CosignedTrail trail = cosigned();
        long before = trail.cosigned();
        traffic(data, 3);
        Dependencies.Dependency dependency =
                new Dependencies(told::add, System::nanoTime).of(Dependencies.Kind.WITNESS, "the witness");
        // When
        CosignedTrail lost = new CosignedTrail(
                data,
                Keys.open(keys, false),
                own.signer().verifier(),
                asked -> {
                    throw new IOException("connection refused");
                },
                dependency);
        lost.ask();
        // Then
        assertThat(told).singleElement().asString().contains("see `audit.witness.url`");
        assertThat(lost.contradicted()).isFalse();
        assertThat(lost.cosigned()).isEqualTo(before);
        assertThat(cosigned().cosigned()).isEqualTo(signed());
    }

    @Test
    void doctor_tells_what_the_witness_knows_of_the_trail_and_what_to_do() throws Exception {
        GatewayConfig.Storage storage = new GatewayConfig.Storage(
                data, keys, new GatewayConfig.KeyRotation(Duration.ofDays(90), Duration.ofDays(1)), Optional.empty());
        assertThat(new WitnessCheck(storage, client()).finding().level()).isEqualTo(Probe.Level.NOTE);
        cosigned();
        assertThat(new WitnessCheck(storage, client()).finding()).satisfies(good -> {
            assertThat(good.level()).isEqualTo(Probe.Level.GOOD);
            assertThat(good.says()).contains("up to " + signed());
        });
        // Given a backup, and more records since
        keep("backup");
        traffic(data, 30);
        cosigned();
        GatewayConfig.Storage backup = new GatewayConfig.Storage(
                folder.resolve("backup"), folder.resolve("backup/keys"), storage.rotation(), Optional.empty());
        // Then
        assertThat(new WitnessCheck(backup, client()).finding()).satisfies(bad -> {
            assertThat(bad.level()).isEqualTo(Probe.Level.BAD);
            assertThat(bad.says()).contains("the witness has cosigned " + signed() + " records");
            assertThat(bad.todo()).contains("verify-audit");
        });
        // When the witness knows the trail no more
        Files.delete(folder.resolve("witness/logs"));
        assertThat(new WitnessCheck(storage, client()).finding().says()).contains("answers 404");
    }
}
