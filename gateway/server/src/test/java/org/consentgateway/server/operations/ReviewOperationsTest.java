package org.consentgateway.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.label.Background.Review;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;
import org.consentgateway.server.jdbc.Database;
import org.consentgateway.server.jdbc.RememberedTrail;
import org.consentgateway.server.jdbc.ReviewStore;
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
            var operations = new ReviewOperations(store, Reference::parse);
            Caller labeller = People.caller("Practitioner/l", "sub-l", Set.of(Role.LABELLER));
            // When Then
            assertThat(operations.list(People.OFFICER).status()).isEqualTo(403);
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
            // Then
            assertThat(store.of(Set.of(NOTE))).isEqualTo(Map.of(NOTE, Review.ORDINARY));
            assertThat(questions(operations.list(labeller))).isEmpty();
            assertThat(trail.events()).containsExactly("reviewed");
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

    private static List<Json.Obj> questions(Answer answer) {
        return answer.match(fhir -> fhir.resource().objects("parameter"), document -> List.of());
    }

    private static Json.Obj answer(String id, String code) throws Exception {
        String text = "{'resourceType':'Parameters','parameter':["
                + "{'name':'resource','valueReference':{'reference':'DocumentReference/" + id + "'}},"
                + "{'name':'answer','valueCode':'" + code + "'}]}";
        return JsonReader.object(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
