package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.consentgateway.server.ehr.EhrDouble;
import org.consentgateway.server.ehr.Habits;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a page costs that passes over hidden entries in a row; the answer is the same however many they are. */
class HiddenEntriesCostTest {

    private static final int TIMES = Integer.getInteger("cost.times", 30);

    /** What one page took. */
    private record Cost(int calls, long p50, long p99, String answer) {}

    @Test
    void a_page_does_not_tell_how_many_entries_it_passed_over() throws IOException {
        Map<Integer, Cost> costs = costs(3, 0, 50, 500);

        assertThat(costs.values().stream().map(Cost::answer).distinct()).hasSize(1);
        assertThat(costs.values()).allSatisfy(cost -> assertThat(cost.calls()).isLessThan(60));
    }

    @Test
    @Tag("long")
    void the_cost_of_hidden_entries_in_a_row() throws IOException {
        Map<Integer, Cost> costs = costs(TIMES, 0, 50, 500, 5_000);

        costs.forEach((hidden, cost) -> System.out.printf(
                "cost: %5d hidden in a row: %4d EHR calls, p50 %d ms, p99 %d ms%n",
                hidden, cost.calls(), cost.p50(), cost.p99()));
        assertThat(costs.values().stream().map(Cost::answer).distinct()).hasSize(1);
    }

    private static Map<Integer, Cost> costs(int times, int... hidden) throws IOException {
        Map<Integer, Cost> costs = new TreeMap<>();
        for (int many : hidden) {
            try (EhrDouble ehr = new EhrDouble(Habits.of("lenient"));
                    World world = new World(new FakeEhr(), ehr.url(), Map.of())) {
                Chart.all().forEach(ehr::put);
                ehr.put(Twins.json("{'resourceType':'Patient','id':'p-ID'}"));
                for (int i = 0; i < many; i++)
                    ehr.put(Chart.parse(
                            HiddenOrMissingTest.note("n-%05d".formatted(i)).replaceAll("p-n-[0-9]+", "p-ID")));
                ehr.put(Chart.document("z-last", "p-ID", "11488-4"));
                costs.put(many, cost(ehr, world, times));
            }
        }
        return costs;
    }

    private static Cost cost(EhrDouble ehr, World world, int times) throws IOException {
        long[] took = new long[times];
        int calls = 0;
        String answer = "";
        for (int i = 0; i < times; i++) {
            int before = ehr.asked().size();
            long begun = System.nanoTime();
            Reply reply = world.get("/fhir/DocumentReference?patient=p-ID&_count=20", world.tokens.clinician());
            took[i] = (System.nanoTime() - begun) / 1_000_000;
            calls = ehr.asked().size() - before;
            World.noCanary(reply.all());
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.text()).contains("z-last");
            answer = reply.text();
        }
        Arrays.sort(took);
        return new Cost(calls, took[times / 2], took[(times * 99 - 1) / 100], answer);
    }
}
