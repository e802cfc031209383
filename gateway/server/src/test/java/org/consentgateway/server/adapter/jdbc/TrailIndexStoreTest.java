package org.consentgateway.server.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.DisclosedGroup;
import org.consentgateway.server.port.DisclosedRow;
import org.consentgateway.server.port.DisclosureIndex.Column;
import org.consentgateway.server.port.DisclosureIndex.Disclosed;
import org.consentgateway.server.port.Recorded;
import org.consentgateway.server.port.Trail;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the index of a trail tells of what went out is what its records tell. */
class TrailIndexStoreTest {

    private static final String CHART = "{'caller':{'user':'Practitioner/dr-c','client':'app','purposes':['x#TREAT']},"
            + "'pack':'p|1','judged':[{'decision':'release','class':'NOT','patients':['Patient/a','Patient/b'],"
            + "'resources':['Observation/1','Observation/2'],'reasons':[{'code':'general-consent','consent':'Consent/c#1'}]},"
            + "{'decision':'withhold','class':'CONFIRMED','patients':['Patient/a'],'resources':['DocumentReference/n'],"
            + "'reasons':[{'code':'note-protected'}]},"
            + "{'decision':'strip','class':'NOT','patients':[],'resources':['Observation/3/_history/2'],"
            + "'reasons':[{'code':'psyn-reference-removed'}]}]}";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    @SuppressWarnings("NullAway.Init") // before each
    private Database database;

    @SuppressWarnings("NullAway.Init") // before each
    private TrailIndexStore store;

    @BeforeEach
    void open() throws Exception {
        database = Database.embedded(folder);
        store = new TrailIndexStore(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void each_resource_of_each_patient_is_a_row_in_the_order_of_the_record() throws Exception {
        // Given
        Recorded chart = record(1, "r1", Trail.Kind.DECISION, CHART);

        // When
        store.add("t", List.of(chart));

        // Then
        List<DisclosedRow> rows = store.disclosed("t", 1, 1);
        assertThat(rows).isEqualTo(DisclosedRow.of(chart)).hasSize(5);
        assertThat(rows).extracting(row -> row.entry().position()).containsExactly(0, 1, 2, 3, 4);
        assertThat(rows)
                .extracting(row -> row.resource() + " " + row.patient())
                .containsExactly(
                        "Observation/1 Patient/a",
                        "Observation/1 Patient/b",
                        "Observation/2 Patient/a",
                        "Observation/2 Patient/b",
                        "Observation/3/_history/2 ");
        assertThat(DisclosedGroup.of(chart)).hasSize(2);
    }

    @Test
    void what_went_out_is_found_by_patient_by_resource_in_any_version_by_consent_and_by_pack() throws Exception {
        // When
        store.add("t", List.of(record(1, "r1", Trail.Kind.DECISION, CHART)));

        // Then
        assertThat(found(Column.PATIENT, "Patient/b")).containsExactly("Observation/1", "Observation/2");
        assertThat(found(Column.RESOURCE, "Observation/3")).containsExactly("Observation/3/_history/2");
        assertThat(found(Column.RESOURCE, "Observation/2")).containsExactly("Observation/2", "Observation/2");
        assertThat(found(Column.CONSENT, "Consent/c")).hasSize(4);
        assertThat(found(Column.PACK, "p|1")).hasSize(5);
        assertThat(found(Column.PACK, "p|2")).isEmpty();
    }

    @Test
    void the_latest_comes_first_and_there_are_no_more_than_asked_for() throws Exception {
        // When
        store.add("t", List.of(record(1, "r1", Trail.Kind.DECISION, CHART)));
        store.add("t", List.of(record(2, "r2", Trail.Kind.DECISION, CHART.replace("dr-c", "dr-d"))));

        // Then
        assertThat(store.ofPatient(new Reference("Patient", "a"), 3))
                .extracting(Disclosed::recipient)
                .containsExactly("Practitioner/dr-d", "Practitioner/dr-d", "Practitioner/dr-c");
        assertThat(store.ofResource(new Reference("Observation", "3"), 10)).hasSize(2);
    }

    @Test
    void what_was_refused_after_all_went_to_nobody() throws Exception {
        // Given
        store.add(
                "t", List.of(record(1, "r1", Trail.Kind.DECISION, CHART), record(2, "r2", Trail.Kind.DECISION, CHART)));
        assertThat(store.holds("t", "r1")).isTrue();

        // When
        store.add("t", List.of(record(3, "r1", Trail.Kind.OUTCOME, "{'end':'refused'}")));

        // Then
        assertThat(store.holds("t", "r1")).isFalse();
        assertThat(store.disclosed("t", 1, 3))
                .hasSize(5)
                .allMatch(row -> row.entry().request().equals("r2"));
    }

    @Test
    void one_trail_is_forgotten_and_another_is_not() throws Exception {
        // Given
        store.add("t", List.of(record(1, "r1", Trail.Kind.DECISION, CHART)));
        store.add("u", List.of(record(1, "r1", Trail.Kind.DECISION, CHART)));

        // When
        store.clear("t");

        // Then
        assertThat(store.disclosed("t", 1, 1)).isEmpty();
        assertThat(store.disclosed("u", 1, 1)).hasSize(5);
        assertThat(store.trails()).containsExactly("u");
        assertThat(store.counted("t").counts()).isEmpty();
        assertThat(store.counted("u").counts().values()).containsOnly(1L);
    }

    private List<String> found(Column column, String value) {
        return store.disclosed("t", column, value, 0, Long.MAX_VALUE).stream()
                .map(DisclosedRow::resource)
                .toList();
    }

    private static Recorded record(long sequence, String request, Trail.Kind kind, String body) throws Exception {
        byte[] json = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return new Recorded(
                sequence,
                Instant.parse("2026-05-01T00:00:00Z").plusSeconds(sequence),
                request,
                kind,
                JsonReader.object(json),
                "hash",
                new Json.Obj(Map.of()));
    }
}
