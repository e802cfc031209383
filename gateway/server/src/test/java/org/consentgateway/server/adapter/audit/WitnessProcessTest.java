package org.consentgateway.server.adapter.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.consentgateway.server.management.WitnessServer;
import org.consentgateway.server.tlog.AddCheckpoint;
import org.consentgateway.server.tlog.CosigningWitness;
import org.consentgateway.server.tlog.SignedNote;
import org.consentgateway.server.tlog.VerifierKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A witness answers as c2sp.org/tlog-witness says, and never cosigns two trees of one log. */
@SuppressWarnings("NullAway.Init") // JUnit sets the folder and calls open()
class WitnessProcessTest {

    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final String NAME = "witness.example/audit";

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private GrowingLog log;
    private WitnessFolder own;
    private WitnessServer server;

    @BeforeEach
    void open() throws Exception {
        log = new GrowingLog("log.example/1").grow(20);
        Files.writeString(
                folder.resolve("logs"), "# ours\n" + log.signer.verifier().text() + "\n\n");
        serve();
    }

    private void serve() throws IOException {
        own = WitnessFolder.open(folder, NAME);
        server = new WitnessServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new CosigningWitness(own.signer(), own::logs, own, Clock.fixed(NOW, ZoneOffset.UTC)));
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        own.close();
    }

    private record Told(int status, String type, String body) {}

    private Told post(int port, String body) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/add-checkpoint"))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return new Told(
                response.statusCode(),
                response.headers().firstValue("Content-Type").orElse(""),
                response.body());
    }

    private Told ask(AddCheckpoint asked) throws IOException, InterruptedException {
        return post(server.port(), asked.text());
    }

    @Test
    void what_grew_is_cosigned_at_the_time_of_the_answer() throws Exception {
        assertThat(ask(log.asks(0, 7)).status()).isEqualTo(200);
        // When
        AddCheckpoint asked = log.asks(7, 12);
        Told told = ask(asked);
        // Then
        assertThat(told.status()).isEqualTo(200);
        SignedNote cosigned = asked.checkpoint().with(SignedNote.signatures(told.body()));
        VerifierKey key = VerifierKey.of(Files.readString(folder.resolve("witness.vkey")));
        assertThat(key.cosigned(cosigned)).contains(NOW);
        assertThat(own.last("log.example/1")).contains(log.head(12));
    }

    /** After it cosigned 7 of 20; `fork` has other entries from the sixth on. */
    @ParameterizedTest
    @CsvSource({
        "grown,                             200",
        "the same again,                    200",
        "unknown origin,                    404",
        "no signature of the log,           403",
        "changed after it was signed,       403",
        "old size larger than the new,      400",
        "old size in hexadecimal,           400",
        "old size with a zero before,       400",
        "no old size,                       400",
        "no empty line,                     400",
        "a hash that is not base64,         400",
        "64 hashes,                         400",
        "no checkpoint,                     400",
        "nothing at all,                    400",
        "a smaller tree,                    409",
        "an old size that was never,        409",
        "as if for the first time,          409",
        "the same size of a fork,           409",
        "a fork that grew,                  422",
        "without its proof,                 422",
        "with another's proof,              422",
    })
    void each_way_to_ask_has_its_answer(String how, int status) throws Exception {
        // Given
        assertThat(ask(log.asks(0, 7)).status()).isEqualTo(200);
        // When
        Told told = post(server.port(), way(how));
        // Then
        assertThat(told.status()).isEqualTo(status);
        if (status == 409) assertThat(told).isEqualTo(new Told(409, "text/x.tlog.size", "7\n"));
        int cosigned = how.equals("grown") ? 12 : 7;
        assertThat(own.last("log.example/1")).contains(log.head(cosigned));
        assertThat(told.body().contains("— " + NAME)).isEqualTo(status == 200);
    }

    private String way(String how) throws Exception {
        AddCheckpoint grown = log.asks(7, 12);
        GrowingLog fork = log.fork(5).grow(20);
        String whole = grown.text();
        return switch (how) {
            case "grown" -> whole;
            case "the same again" -> log.asks(7, 7).text();
            case "unknown origin" ->
                new GrowingLog("log.example/2").grow(9).asks(0, 9).text();
            case "no signature of the log" ->
                new GrowingLog("log.example/1").grow(9).asks(0, 9).text();
            case "changed after it was signed" -> whole.replace("\n12\n", "\n13\n");
            case "old size larger than the new" -> log.asks(8, 7).text();
            case "old size in hexadecimal" -> whole.replace("old 7\n", "old 0x7\n");
            case "old size with a zero before" -> whole.replace("old 7\n", "old 07\n");
            case "no old size" -> whole.substring(whole.indexOf('\n') + 1);
            case "no empty line" -> whole.replace("\n\n", "\n");
            case "a hash that is not base64" -> whole.replace("old 7\n", "old 7\n%%%\n");
            case "64 hashes" ->
                new AddCheckpoint(
                                7,
                                IntStream.range(0, 64)
                                        .mapToObj(i -> new byte[32])
                                        .toList(),
                                grown.checkpoint())
                        .text();
            case "no checkpoint" -> "old 7\n\n";
            case "nothing at all" -> "";
            case "a smaller tree" -> log.asks(3, 5).text();
            case "an old size that was never" -> log.asks(8, 12).text();
            case "as if for the first time" -> log.asks(0, 12).text();
            case "the same size of a fork" -> fork.asks(7, 7).text();
            case "a fork that grew" -> fork.asks(7, 12).text();
            case "without its proof" -> new AddCheckpoint(7, List.of(), grown.checkpoint()).text();
            case "with another's proof" -> new AddCheckpoint(7, log.asks(6, 12).proof(), grown.checkpoint()).text();
            default -> throw new IllegalArgumentException(how);
        };
    }

    @Test
    void only_add_checkpoint_is_served_and_only_by_post() throws Exception {
        URI base = URI.create("http://127.0.0.1:" + server.port() + "/");
        assertThat(status(HttpRequest.newBuilder(base.resolve("add-checkpoint")).GET()))
                .isEqualTo(405);
        assertThat(status(HttpRequest.newBuilder(base.resolve("add-checkpoint/x"))
                        .POST(HttpRequest.BodyPublishers.noBody())))
                .isEqualTo(404);
        assertThat(status(HttpRequest.newBuilder(base.resolve("add-checkpoint"))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[70_000]))))
                .isEqualTo(413);
    }

    private int status(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void of_two_that_grow_from_one_tree_at_the_same_time_one_is_cosigned() throws Exception {
        // Given
        ask(log.asks(0, 5));
        GrowingLog fork = log.fork(5).grow(20);
        // When
        CompletableFuture<Told> one = asking(log.asks(5, 12));
        CompletableFuture<Told> other = asking(fork.asks(5, 12));
        // Then
        assertThat(List.of(one.join().status(), other.join().status())).containsExactlyInAnyOrder(200, 409);
    }

    private CompletableFuture<Told> asking(AddCheckpoint asked) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return ask(asked);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void each_log_is_held_to_its_own_tree_and_is_known_from_when_it_is_listed() throws Exception {
        GrowingLog second = new GrowingLog("log.example/2").grow(3);
        assertThat(ask(log.asks(0, 7)).status()).isEqualTo(200);
        assertThat(ask(second.asks(0, 3)).status()).isEqualTo(404);
        // When
        Files.writeString(
                folder.resolve("logs"),
                log.signer.verifier().text() + "\n" + second.signer.verifier().text() + "\n");
        // Then
        assertThat(ask(second.asks(0, 3)).status()).isEqualTo(200);
        assertThat(ask(log.asks(7, 9)).status()).isEqualTo(200);
    }

    @Test
    void a_witness_that_is_started_anew_knows_what_it_cosigned() throws Exception {
        // Given
        ask(log.asks(0, 7));
        server.close();
        own.close();
        // When
        serve();
        // Then
        assertThat(ask(log.fork(5).grow(20).asks(0, 12))).isEqualTo(new Told(409, "text/x.tlog.size", "7\n"));
        assertThat(ask(log.fork(5).grow(20).asks(7, 12)).status()).isEqualTo(422);
        assertThat(ask(log.asks(7, 12)).status()).isEqualTo(200);
    }

    @Test
    void what_it_cosigned_last_and_cannot_read_is_not_nothing() throws Exception {
        // Given
        ask(log.asks(0, 7));
        Path last;
        try (var files = Files.list(folder)) {
            last = files.filter(file -> Segments.name(file).startsWith("last-"))
                    .findFirst()
                    .orElseThrow();
        }
        // When
        Files.writeString(last, "log.example/1\n");
        // Then
        assertThat(ask(log.asks(0, 12)).status()).isEqualTo(503);
        assertThat(ask(log.asks(7, 12)).status()).isEqualTo(503);
    }

    @Test
    void a_disk_that_failed_once_cosigns_nothing_more() throws Exception {
        // Given
        server.close();
        own.close();
        WatchedWitnessDisk disk = new WatchedWitnessDisk();
        own = WitnessFolder.open(folder, NAME, disk);
        CosigningWitness witness = new CosigningWitness(own.signer(), own::logs, own, Clock.systemUTC());
        // When
        disk.fails = true;
        // Then
        assertThat(add(witness, log.asks(0, 7))).isEqualTo(503);
        disk.fails = false;
        assertThat(add(witness, log.asks(0, 7))).isEqualTo(503);
    }

    private static int add(CosigningWitness witness, AddCheckpoint asked) {
        return witness.add(asked.text().getBytes(StandardCharsets.UTF_8)).status();
    }

    private static final class WatchedWitnessDisk implements Disk {

        private final Disk real = Disk.real();
        private boolean fails;

        @Override
        public Appender append(Path file) throws IOException {
            return real.append(file);
        }

        @Override
        public void syncFolder(Path folder) throws IOException {
            if (fails) throw new IOException("it may be written or not");
            real.syncFolder(folder);
        }
    }

    @Test
    void two_processes_do_not_share_a_folder_and_a_key_is_not_made_twice() throws Exception {
        assertThatThrownBy(() -> WitnessFolder.open(folder, NAME)).hasMessageContaining("in use");
        server.close();
        own.close();
        assertThatThrownBy(() -> WitnessFolder.open(folder, "other.example/audit"))
                .hasMessageContaining("another name");
        Files.delete(folder.resolve("witness.key"));
        assertThatThrownBy(() -> WitnessFolder.open(folder, NAME)).hasMessageContaining("witness.key");
    }

    /** Killed when all is on the disk and nobody was answered, it has cosigned; killed before, it has not. */
    @ParameterizedTest
    @CsvSource({"before, 0", "after, 7"})
    void what_a_killed_witness_cosigned_is_what_is_on_its_disk(String stops, int size) throws Exception {
        // Given
        server.close();
        own.close();
        Process process = process(stops);
        try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            int port = Integer.parseInt(line(out).substring(KilledWitness.SAYS_PORT.length()));
            CompletableFuture<HttpResponse<String>> unanswered = client.sendAsync(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/add-checkpoint"))
                            .POST(HttpRequest.BodyPublishers.ofString(
                                    log.asks(0, 7).text()))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            var unused = unanswered.whenComplete((answer, failure) -> process.destroyForcibly()); // it did not stop
            assertThat(line(out)).isEqualTo(KilledWitness.SAYS_STOPPED);
            // When
            process.toHandle().destroyForcibly();
            // Then
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(unanswered).failsWithin(Duration.ofSeconds(60));
        }
        serve();
        assertThat(own.last("log.example/1")).isEqualTo(size == 0 ? Optional.empty() : Optional.of(log.head(size)));
        assertThat(ask(log.fork(5).grow(20).asks(0, 12)).status()).isEqualTo(size == 0 ? 200 : 409);
    }

    private static String line(BufferedReader out) throws IOException {
        String line = out.readLine();
        assertThat(line).isNotNull();
        return line;
    }

    private Process process(String stops) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledWitness.class.getName(),
                        folder.toString(),
                        stops)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
