package org.consentgateway.server.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What refers to what, of that no search finds. */
class RememberedReferrerStoreTest {

    private static final Reference TASK = new Reference("Task", "t1");
    private static final Reference ENCOUNTER = new Reference("Encounter", "e1");
    private static final Reference OBSERVATION = new Reference("Observation", "o1");
    private static final int ROUNDS = 20;
    private static final int AT_ONCE = 4;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    static List<String> kinds() {
        return Databases.kinds();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void it_is_known_by_each_that_it_refers_to_after_a_restart_too(String kind) throws Exception {
        String place = Databases.place(kind, folder);
        try (Database database = Databases.open(kind, place)) {
            RememberedReferrerStore store = new RememberedReferrerStore(database);
            store.refers(TASK, Set.of(ENCOUNTER, OBSERVATION));
            store.refers(TASK, Set.of(ENCOUNTER, OBSERVATION));
            store.refers(TASK, Set.of());
        }
        try (Database database = Databases.open(kind, place)) {
            RememberedReferrerStore store = new RememberedReferrerStore(database);
            assertThat(store.to(ENCOUNTER)).containsExactly(TASK);
            assertThat(store.to(OBSERVATION)).containsExactly(TASK);
            assertThat(store.to(TASK)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void several_gateways_that_see_it_at_once_all_go_on(String kind) throws Exception {
        ExecutorService gateways = Executors.newFixedThreadPool(AT_ONCE);
        try (Database database = Databases.open(kind, Databases.place(kind, folder))) {
            for (int round = 0; round < ROUNDS; round++) {
                Reference target = new Reference("Encounter", "e-" + round);
                CyclicBarrier together = new CyclicBarrier(AT_ONCE);
                List<Future<?>> all = new ArrayList<>();
                for (int i = 0; i < AT_ONCE; i++) {
                    RememberedReferrerStore own = new RememberedReferrerStore(database);
                    all.add(gateways.submit(() -> {
                        together.await();
                        own.refers(TASK, Set.of(target));
                        return true;
                    }));
                }
                for (Future<?> one : all) one.get();
                assertThat(new RememberedReferrerStore(database).to(target)).containsExactly(TASK);
            }
        } finally {
            gateways.shutdownNow();
        }
    }
}
