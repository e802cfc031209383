package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.adapter.audit.Keys;
import org.consentgateway.server.adapter.audit.TrailWalk;
import org.consentgateway.server.adapter.audit.VerifyAudit;
import org.consentgateway.server.adapter.audit.Why;
import org.consentgateway.server.adapter.jdbc.Database;
import org.consentgateway.server.adapter.jdbc.DecisionFactStore;
import org.consentgateway.server.config.PackLoader;
import org.consentgateway.server.port.SealedTokens;
import org.consentgateway.server.tools.Replayed;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an earlier version wrote is gone on with, and what a newer one wrote is left alone; there is a way back. */
@SuppressWarnings("NullAway.Init") // JUnit sets the folder and calls unpack()
class UpgradeTest {

    /** The day after the installation was left. */
    private final Clock then =
            Clock.offset(Clock.systemUTC(), Duration.between(Instant.now(), Instant.parse("2026-12-01T12:00:00Z")));

    @TempDir
    Path folder;

    private Path data;

    /** One answer of the earlier version. */
    private record Answered(String request, int status, String who, String target) {}

    @BeforeEach
    void unpack() throws IOException {
        data = folder.resolve("data");
        try (InputStream file = Files.newInputStream(Path.of("src", "test", "resources", "upgrade", "data.zip"));
                ZipInputStream zip = new ZipInputStream(file)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path place = data.resolve(entry.getName());
                Files.createDirectories(Objects.requireNonNull(place.getParent()));
                Files.write(place, zip.readAllBytes());
            }
        }
    }

    private List<Answered> answered() throws IOException {
        return Files.readAllLines(data.resolve(EarlierInstallation.REQUESTS)).stream()
                .map(line -> line.split(" "))
                .map(words -> new Answered(words[0], Integer.parseInt(words[1]), words[2], words[3]))
                .toList();
    }

    private World upgraded() throws IOException {
        World world = new World(Map.of("GATEWAY_DATA_DIR", data.toString()), then);
        Chart.all().forEach(world.ehr::put);
        world.ehr.put(Chart.authorization("A1"));
        return world;
    }

    private static String verify(Path data) {
        var out = new ByteArrayOutputStream();
        int exit = new VerifyAudit().run(data, new PrintStream(out, true, StandardCharsets.UTF_8));
        return exit + " " + out.toString(StandardCharsets.UTF_8);
    }

    private static String lastLine(String text) {
        return text.strip().replaceAll("(?s).*\n", "");
    }

    @Test
    void a_trail_of_an_earlier_version_verifies_and_is_gone_on_with() throws Exception {
        String before = verify(data);
        assertThat(before).startsWith("0 ");
        long decisions = Long.parseLong(lastLine(before).split(" ")[0]);
        assertThat(decisions).isGreaterThanOrEqualTo(answered().size());
        // When
        try (World world = upgraded()) {
            world.get("/fhir/Patient/P1", world.tokens.clinician());
        }
        // Then
        String after = verify(data);
        assertThat(after).startsWith("0 ");
        assertThat(Long.parseLong(lastLine(after).split(" ")[0])).isGreaterThan(decisions);
    }

    @Test
    void grants_and_authorizations_hold_and_everybody_is_answered_as_before() throws Exception {
        try (World world = upgraded()) {
            for (Answered one : answered()) {
                Reply reply = world.get("/fhir/" + one.target(), token(world, one.who()));
                assertThat(reply.status()).as("%s", one).isEqualTo(one.status());
            }
            assertThat(world.get("/fhir/DocumentReference/N1", EarlierInstallation.judge(world))
                            .text())
                    .as("by the grant")
                    .contains("CNRY_N1");
            assertThat(world.get("/fhir/Patient/P1/$legal-basis", EarlierInstallation.officer(world))
                            .text())
                    .contains("required-by-law", "Organization/court");
        }
    }

    private static String token(World world, String who) {
        return switch (who) {
            case "clinician" -> world.tokens.clinician();
            case "author" -> world.tokens.author();
            case "authorised" -> world.tokens.authorised();
            default -> EarlierInstallation.judge(world);
        };
    }

    @Test
    void what_was_decided_before_is_explained_and_accounted_for_after() throws Exception {
        try (World world = upgraded()) {
            String officer = EarlierInstallation.officer(world);
            for (Answered one : answered())
                if (one.target().equals("DocumentReference/N1")) {
                    assertThat(why(one.request())).as("%s", one).contains(one.status() == 404 ? "withh" : "releas");
                    assertThat(world.get("/fhir/Patient/P1/$explain-access?decision=" + one.request(), officer)
                                    .text())
                            .as("%s", one)
                            .contains(one.status() == 404 ? "withhold" : "release");
                }
            assertThat(world.get("/fhir/Patient/P1/$accounting-of-disclosures", officer)
                            .text())
                    .as("the court read it before")
                    .contains("Practitioner/judge", "required-by-law");
        }
    }

    private String why(String request) {
        var out = new ByteArrayOutputStream();
        int exit = new Why(request).run(data, new PrintStream(out, true, StandardCharsets.UTF_8));
        assertThat(exit).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void what_was_decided_before_is_decided_alike_by_the_facts_of_then() throws Exception {
        // Given
        upgraded().close();
        SealedTokens seals =
                new SealedTokens(Keys.existing(data.resolve("keys")).sealing());
        try (Database database = Database.embedded(data)) {
            Replayed replayed = new Replayed(
                    new DecisionFactStore(database, seals, then)::of,
                    PackLoader.load(List.of("us-hipaa"), new Reference("Organization", "org-a"), ZoneOffset.UTC));
            // When
            List<Replayed.Resource> known = new ArrayList<>();
            AtomicLong unknown = new AtomicLong();
            replayed.from(new TrailWalk(data), Instant.EPOCH, resource -> {
                if (resource.now().isPresent()) known.add(resource);
                else unknown.incrementAndGet();
            });
            // Then
            assertThat(unknown).as("recorded before there were facts").hasPositiveValue();
            // the words by which that rule suspected a note were not recorded then
            known.removeIf(one -> one.then().rule().equals("named-psychotherapy-note"));
            assertThat(known.size()).as("recorded with facts").isGreaterThan(8);
            assertThat(known.stream().map(one -> one.now().orElseThrow()).toList())
                    .isEqualTo(known.stream().map(Replayed.Resource::then).toList());
        }
    }

    @Test
    void a_data_folder_of_a_newer_version_is_refused_and_left_as_it_is() throws Exception {
        Files.writeString(data.resolve("format"), "2\n");
        Map<String, String> before = content(data);

        assertThatThrownBy(this::upgraded).rootCause().hasMessageContaining("written by a newer version");

        assertThat(content(data)).isEqualTo(before);
        assertThat(verify(data)).startsWith("1 ").contains("written by a newer version");
    }

    @Test
    void a_database_of_a_newer_version_is_refused_and_data_folder_and_database_are_left_as_they_are() throws Exception {
        // Given
        String file =
                data.resolve("database").resolve("gateway").toAbsolutePath().toString();
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + file, "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute("update \"flyway_schema_history\" set \"version\" = '99901' where \"version\" = '141'");
        }
        Map<String, String> before = content(data);
        // When
        assertThatThrownBy(this::upgraded).satisfies(refused -> assertThat(problems(refused))
                .contains("migration 99901 is not known to this one", "going back"));
        // Then
        assertThat(content(data)).isEqualTo(before);
    }

    private static String problems(Throwable refused) {
        return refused.getMessage()
                + Optional.ofNullable(refused.getCause()).map(Object::toString).orElse("");
    }

    @Test
    void the_commands_of_the_operations_page_lead_back_to_what_was_there_before() throws Exception {
        // Given
        Map<String, String> before = content(data);
        Files.createDirectories(folder.resolve("backup"));
        assertThat(commands("backup")).startsWith("0 ").contains("decisions");
        // When
        try (World world = upgraded()) {
            world.get("/fhir/Patient/P1", world.tokens.clinician());
        }
        assertThat(content(data)).isNotEqualTo(before);
        assertThat(commands("back")).startsWith("0 ").contains("decisions");
        // Then
        assertThat(content(data)).isEqualTo(before);
        assertThat(verify(folder.resolve("data.newer")))
                .as("what went out since")
                .startsWith("0 ");
    }

    /** Runs the commands under a mark of OPERATIONS.md, as they stand there. */
    private String commands(String mark) throws IOException, InterruptedException {
        Matcher block = Pattern.compile("<!-- " + mark + " -->\n```sh\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("..", "OPERATIONS.md")));
        assertThat(block.find()).isTrue();
        ProcessBuilder shell = new ProcessBuilder(
                "bash",
                "-ec",
                block.group(1)
                        .replace("java -jar gateway.jar", "\"$JAVA\" -cp \"$CLASSES\" org.consentgateway.server.Main"));
        shell.environment()
                .putAll(Map.of(
                        "DATA_DIR",
                        data.toString(),
                        "BACKUP",
                        folder.resolve("backup").toString(),
                        "JAVA",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "CLASSES",
                        System.getProperty("java.class.path")));
        Process process = shell.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + said;
    }

    /** Each file, by its hash. */
    private static Map<String, String> content(Path folder) throws Exception {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList())
                content.put(
                        folder.relativize(file).toString(),
                        java.util.HexFormat.of()
                                .formatHex(java.security.MessageDigest.getInstance("SHA-256")
                                        .digest(Files.readAllBytes(file))));
        }
        return content;
    }
}
