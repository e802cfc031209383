package org.consentgateway.server.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Fuzzes its targets, guided by coverage and starting from its committed corpus, in a JVM of its own, two at a time: what
 * strangers reach first as often in every build, always with the same seed; {@code mvn -Pfuzz -Dfuzz.minutes=30 test} all of
 * them for so long, each time with another. A finding is printed in Base64; as a file in the corpus beside its target it is
 * replayed by every build ever after.
 */
class FuzzingTest {

    private static final int MINUTES = Integer.getInteger("fuzz.minutes", 0);
    /** Of each target where it runs for minutes. */
    private static final long FEW = 100;
    /** A build goes one way, so that the same tree passes or fails twice; 0 lets the fuzzer choose. */
    private static final int SEED = MINUTES > 0 ? 0 : 1;

    private static final Path WORK = Path.of("target", "fuzz").toAbsolutePath();
    private static final Path CORE_TESTS =
            Path.of("..", "core", "target", "test-classes").toAbsolutePath().normalize();

    private static final String CORE = "org.consentgateway.core.";
    /** How often each runs in a build: by count, so that a busy machine takes longer and finds the same. */
    private static final Map<String, Long> IN_EVERY_BUILD = Map.of(
            CORE + "request.RequestFuzzTest#any_bytes_are_refused_or_understood_in_one_way",
            6_000L,
            CORE + "redact.RedactorFuzzTest#any_bytes_are_refused_or_become_a_searchset_without_notes",
            1_250L,
            "org.consentgateway.server.adapter.oidc.TokenFuzzTest#any_header_and_any_claims_are_read_or_refused",
            50_000L);

    private static final List<String> LONGER = List.of(
            CORE + "request.QueryFuzzTest#any_query_is_refused_or_read_in_one_way",
            CORE + "redact.RedactorFuzzTest#any_bytes_are_refused_or_become_a_resource_without_notes",
            CORE + "request.RequestFuzzTest#any_text_is_a_list_of_scopes",
            "org.consentgateway.server.adapter.oidc.TokenFuzzTest#any_text_is_a_signed_token_or_is_refused");

    private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in (\\d+) second");
    private static final Pattern COVERAGE = Pattern.compile("cov: (\\d+) ft: (\\d+) corp: (\\d+)/");

    private static final ExecutorService TWO = Executors.newFixedThreadPool(2);
    private static final Map<String, CompletableFuture<Fuzzed>> RUNS = new LinkedHashMap<>();

    /** What a run ended with. */
    private record Fuzzed(int exit, String log) {}

    @BeforeAll
    static void start() {
        List<String> targets = new ArrayList<>(new TreeSet<>(IN_EVERY_BUILD.keySet()));
        if (MINUTES > 0) targets.addAll(LONGER);
        for (String target : targets) RUNS.put(target, CompletableFuture.supplyAsync(() -> fuzz(target), TWO));
    }

    @AfterAll
    static void stop() {
        TWO.shutdownNow();
    }

    @TestFactory
    Stream<DynamicTest> no_input_breaks_a_reader() {
        return RUNS.entrySet().stream()
                .map(run -> DynamicTest.dynamicTest(simple(run.getKey()), () -> {
                    Fuzzed fuzzed = run.getValue().join();
                    assertThat(fuzzed.exit()).as(finding(fuzzed.log())).isZero();
                    Matcher done = last(DONE, fuzzed.log());
                    Matcher coverage = last(COVERAGE, fuzzed.log());
                    System.out.printf(
                            "fuzz: %s: %s executions in %s s, %s edges, %s features, corpus of %s%n",
                            simple(run.getKey()),
                            done.group(1),
                            done.group(2),
                            coverage.group(1),
                            coverage.group(2),
                            coverage.group(3));
                    assertThat(Long.parseLong(done.group(1))).isGreaterThanOrEqualTo(atLeast(run.getKey()));
                }));
    }

    private static long atLeast(String target) {
        return MINUTES > 0 ? FEW + 1 : IN_EVERY_BUILD.getOrDefault(target, FEW + 1);
    }

    private static Fuzzed fuzz(String target) {
        String[] part = target.split("#", 2);
        Path folder = WORK.resolve(simple(target).replace('#', '-'));
        Path log = folder.resolve("log");
        try {
            Files.createDirectories(folder);
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx768m",
                            "-XX:+UseSerialGC",
                            "-cp",
                            classPath(),
                            "com.code_intelligence.jazzer.Jazzer",
                            "--target_class=" + part[0],
                            "--target_method=" + part[1],
                            "--instrumentation_includes=org.consentgateway.**",
                            MINUTES > 0 ? "-max_total_time=" + 60 * MINUTES : "-runs=" + atLeast(target),
                            "-seed=" + SEED,
                            "-timeout=20",
                            "-rss_limit_mb=3000")
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            try {
                return new Fuzzed(process.waitFor(), Files.readString(log, StandardCharsets.ISO_8859_1));
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The targets of core stand in its test classes, which a build of this module has made before. */
    private static String classPath() {
        assertThat(CORE_TESTS).as("core's tests are compiled").isDirectory();
        String own = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return own + System.getProperty("path.separator") + CORE_TESTS;
    }

    private static String finding(String log) {
        int at = log.indexOf("== ");
        return (at < 0 ? log.substring(Math.max(0, log.length() - 3_000)) : log.substring(at))
                .lines()
                .limit(40)
                .collect(Collectors.joining("\n"));
    }

    private static Matcher last(Pattern pattern, String log) {
        Matcher matcher = pattern.matcher(log);
        int end = -1;
        while (matcher.find()) end = matcher.start();
        assertThat(end).as("`%s` in the log", pattern).isNotNegative();
        assertThat(matcher.find(end)).isTrue();
        return matcher;
    }

    private static String simple(String target) {
        return target.substring(target.substring(0, target.indexOf('#')).lastIndexOf('.') + 1);
    }
}
