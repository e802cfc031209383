package org.consentgateway.sandbox.worlds;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.consentgateway.sandbox.seed.Canary;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Promise 5: two hospitals that differ in nothing but notes answer alike to whoever may have no note, byte for byte in
 * status, headers, body, counts, links, order and errors.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NonInterferenceTest {

    private static final long SEED = Long.getLong("worlds.seed", 20_261_123);
    private static final int REQUESTS = Integer.getInteger("worlds.requests", 1_200);
    private static final int AT_ONCE = 6;
    private static final int PAGES = 4;

    private static Worlds worlds;
    private static final Set<String> CREATED_WITH = ConcurrentHashMap.newKeySet();
    private static final Set<String> CREATED_WITHOUT = ConcurrentHashMap.newKeySet();
    private static final List<String> LEAKS = Collections.synchronizedList(new ArrayList<>());

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        worlds = Worlds.open(folder, Duration.ZERO);
    }

    @AfterAll
    static void close() throws IOException {
        worlds.close();
    }

    @Test
    @Order(1)
    void nobody_without_a_right_to_notes_can_tell_the_two_hospitals_apart() throws Exception {
        // Given
        System.out.println("worlds.seed=" + SEED);
        List<Question> questions = new Questions(SEED).reads(REQUESTS);
        long begun = System.nanoTime();

        // When
        AtomicInteger asked = new AtomicInteger();
        List<String> differences = compared(questions, worlds::askWith, asked);

        // Then
        report("reads and searches", asked.get(), differences, begun);
        assertThat(differences).isEmpty();
        assertThat(asked.get()).isGreaterThanOrEqualTo(Math.min(REQUESTS, 1_000));
    }

    @Test
    @Order(2)
    void a_total_that_counts_hidden_notes_is_seen() throws Exception {
        // Given
        List<Question> questions = List.of(
                Question.get(Caller.COLLEAGUE, "/DocumentReference?patient=Patient/P1&_count=3"),
                Question.get(Caller.COLLEAGUE, "/Patient/P1"));

        // When
        List<String> differences = compared(questions, new KeptTotals(worlds), new AtomicInteger());

        // Then
        assertThat(differences).hasSize(1).first().asString().contains("DocumentReference?patient");
    }

    @Test
    @Order(3)
    void a_hidden_note_that_is_forbidden_rather_than_missing_is_seen() throws Exception {
        // Given
        List<Question> questions = List.of(Question.get(Caller.COLLEAGUE, "/DocumentReference/N1"));
        Function<Question, Reply> honest = question -> new Reply(403, java.util.Map.of(), "forbidden");

        // When
        List<String> differences = compared(questions, honest, new AtomicInteger());

        // Then
        assertThat(differences).hasSize(1);
    }

    @Test
    @Order(4)
    void writes_tell_nobody_apart_either() throws Exception {
        // Given
        List<Question> questions = Writes.all();
        long begun = System.nanoTime();

        // When
        List<String> differences = new ArrayList<>();
        AtomicInteger asked = new AtomicInteger();
        for (Question question : questions) {
            compare(question, worlds::askWith, asked).ifPresent(differences::add);
        }

        // Then
        report("writes", asked.get(), differences, begun);
        assertThat(differences).isEmpty();
    }

    @Test
    @Order(5)
    void no_canary_was_seen_in_any_answer_log_metric_or_file() throws Exception {
        // Given
        String metrics = worlds.metrics();

        // When
        List<String> found = new ArrayList<>(LEAKS);
        Canary.in(metrics).forEach(canary -> found.add("metrics: " + canary));
        for (Path file : worlds.files()) {
            Canary.in(Files.readAllBytes(file)).forEach(canary -> found.add(file.getFileName() + ": " + canary));
        }

        // Then
        assertThat(found).isEmpty();
        assertThat(metrics).contains("# TYPE");
    }

    @Test
    @Order(6)
    void the_therapist_reads_the_note_that_was_hidden_from_all_others() {
        // When
        Reply reply = worlds.ask(
                worlds.with(),
                Question.get(Caller.COLLEAGUE, "/DocumentReference/N1"),
                worlds.issuer().token("dr-o", "TREAT"));

        // Then
        assertThat(Canary.in(reply.body())).contains(Canary.of("DocumentReference/N1"));
    }

    private static List<String> compared(List<Question> questions, Function<Question, Reply> first, AtomicInteger asked)
            throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<Optional<String>>> answers = new ArrayList<>();
            for (Question question : questions) {
                answers.add(callers.submit(() -> compare(question, first, asked)));
            }
            List<String> differences = new ArrayList<>();
            for (Future<Optional<String>> answer : answers) {
                answer.get().ifPresent(differences::add);
            }
            return differences;
        } finally {
            callers.shutdownNow();
        }
    }

    /** Asks both worlds and follows the pages of both; tells the first difference. */
    private static Optional<String> compare(Question question, Function<Question, Reply> first, AtomicInteger asked) {
        Question left = question;
        Question right = question;
        for (int page = 0; page < PAGES; page++) {
            asked.incrementAndGet();
            Reply with = first.apply(left);
            Reply without = worlds.askWithout(right);
            Canary.in(with.body() + with.headers()).forEach(canary -> LEAKS.add(question + ": " + canary));
            with.created().ifPresent(CREATED_WITH::add);
            without.created().ifPresent(CREATED_WITHOUT::add);
            Reply one = with.masked(CREATED_WITH);
            Reply other = without.masked(CREATED_WITHOUT);
            if (!one.equals(other)) {
                String difference = question + (page == 0 ? "" : " page " + page) + "\n   " + one.against(other);
                return Optional.of(difference);
            }
            if (with.next().isEmpty()) {
                break;
            }
            left = question.at(with.next().get());
            right = question.at(without.next().orElseThrow());
        }
        return Optional.empty();
    }

    private static void report(String what, int asked, List<String> differences, long begun) throws IOException {
        System.out.printf(
                "worlds: %s: %d requests to each world, %d differences, %.0f s%n",
                what, asked, differences.size(), (System.nanoTime() - begun) / 1e9);
        Path report = Path.of("target", "worlds-" + what.replace(' ', '-') + ".txt");
        Files.createDirectories(report.toAbsolutePath().getParent());
        Files.writeString(report, String.join("\n\n", differences));
    }
}
