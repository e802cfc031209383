package org.consentgateway.server.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.server.config.GatewayConfig;
import org.consentgateway.server.port.DecisionIndex;
import org.consentgateway.server.port.DisclosureIndex.Column;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A database of an earlier version goes on with what it holds. */
class DatabaseUpgradeTest {

    /** The last one before decisions were paged and accountings kept. */
    private static final String EARLIER = "191";

    static List<String> kinds() {
        return Databases.kinds();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void an_index_of_an_earlier_version_is_found_as_before_and_the_accounting_is_told_anew(
            String kind, @TempDir Path folder) throws Exception {
        // Given
        String place = Databases.place(kind, folder);
        earlier(kind, place);
        // When
        try (Database database = Databases.open(kind, place)) {
            // Then
            TrailIndexStore store = new TrailIndexStore(database);
            assertThat(store.indexed("t")).isEqualTo(1);
            assertThat(new DecisionIndexStore(database).find(DecisionIndex.Query.of("s", "released"), 5))
                    .singleElement()
                    .satisfies(row -> assertThat(row.patients()).isEqualTo(Set.of("Patient/p")));
            assertThat(store.disclosed("t", Column.RESOURCE, "Observation/o", 0, 10))
                    .hasSize(2);
            assertThat(store.accountable().indexed("t"))
                    .as("all of the trail is read for it")
                    .isZero();
        }
        // and once it is up to date, it is opened as it is
        try (Database again = Databases.open(kind, place)) {
            assertThat(new TrailIndexStore(again).indexed("t")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void a_database_that_a_newer_version_used_is_refused_and_left_as_it_is(String kind, @TempDir Path folder)
            throws Exception {
        // Given
        String place = Databases.place(kind, folder);
        Databases.open(kind, place).close();
        boolean embedded = kind.equals("embedded");
        String url = embedded
                ? "jdbc:h2:file:" + Path.of(place, "database", "gateway").toAbsolutePath()
                : place;
        try (Connection connection = DriverManager.getConnection(url, embedded ? "sa" : null, embedded ? "" : null);
                Statement statement = connection.createStatement()) {
            statement.execute("insert into \"flyway_schema_history\" (\"installed_rank\", \"version\","
                    + " \"description\", \"type\", \"script\", \"checksum\", \"installed_by\","
                    + " \"execution_time\", \"success\") values (1000, '99901', 'later', 'SQL', 'V99901__later.sql', 1,"
                    + " 'later', 1, true)");
        }
        Path file = Path.of(place, "database", "gateway.mv.db");
        byte[] before = embedded ? Files.readAllBytes(file) : new byte[0];
        GatewayConfig.Storage storage = new GatewayConfig.Storage(
                folder.resolve(embedded ? place : "elsewhere"),
                folder.resolve("keys"),
                new GatewayConfig.KeyRotation(Duration.ofDays(90), Duration.ofDays(1)),
                embedded
                        ? Optional.empty()
                        : Optional.of(new GatewayConfig.Database(place, Optional.empty(), Optional.empty())));
        // When it is looked at
        assertThatThrownBy(() -> Database.refuseNewer(storage))
                .isInstanceOf(NewerDatabase.class)
                .hasMessageContaining("migration 99901")
                .hasMessageContaining("OPERATIONS.md");
        // Then
        if (embedded) assertThat(file).hasBinaryContent(before);
        // When it is opened without a look
        assertThatThrownBy(() -> Databases.open(kind, place)).isInstanceOf(NewerDatabase.class);
    }

    private static void earlier(String kind, String place) throws Exception {
        boolean embedded = kind.equals("embedded");
        if (embedded) Files.createDirectories(Path.of(place, "database"));
        String url = embedded
                ? "jdbc:h2:file:" + Path.of(place, "database", "gateway").toAbsolutePath()
                : place;
        String user = embedded ? "sa" : null;
        Flyway.configure()
                .dataSource(url, user, embedded ? "" : null)
                .locations("classpath:db/migration")
                .target(EARLIER)
                .load()
                .migrate();
        try (Connection connection = DriverManager.getConnection(url, user, embedded ? "" : null);
                Statement statement = connection.createStatement()) {
            statement.execute("insert into trail_index (trail, indexed) values ('t', 1)");
            statement.execute("insert into decision_index (trail, seq, at, request_id, subject, person, client,"
                    + " interaction, target, outcome, reason, purposes, break_glass, reasons) values ('t', 1, 5, 'r',"
                    + " 's', '', 'a', 'read', 'Observation/o', 'released', '', 'TREAT', false, '')");
            statement.execute("insert into decision_patient (patient, at, trail, seq) values ('Patient/p', 5, 't', 1)");
            statement.execute(
                    "insert into disclosure (id, trail, seq, position, patients, request, at, recipient, client,"
                            + " pack, consents, purposes, note, reason) values (7, 't', 1, 0, 1, 'r', 5, 'x', 'a', 'p', '',"
                            + " 'TREAT', 'NOT', '')");
            statement.execute("insert into disclosed_patient (disclosure, place, patient, at) values (7, 0,"
                    + " 'Patient/p', 5)");
            int nth = 0;
            for (String resource : List.of("Observation/o", "Observation/o/_history/2", "Observation/other"))
                statement.execute("insert into disclosed_resource (id, resource, at) values ("
                        + (7L * (1 << 24) + nth++) + ", '" + resource + "', 5)");
        }
    }
}
