package org.consentgateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.consentgateway.server.adapter.oidc.LocalIssuer;
import org.consentgateway.server.attack.FakeEhr;
import org.consentgateway.server.attack.Reply;
import org.consentgateway.server.attack.Token;
import org.consentgateway.server.attack.Wire;
import org.consentgateway.server.ehr.EhrDouble;
import org.consentgateway.server.ehr.Habits;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each tool as an operator calls it, on what a gateway left that has observed and was stopped. */
@SuppressWarnings("NullAway.Init")
class CommandsTest {

    private static final Clock CLOCK = Clock.systemUTC();

    @TempDir
    static Path folder;

    private static FakeEhr ehr;
    private static LocalIssuer issuer;
    private static String requestId;

    @BeforeAll
    static void observe() throws Exception {
        ehr = new FakeEhr();
        issuer = new LocalIssuer();
        Files.writeString(
                folder.resolve("gateway.yaml"),
                ObservingConfig.until(
                        CLOCK.instant().plus(Duration.ofDays(10)), ehr.url(), issuer.url(), folder.resolve("data")));
        Token tokens = new Token(issuer.url(), CLOCK);
        try (RunningGateway gateway = RunningGateway.of(folder.resolve("gateway.yaml"), CLOCK)) {
            for (String target : List.of("DocumentReference/N1", "Observation/O1", "DocumentReference?patient=P1")) {
                Reply reply = Wire.ask(
                        gateway.port(), Wire.request("GET", "/fhir/" + target, tokens.clinician(), Map.of(), ""));
                assertThat(reply.status()).isEqualTo(200);
                requestId = reply.header("X-Request-Id").orElseThrow();
            }
        }
    }

    @AfterAll
    static void stop() {
        issuer.close();
        ehr.close();
    }

