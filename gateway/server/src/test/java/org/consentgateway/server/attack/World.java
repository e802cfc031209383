package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.server.RunningGateway;
import org.consentgateway.server.ScratchFolder;
import org.consentgateway.server.adapter.audit.TrailText;
import org.consentgateway.server.adapter.oidc.LocalIssuer;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** An EHR, an issuer, and the gateway before them; and the oracles that every answer is held against. As an extension of a
 * test class it is closed after its last test, when nothing is left behind. */
public final class World implements AutoCloseable, AfterAllCallback {

    private static final Set<String> HEADERS = Set.of(
            "content-type",
            "content-length",
            "transfer-encoding",
            "connection",
            "date",
            "etag",
            "location",
            "content-location",
            "www-authenticate",
            "retry-after",
            "allow",
            "content-disposition",
            "x-request-id",
            "cache-control",
            "x-content-type-options");
    private static final Set<String> TO_EHR = Set.of(
            "accept",
            "accept-encoding",
            "authorization",
            "cache-control",
            "connection",
            "content-length",
            "content-type",
            "host",
            "http2-settings",
            "if-match",
            "if-none-exist",
            "prefer",
            "transfer-encoding",
            "upgrade",
            "user-agent",
            "x-amz-content-sha256",
            "x-amz-date",
            "x-amz-security-token",
            "x-request-id");
    private static final List<String> TELL_TALES = List.of(
            "Exception", "\tat ", "io.undertow", "org.apache", "org.consentgateway", "java.", "com.fasterxml", "/tmp/");

    public final FakeEhr ehr;
    public final LocalIssuer issuer;
    public final Token tokens;
    public final RunningGateway gateway;
    private final ScratchFolder folder;
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    public World(Map<String, String> variables, FakeEhr.Manner... manners) throws IOException {
        this(new FakeEhr(manners), variables);
    }

    private World(FakeEhr ehr, Map<String, String> variables) throws IOException {
        this(ehr, ehr.url(), variables);
    }

    /** As an extension of a test class. */
    static World opened(Map<String, String> variables, FakeEhr.Manner... manners) {
        try {
            return new World(variables, manners);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void afterAll(ExtensionContext tests) throws IOException {
        nothingLeftBehind();
        close();
    }

    /** By another clock, which its tokens go by too. */
    public World(Map<String, String> variables, Clock clock) throws IOException {
        this(new FakeEhr(), Optional.empty(), variables, clock);
    }

    /** Before an upstream that is not the fake. */
    public World(FakeEhr ehr, String upstream, Map<String, String> variables) throws IOException {
        this(ehr, Optional.of(upstream), variables, Clock.systemUTC());
    }

    private World(FakeEhr ehr, Optional<String> upstream, Map<String, String> variables, Clock clock)
            throws IOException {
        this.ehr = ehr;
        issuer = new LocalIssuer();
        tokens = new Token(issuer.url(), clock);
        folder = ScratchFolder.named("attack");
        log.start();
        root().addAppender(log);
        gateway = RunningGateway.before(
                upstream.orElse(ehr.url()), issuer.url(), data(), new HashMap<>(variables), clock);
        ready();
    }

    /** The issuer's keys are fetched before the first case counts. */
    private void ready() throws IOException {
        assertThat(get("/fhir/Patient/P2", tokens.clinician()).status()).isNotIn(0, 401);
        ehr.reset();
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    /** Another hospital from here on: what patients said in the one before is not known, nor
     * what was a note there, as in an empty data folder. */
    public void forgetConsents() {
        String file =
                data().toAbsolutePath().resolve("database").resolve("gateway").toString();
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:h2:file:" + file + ";DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0;LOCK_TIMEOUT=15000", "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute("delete from known_consent");
            statement.execute("delete from kept_fact");
        } catch (SQLException e) {
            throw new IllegalStateException("the database of the gateway cannot be reached", e);
        }
    }

    public Path data() {
        return folder.path();
    }

    public Reply get(String target, String token) throws IOException {
        return ask("GET", target, token, Map.of(), "");
    }

    /** Asks, and holds the answer against what must hold of every answer. */
    public Reply ask(String method, String target, String token, Map<String, String> headers, String body)
            throws IOException {
        Reply reply = Wire.ask(gateway.port(), Wire.request(method, target, token, headers, body));
        harmless(reply);
        return reply;
    }

    /** Our own headers only, nothing of the inside. */
    void harmless(Reply reply) {
        assertThat(HEADERS)
                .as("our own headers only")
                .containsAll(reply.headers().keySet());
        assertThat(reply.all()).doesNotContain(ehr.url().substring("http://".length()));
        assertThat(TELL_TALES).noneMatch(reply.text()::contains);
        assertThat(ehr.wire().getAllServeEvents())
                .allSatisfy(event -> assertThat(event.getRequest().getHeaders().keys())
                        .allMatch(name -> TO_EHR.contains(name.toLowerCase(java.util.Locale.ROOT))));
    }

    /** No canary in any decoded view. */
    static void noCanary(String output) {
        assertThat(views(output)).noneMatch(view -> view.contains("CNRY_"));
    }

    private static List<String> views(String output) {
        List<String> views = new ArrayList<>(List.of(output));
        views.add(output.replaceAll("\\\\u00([0-9a-fA-F]{2})", "%$1").replace("&#", "%"));
        views.add(new String(output.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_16LE));
        for (String run : output.split("[^A-Za-z0-9+/_%-]", -1)) {
            if (run.contains("%43NRY") || run.contains("%5f") || run.contains("%5F"))
                views.add(run.replace("%43", "C").replace("%5f", "_").replace("%5F", "_"));
            for (int skip = 0; skip < 4 && run.length() >= 8 + skip; skip++) {
                String aligned =
                        run.substring(skip).replace('-', '+').replace('_', '/').replace("%", "");
                String whole = aligned.substring(0, aligned.length() / 4 * 4);
                views.add(new String(Base64.getMimeDecoder().decode(whole), StandardCharsets.ISO_8859_1));
            }
        }
        return views;
    }

    /** Nothing of a note is in the log or on the disk. */
    public void nothingLeftBehind() throws IOException {
        for (ILoggingEvent event : List.copyOf(log.list)) noCanary(event.getFormattedMessage());
        assertThat(TrailText.of(data())).as("the trail, inflated").doesNotContain("CNRY_");
        Files.walkFileTree(data(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                try {
                    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                            .as("`%s`", file.getFileName())
                            .doesNotContain("CNRY_");
                } catch (NoSuchFileException e) {
                    return visitFileFailed(file, e);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path gone, IOException e) throws IOException {
                // the gateway still runs: a file that was renamed is met by its new name
                if (e instanceof NoSuchFileException) return FileVisitResult.CONTINUE;
                throw e;
            }
        });
    }

    @Override
    public void close() {
        gateway.close();
        issuer.close();
        ehr.close();
        root().detachAppender(log);
        folder.close();
    }
}
