package org.consentgateway.sandbox.worlds;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.consentgateway.sandbox.Hospital;
import org.consentgateway.sandbox.issuer.DevIssuer;
import org.consentgateway.sandbox.process.GatewayProcess;

/** A gateway before the hospital with the notes, and one before the hospital where none was ever written. */
final class Worlds implements AutoCloseable {

    /** What both gateways call themselves, so that their links are the same. */
    static final String BASE = "https://gateway.example/fhir";

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final DevIssuer issuer;
    private final GatewayProcess with;
    private final GatewayProcess without;

    private Worlds(DevIssuer issuer, GatewayProcess with, GatewayProcess without) {
        this.issuer = issuer;
        this.with = with;
        this.without = without;
    }

    /** @param grid {@code timing.grid}: none where what is said is compared and not when */
    static Worlds open(Path folder, Duration grid) throws IOException, InterruptedException {
        DevIssuer issuer = DevIssuer.start(0, BASE, Clock.systemUTC());
        GatewayProcess with =
                gateway(folder.resolve("with"), issuer, Hospital.withNotes().ehr(), grid);
        GatewayProcess without = gateway(
                folder.resolve("without"), issuer, Hospital.withoutNotes().ehr(), grid);
        return new Worlds(issuer, with, without);
    }

    static GatewayProcess gateway(Path folder, DevIssuer issuer, URI ehr, Duration grid)
            throws IOException, InterruptedException {
        return GatewayProcess.start(
                Files.createDirectories(folder),
                Map.of(
                        "timing.grid",
                        grid.toMillis() + "ms",
                        "upstream.url",
                        ehr.toString(),
                        "issuer.url",
                        issuer.url().toString(),
                        "audience",
                        BASE,
                        "public.url",
                        BASE),
                "-Xmx384m",
                "-XX:TieredStopAtLevel=1");
    }

    DevIssuer issuer() {
        return issuer;
    }

    /** The gateway before the hospital that has notes. */
    GatewayProcess with() {
        return with;
    }

    GatewayProcess without() {
        return without;
    }

    Reply askWith(Question question) {
        return ask(with, question, question.caller().token(issuer));
    }

    Reply askWithout(Question question) {
        return ask(without, question, question.caller().token(issuer));
    }

    Reply ask(GatewayProcess gateway, Question question, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.fhir() + question.path()))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .method(
                        question.method(),
                        question.body().isEmpty()
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofString(question.body(), StandardCharsets.UTF_8));
        question.headers().forEach(request::header);
        try {
            HttpResponse<byte[]> answer = http.send(request.build(), BodyHandlers.ofByteArray());
            return Reply.of(answer);
        } catch (IOException e) {
            // a connection that is cut is an answer too
            return new Reply(0, Map.of(), e.getClass().getName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a world was asked", e);
        }
    }

    /** What the EHR with the notes says itself. */
    String askEhr(String path) {
        return plain(URI.create(Hospital.withNotes().ehr() + path));
    }

    /** The metrics of the gateway before the hospital with the notes. */
    String metrics() {
        return plain(with.management().resolve("/observe/metrics"));
    }

    private String plain(URI uri) {
        try {
            return http.send(
                            HttpRequest.newBuilder(uri)
                                    .header("Cache-Control", "no-cache")
                                    .timeout(PATIENCE)
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while `" + uri.getPath() + "` was asked", e);
        }
    }

    /** Everything that the gateway before the notes wrote to disk. */
    List<Path> files() throws IOException {
        return with.files();
    }

    @Override
    public void close() throws IOException {
        with.close();
        without.close();
        issuer.close();
    }
}