    /** Command with its options, exit code, what it prints. */
    static Stream<Arguments> lines() {
        String month = YearMonth.now(ZoneOffset.UTC).toString();
        String at = folder.toString();
        return Stream.of(
                arguments("validate", 0, "configuration, policy pack and routes are valid"),
                arguments("why " + requestId, 0, "search-type DocumentReference of Patient/P1"),
                arguments("why nobody", 1, "no decision `nobody` in this trail"),
                arguments("observe-report", 0, "portal"),
                arguments("observe-report --json", 0, "\"changes\":["),
                arguments("index", 0, "equals the trail"),
                arguments("index --compare", 0, "equals the trail"),
                arguments("index --rebuild", 0, "equals the trail"),
                arguments("replay --policy us-hipaa --since " + today(), 0, "0 not replayable"),
                arguments("refusals --month " + month, 0, month),
                arguments("refusals --month " + month + " --from-trail --csv", 0, "reason"),
                arguments(
                        "breach-scope --resource DocumentReference/N1 --from " + today() + " --to " + today()
                                + " --discovered " + today(),
                        0,
                        "affected      1 individuals"),
                arguments(
                        "breach-scope --patient Patient/P1 --csv --from " + today() + " --to " + today()
                                + " --discovered " + today(),
                        0,
                        "DocumentReference/N1"),
                arguments("archive --before " + today() + " --to " + at + "/archive", 0, "nothing to archive"),
                arguments("restore --from " + at + "/archive", 1, "not restored: "),
                arguments("rotate-keys", 0, "new keys are published: "),
                arguments("rotate-keys --at-once", 0, "they sign now, and no key from before is published"),
                arguments("worklist", 0, ""),
                arguments("verify-audit " + at + "/data", 0, "verified to "),
                arguments("verify-audit " + at + "/nowhere", 1, ""));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("lines")
    void a_tool_does_its_work_and_its_exit_code_says_so(String line, int code, String says) {
        Ended ended = run(line + (line.startsWith("verify-audit") ? "" : config()));

        assertThat(ended.printed()).contains(says);
        assertThat(ended.code()).as(ended.printed()).isEqualTo(code);
        assertThat(ended.printed()).doesNotContain("Exception", "CNRY_");
    }

    @Test
    void init_writes_both_files_once_and_says_what_they_need() {
        Ended first;
        Ended second;
        try (EhrDouble asked = new EhrDouble(Habits.of("millennium"))) {
            String line =
                    "init --ehr " + asked.url() + " --issuer " + issuer.url() + " --out " + folder.resolve("site");
            first = run(line);
            second = run(line);
        }

        assertThat(first.printed()).contains("wrote `", "needs organization", "then: validate --config");
        assertThat(first.code()).isZero();
        assertThat(second.printed()).contains("is there already: nothing was written");
        assertThat(second.code()).isEqualTo(1);
        assertThat(folder.resolve("site/gateway.yaml")).exists();
    }

    /** A line with a mistake, and what is said of it. */
    static Stream<Arguments> mistakes() {
        return Stream.of(
                arguments("init --ehrr http://ehr.example/fhir", "Unknown option: '--ehrr'\nPossible solutions: --ehr"),
                arguments("init --ehr http://ehr.example/fhir", "Missing required option: '--issuer=URL'"),
                arguments("init --ehr ftp://ehr --issuer https://login.example", "`ftp://ehr` is no http or https URL"),
                arguments(
                        "init --ehr http://ehr.example/fhir --issuer https://x --outt d", "Possible solutions: --out"),
                arguments("replay --since 2026-11-01", "Missing required option: '--policy=DRAFT'"),
                arguments(
                        "replay --policy us-hipaa --since yesterday",
                        "'--since': `yesterday` is no date such as 2026-11-01"),
                arguments("replay --policy no-such-pack --since 2026-11-01" + config(), "no-such-pack"),
                arguments(
                        "replay --polcy us-hipaa --since 2026-11-01",
                        "Unknown option: '--polcy'\nPossible solutions: --policy"),
                arguments("breach-scope --from 2026-11-01 --to 2026-11-02 --discovered 2026-11-03", "--resource"),
                arguments("breach-scope --resource X/1 --from 2026-11-01 --to 2026-11-02", "--discovered"),
                arguments("breach-scope --resorce X/1", "Possible solutions: --resource"),
                arguments("index --rebild", "Possible solutions: --rebuild"),
                arguments("archive --before 2026-11-01", "Missing required option: '--to=DIR'"),
                arguments("archive --befor 2026-11-01 --to x", "Possible solutions: --before"),
                arguments("restore", "Missing required option: '--from=DIR'"),
                arguments("restore --frm x", "Possible solutions: --from"),
                arguments("rotate-keys --atonce", "Possible solutions: --at-once"),
                arguments("refusals --month november", "'--month': `november` is no month such as 2026-11"),
                arguments("observe-report --jsno", "Possible solutions: --json"),
                arguments("observ-report", "Did you mean: gateway.jar observe-report"),
                arguments("rotate-key", "Did you mean: gateway.jar rotate-keys"),
                arguments("breach-scop", "Did you mean: gateway.jar breach-scope"),
                arguments("replay --policy us-hipaa --since 2026-11-01 --config nowhere.yaml", "nowhere.yaml"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("mistakes")
    void a_mistake_is_exit_code_1_and_what_was_meant_is_named(String line, String named) {
        Ended ended = run(line);

        assertThat(ended.printed()).contains(named).doesNotContain("Exception", "\tat ");
        assertThat(ended.code()).isEqualTo(1);
    }

    private static String config() {
        return " --config " + folder.resolve("gateway.yaml");
    }

    private record Ended(int code, String printed) {}

    private static Ended run(String line) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        int code = Main.run(new ArrayList<>(List.of(line.split(" "))), Map.of(), out, out);
        return new Ended(code, bytes.toString(StandardCharsets.UTF_8));
    }

    private static String today() {
        return LocalDate.now(ZoneOffset.UTC).toString();
    }
}
