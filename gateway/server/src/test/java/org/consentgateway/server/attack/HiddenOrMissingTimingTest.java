package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.consentgateway.server.attack.HiddenOrMissingTest.Question;
import org.consentgateway.server.ehr.EhrDouble;
import org.consentgateway.server.ehr.Habits;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * By the clock of a client: hidden and missing in random order, eight at a time, before an EHR of some latency. Printed is
 * the chance that a hidden one took longer than a missing one, half where nothing can be told.
 */
@Tag("long")
class HiddenOrMissingTimingTest {

    private static final int PAIRS = Integer.getInteger("timing.pairs", 2_000);
    private static final String ONLY = System.getProperty("timing.channels", "");
    private static final int NOTES = 50;
    private static final int AT_ONCE = 8;

    private final EhrDouble ehr = new EhrDouble(Habits.of("lenient"));

    /** Everything that may say that something is not there. */
    private static Map<String, Question> channels() {
        Map<String, Question> all = new LinkedHashMap<>();
        HiddenOrMissingTest.questions().forEach(question -> all.put(name(question), question));
        all.put("GET Binary/b-ID", Question.get("Binary/b-ID"));
        all.keySet().removeIf(name -> !name.matches(".*(" + ONLY + ").*"));
        return all;
    }

    private static String name(Question question) {
        String body = question.body().contains("'entry'")
                ? question.body().replaceAll("^.*'type':'(\\w+)'.*'method':'(\\w+)','url':'([^']*)'.*$", " $1 $2 $3")
                : "";
        return question.method() + " " + question.target() + body;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 15, 50})
    void a_clock_tells_nothing_of_what_is_hidden(int latency) throws Exception {
        Chart.all().forEach(ehr::put);
        for (int i = 0; i < NOTES; i++) hide("hm-" + i);
        ehr.latency(Duration.ofMillis(latency));
        try (ehr;
                World world = new World(new FakeEhr(), ehr.url(), Map.of("GATEWAY_TIMING_GRID", "100ms"))) {
            // Given: the grid knows the EHR
            Question first = Question.get("DocumentReference/ID");
            for (int i = 0; i < 40; i++) nanos(world, first, "warm-" + i);

            // When
            Map<String, Double> areas = new LinkedHashMap<>();
            for (Map.Entry<String, Question> channel : channels().entrySet())
                areas.put(channel.getKey(), area(world, channel.getKey(), channel.getValue(), latency));

            // Then
            assertThat(areas.values()).allSatisfy(area -> assertThat(area).isBetween(0.45, 0.55));
        }
    }

    private void hide(String id) {
        ehr.put(Twins.json("{'resourceType':'Patient','id':'p-" + id + "'}"));
        ehr.put(Chart.parse(HiddenOrMissingTest.note(id)));
        ehr.put(Chart.binary("b-" + id, "DocumentReference/" + id, "CNRY_" + id));
    }

    private static double area(World world, String name, Question question, int latency) throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < PAIRS; i++) {
            ids.add("hm-" + i % NOTES);
            ids.add("no-" + i % NOTES);
        }
        Collections.shuffle(ids, new Random(17));
        ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<Long>> took = new ArrayList<>();
            for (String id : ids) took.add(clients.submit(() -> nanos(world, question, id)));
            long[] hidden = times(ids, took, "hm-");
            long[] missing = times(ids, took, "no-");
            double area = area(hidden, missing);
            System.out.printf(
                    "timing: %-60s %2d ms EHR: AUC %.3f over %d pairs; p50 %d and %d ms, p99 %d and %d ms%n",
                    name, latency, area, PAIRS, at(hidden, 0.5), at(missing, 0.5), at(hidden, 0.99), at(missing, 0.99));
            return area;
        } finally {
            clients.shutdownNow();
        }
    }

    private static long[] times(List<String> ids, List<Future<Long>> took, String prefix) throws Exception {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++)
            if (ids.get(i).startsWith(prefix)) times.add(took.get(i).get());
        return times.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    private static long at(long[] sorted, double quantile) {
        return sorted[(int) ((sorted.length - 1) * quantile)] / 1_000_000;
    }

    private static long nanos(World world, Question question, String id) throws IOException {
        String request = Wire.request(
                question.method(),
                "/fhir/" + question.target().replace("ID", id),
                world.tokens.clinician(),
                question.headers(),
                question.body().replace("ID", id).replace('\'', '"'));
        long begun = System.nanoTime();
        Reply reply = Wire.ask(world.gateway.port(), request);
        long took = System.nanoTime() - begun;
        assertThat(reply.status()).isLessThan(500);
        return took;
    }

    /** The chance that one of the first took longer than one of the second. */
    static double area(long[] first, long[] second) {
        long[] sorted = Arrays.copyOf(second, second.length);
        Arrays.sort(sorted);
        double longer = 0;
        for (long one : first) {
            int below = position(sorted, one);
            int equal = position(sorted, one + 1) - below;
            longer += below + equal / 2.0;
        }
        return longer / ((double) first.length * second.length);
    }

    /** How many are smaller. */
    private static int position(long[] sorted, long value) {
        return (int) Arrays.stream(sorted).filter(one -> one < value).count();
    }
}
