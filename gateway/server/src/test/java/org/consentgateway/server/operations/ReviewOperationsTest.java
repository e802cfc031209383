package org.consentgateway.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.label.Background.Review;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;
import org.consentgateway.server.adapter.jdbc.Database;
import org.consentgateway.server.adapter.jdbc.RememberedTrail;
import org.consentgateway.server.adapter.jdbc.ReviewStore;
import org.consentgateway.server.port.Worklist;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReviewOperationsTest {

    private static final Reference NOTE = new Reference("DocumentReference", "n1");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    @Test
    void a_labeller_alone_reads_and_answers_the_worklist() throws Exception {
        // Given
        var trail = new RememberedTrail();
        try (Database database = Database.embedded(folder)) {
            var store = new ReviewStore(database, trail, Clock.systemUTC());
            store.ask(NOTE, new Reference("Patient", "p1"), "weak-type-with-custody");
            List<Worklist.Finding> waiting = new ArrayList<>();
            var operations = new ReviewOperations(
                    store,
                    Reference::parse,
                    (user, resource) -> user.equals(new Reference("Practitioner", "author")),
                    waiting::add);
            Caller second = People.caller("Practitioner/l2", "sub-l2", Set.of(Role.LABELLER));
            Caller labeller = People.caller("Practitioner/l", "sub-l", Set.of(Role.LABELLER));
            // When Then
            assertThat(questions(operations.list(People.OFFICER))).hasSize(1);
            assertThat(operations
                            .answer("r", People.OFFICER, answer("n1", "ordinary"))
                            .status())
                    .isEqualTo(403);
            assertThat(questions(operations.list(labeller))).hasSize(1);
            assertThat(operations.answer("r", labeller, answer("n1", "perhaps")).status())
                    .isEqualTo(422);
            assertThat(operations
                            .answer("r", labeller, answer("n2", "ordinary"))
                            .status())
                    .isEqualTo(404);
            assertThat(store.of(Set.of(NOTE))).isEmpty();
            // When
            assertThat(operations
                            .answer("r", labeller, answer("n1", "ordinary"))
                            .status())
                    .isEqualTo(200);
            // Then it waits for a second person
            assertThat(store.of(Set.of(NOTE))).isEmpty();
            assertThat(waiting)
                    .containsExactly(
                            new Worklist.Finding(Worklist.Kind.CHANGE_TO_CONFIRM, "DocumentReference/n1", "review"));
            assertThat(questions(operations.list(labeller))).hasSize(1);
            // When the second person confirms it
            assertThat(operations.answer("r", second, answer("n1", "ordinary")).status())
                    .isEqualTo(200);
            // Then
            assertThat(store.of(Set.of(NOTE))).isEqualTo(Map.of(NOTE, Review.ORDINARY));
            assertThat(store.of(Optional.of(labeller), Set.of(NOTE))).isEmpty();
            assertThat(store.of(Optional.of(second), Set.of(NOTE))).isEmpty();
            assertThat(store.of(Optional.of(People.OFFICER), Set.of(NOTE))).hasSize(1);
            assertThat(questions(operations.list(labeller))).isEmpty();
            assertThat(trail.events()).containsExactly("reviewed", "reviewed");
            // When the trail cannot be written
            trail.failing(true);
            // Then the answer stays
            assertThat(operations
                            .answer("r", labeller, answer("n1", "psychotherapy-note"))
                            .status())
                    .isEqualTo(503);
            assertThat(store.of(Set.of(NOTE))).isEqualTo(Map.of(NOTE, Review.ORDINARY));
        }
    }

    @Test
    void a_privacy_officer_or_who_recorded_it_confirms_and_nobody_else() throws Exception {
        for (Caller confirms : List.of(People.OFFICER, People.caller("Practitioner/author", "sub-a", Set.of()))) {
            try (Database database = Database.embedded(folder.resolve("db" + confirms.subject()))) {
                // Given
                var store = new ReviewStore(database, new RememberedTrail(), Clock.systemUTC());
                store.ask(NOTE, new Reference("Patient", "p1"), "strong-type");
                var operations = new ReviewOperations(
                        store,
                        Reference::parse,
                        (user, resource) -> user.equals(new Reference("Practitioner", "author")),
                        finding -> {});
                Caller labeller = People.caller("Practitioner/l", "sub-l", Set.of(Role.LABELLER));
                Caller clerk = People.caller("Practitioner/c", "sub-c", Set.of());
                assertThat(operations
                                .answer("r", confirms, answer("n1", "ordinary"))
                                .status())
                        .isEqualTo(403);
                operations.answer("r", labeller, answer("n1", "ordinary"));
                // When Then
                assertThat(operations
                                .answer("r", clerk, answer("n1", "ordinary"))
                                .status())
                        .isEqualTo(403);
                assertThat(store.of(Set.of(NOTE))).isEmpty();
                assertThat(operations
                                .answer("r", confirms, answer("n1", "ordinary"))
                                .status())
                        .isEqualTo(200);
                assertThat(store.of(Set.of(NOTE))).isEqualTo(Map.of(NOTE, Review.ORDINARY));
            }
        }
    }

    private static List<Json.Obj> questions(OperationAnswer answer) {
        return answer.match(fhir -> fhir.resource().objects("parameter"), document -> List.of());
    }

    private static Json.Obj answer(String id, String code) throws Exception {
        String text = "{'resourceType':'Parameters','parameter':["
                + "{'name':'resource','valueReference':{'reference':'DocumentReference/" + id + "'}},"
                + "{'name':'answer','valueCode':'" + code + "'}]}";
        return JsonReader.object(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
