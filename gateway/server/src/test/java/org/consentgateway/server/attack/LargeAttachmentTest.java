package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.consentgateway.server.RunningGateway;
import org.consentgateway.server.adapter.oidc.LocalIssuer;
import org.consentgateway.server.ehr.EhrDouble;
import org.consentgateway.server.ehr.Habits;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A note holds a recording of the session: it is decided before a byte of it leaves, and needs no more memory than another. */
class LargeAttachmentTest {

    private static final String PATH = "DocumentReference/recorded";
    private static final byte[] BLOCK = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9w"
            .repeat(256)
            .getBytes(StandardCharsets.US_ASCII);

    private static final int DOCUMENTS = 45;

    private final HttpClient client = HttpClient.newHttpClient();

    /** Its content comes first: nothing is known of it before it is read to the end. */
    private record Recorded(long blocks, String canary) {
        String head() {
            return "{\"resourceType\":\"DocumentReference\",\"id\":\"recorded\",\"content\":[{\"attachment\":{\"data\":\"";
        }

        String tail() {
            String note =
                    Chart.note("recorded", "P1", "Practitioner/dr-o", canary).toString();
            String rest = note.substring(note.indexOf(",\"meta\""));
            return "\"}}]" + rest.replaceAll(",\"content\":\\[[^]]*]", "");
        }

        void write(OutputStream to) throws IOException {
            to.write(head().getBytes(StandardCharsets.UTF_8));
            for (long i = 0; i < blocks; i++) to.write(BLOCK);
            to.write(tail().getBytes(StandardCharsets.UTF_8));
        }

        long length() {
            return head().length() + blocks * BLOCK.length + tail().length();
        }

        String digest() throws Exception {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            write(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            return HexFormat.of().formatHex(digest.digest());
        }

        StreamedChart before(FakeEhr rest) throws IOException {
            return new StreamedChart(rest, PATH, length(), this::write);
        }
    }

    @Test
    void its_originator_has_all_of_it_and_for_others_it_is_not_there() throws Exception {
        FakeEhr rest = new FakeEhr();
        Recorded note = new Recorded((52L << 20) / BLOCK.length, "CNRY_RECORDED");
        try (StreamedChart ehr = note.before(rest);
                World world = new World(rest, ehr.url(), Map.of("GATEWAY_CONSENT_URL", rest.url()))) {
            // When
            String given = digest(world.gateway.port(), world.tokens.author());
            Reply hidden = world.get("/fhir/" + PATH, world.tokens.clinician());
            Reply missing = world.get("/fhir/DocumentReference/nobody", world.tokens.clinician());

            // Then
            assertThat(given).isEqualTo(note.digest());
            assertThat(hidden.status()).isEqualTo(404);
            assertThat(hidden.body()).isEqualTo(missing.body());
            world.nothingLeftBehind();
        }
    }

    @Test
    void references_to_large_ordinary_documents_are_shown() throws Exception {
        String recording = new String(BLOCK, StandardCharsets.US_ASCII).repeat((2 << 20) / BLOCK.length);
        try (EhrDouble ehr = new EhrDouble(Habits.of("lenient"))) {
            Chart.all().forEach(ehr::put);
            for (int i = 0; i < DOCUMENTS; i++) {
                ObjectNode document = Chart.document("large-" + i, "P1", "11488-4");
                ((ObjectNode) document.at("/content/0/attachment")).put("data", recording);
                ehr.put(document);
                ObjectNode result = Chart.observation("of-large-" + i, "P1", "1");
                result.putArray("derivedFrom").addObject().put("reference", "DocumentReference/large-" + i);
                ehr.put(result);
            }
            try (World world = new World(new FakeEhr(), ehr.url(), Map.of())) {
                // When
                Reply page = world.get("/fhir/Observation?patient=P1&_count=100", world.tokens.clinician());

                // Then
                assertThat(page.status()).isEqualTo(200);
                assertThat(page.text().split("DocumentReference/large-", -1)).hasSize(DOCUMENTS + 1);
            }
        }
    }

    @Test
    @Tag("long")
    void two_hundred_megabytes_pass_in_a_quarter_of_a_gigabyte(@TempDir Path folder) throws Exception {
        FakeEhr rest = new FakeEhr();
        Recorded note = new Recorded((200L << 20) * 4 / 3 / BLOCK.length, "CNRY_RECORDED");
        Path data = Files.createDirectory(folder.resolve("data"));
        try (StreamedChart ehr = note.before(rest);
                LocalIssuer issuer = new LocalIssuer();
                GatewayProcess gateway = new GatewayProcess(
                        "256m",
                        folder,
                        RunningGateway.variables(
                                ehr.url(), issuer.url(), data, Map.of("GATEWAY_CONSENT_URL", rest.url())))) {
            Token tokens = new Token(issuer.url(), Clock.systemUTC());

            // When
            String given = digest(gateway.port(), tokens.author());
            int hidden = answer(gateway.port(), tokens.clinician()).statusCode();

            // Then
            System.out.printf(
                    "large: %d MB of JSON at -Xmx256m, resident %d MB%n",
                    note.length() >> 20, gateway.resident() >> 20);
            assertThat(given).isEqualTo(note.digest());
            assertThat(hidden).isEqualTo(404);
            assertThat(gateway.isAlive()).isTrue();
            try (Stream<Path> left = Files.list(data.resolve("spool"))) {
                assertThat(left).isEmpty();
            }
        }
    }

    private String digest(int port, String token) throws Exception {
        HttpResponse<InputStream> answer = answer(port, token);
        assertThat(answer.statusCode()).isEqualTo(200);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream body = answer.body()) {
            body.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private HttpResponse<InputStream> answer(int port, String token) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/fhir/" + PATH))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }
}
