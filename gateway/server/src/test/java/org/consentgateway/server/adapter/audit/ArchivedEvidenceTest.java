package org.consentgateway.server.adapter.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.SmallPack;
import org.consentgateway.server.adapter.jdbc.Database;
import org.consentgateway.server.adapter.jdbc.TrailIndexStore;
import org.consentgateway.server.operations.BreachQuery;
import org.consentgateway.server.operations.BreachReport;
import org.consentgateway.server.operations.BreachReport.Cause;
import org.consentgateway.server.operations.RefusalReport;
import org.consentgateway.server.port.DisclosureIndex.Column;
import org.consentgateway.server.port.WithheldRow;
import org.consentgateway.server.tools.AccountingIndex;
import org.consentgateway.server.tools.BreachScope;
import org.consentgateway.server.tools.MonthlyRefusals;
import org.consentgateway.server.tools.RecountedRefusals;
import org.consentgateway.server.tools.Replay;
import org.consentgateway.server.tools.Replayed;
import org.consentgateway.server.tools.TrailIndex;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Six years of disclosures are owed, 45 CFR 164.528(a)(1): what was archived is told, or that it is missing. */
@SuppressWarnings("NullAway.Init") // JUnit sets the folder and calls fill()
class ArchivedEvidenceTest {

    private static final Reference PATIENT = new Reference("Patient", "P1");
    private static final Instant LATER = Instant.parse("2999-01-01T00:00:00Z");

    @TempDir
    Path folder;

    private Path data;
    private Database database;
    private TrailWalk trail;

    @BeforeEach
    void fill() throws Exception {
        data = folder.resolve("data");
        trail = new TrailWalk(data);
        database = memory();
        ArchivedTrail.fill(data);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void an_accounting_is_whole_when_the_records_it_rests_on_are_archived() throws Exception {
        // Given
        AccountingIndex accounting = accounting(database);
        assertThat(told(accounting)).isEqualTo(ArchivedTrail.DISCLOSURES);
        // When
        archive();
        // Then
        assertThat(trail.first()).isGreaterThan(1);
        assertThat(told(accounting)).isEqualTo(ArchivedTrail.DISCLOSURES);
        assertThat(accounting.incompleteBefore()).isEmpty();
    }

    @Test
    void an_index_that_was_never_told_of_archived_records_says_from_when_on_it_is_whole() throws Exception {
        // Given
        archive();
        AccountingIndex accounting = accounting(database);
        // When
        int told = told(accounting);
        // Then
        assertThat(told).isPositive().isLessThan(ArchivedTrail.DISCLOSURES);
        Instant first = trail.archivedBefore().orElseThrow();
        assertThat(accounting.incompleteBefore())
                .hasValueSatisfying(since -> assertThat(since).isBetween(first, first.plusMillis(1)));
        // When
        assertThat(new TrailArchive(data, Keys.existing(data.resolve("keys")))
                        .restore(folder.resolve("archive"), nowhere()))
                .isZero();
        new TrailIndex(trail, new TrailIndexStore(database)).run(TrailIndex.Task.REBUILD, nowhere());
        // Then
        assertThat(told(accounting(database))).isEqualTo(ArchivedTrail.DISCLOSURES);
        assertThat(accounting.incompleteBefore()).isEmpty();
    }

    @Test
    void an_accounting_that_differs_from_the_trail_is_found_by_comparing() throws Exception {
        TrailIndex index = new TrailIndex(trail, new TrailIndexStore(database));
        assertThat(index.run(TrailIndex.Task.UPDATE, nowhere())).isZero();
        try (var connection = java.sql.DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            statement.execute("delete from accountable_disclosure where seq = 7");
        }

        assertThat(index.run(TrailIndex.Task.COMPARE, nowhere())).isEqualTo(1);
        assertThat(index.run(TrailIndex.Task.REBUILD, nowhere())).isZero();
    }

    @Test
    void a_breach_names_what_is_archived_and_a_replay_says_from_when_on_it_decided() throws Exception {
        // Given
        TrailIndexStore store = new TrailIndexStore(database);
        new TrailIndex(trail, store).update();
        archive();
        // When
        BreachReport report = breach(store, Instant.EPOCH);
        // Then
        assertThat(report.incompleteBefore()).isEmpty();
        assertThat(report.unknown()).hasSize(ArchivedTrail.DISCLOSURES);
        assertThat(report.of(Cause.ARCHIVED)).hasSizeGreaterThan(1).allSatisfy(one -> {
            assertThat(one.receiver().recipient()).isEqualTo("Practitioner/court-1");
            assertThat(one.patients()).containsExactly(PATIENT.toString());
        });
        assertThat(new Replay(trail, replayed()).since(Instant.EPOCH).archivedBefore())
                .isEqualTo(trail.archivedBefore())
                .isPresent();
    }

    @Test
    void a_breach_says_what_it_may_lack_where_the_index_was_made_without_the_archive() throws Exception {
        // Given
        archive();
        TrailIndexStore store = new TrailIndexStore(database);
        new TrailIndex(trail, store).update();
        Instant first = trail.archivedBefore().orElseThrow();
        // When
        BreachReport report = breach(store, Instant.EPOCH);
        // Then
        assertThat(report.incompleteBefore()).contains(first);
        var out = new java.io.ByteArrayOutputStream();
        report.print(new PrintStream(out, true, StandardCharsets.UTF_8));
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("may lack      what was recorded before " + first);
        assertThat(breach(store, first).incompleteBefore()).isEmpty();
    }

    @Test
    void a_report_of_refusals_says_what_it_may_lack_where_the_archive_is_not_counted() throws Exception {
        // Given: an index that was told of all
        TrailIndexStore told = new TrailIndexStore(database);
        new TrailIndex(trail, told).update();
        String month = WithheldRow.month(Instant.now());
        RefusalReport whole = new MonthlyRefusals(trail, told).of(month);
        assertThat(whole.amount(WithheldRow.Ground.OUTSIDE_EHI)).isEqualTo(ArchivedTrail.KEPT_BACK);
        // When
        archive();
        // Then
        assertThat(new MonthlyRefusals(trail, told).of(month)).isEqualTo(whole);
        assertThat(whole.incompleteBefore()).isEmpty();
        // When the index is made anew, and when the trail itself is counted
        Instant first = trail.archivedBefore().orElseThrow();
        try (Database fresh = memory()) {
            TrailIndexStore anew = new TrailIndexStore(fresh);
            new TrailIndex(trail, anew).update();
            RefusalReport report = new MonthlyRefusals(trail, anew).of(month);
            // Then
            assertThat(report.amount(WithheldRow.Ground.OUTSIDE_EHI)).isLessThan(ArchivedTrail.KEPT_BACK);
            assertThat(report.incompleteBefore()).contains(first);
            assertThat(report).isEqualTo(RecountedRefusals.of(trail, month));
            assertThat(report.csv()).contains("MAY LACK").contains("what was recorded before " + first);
            var out = new java.io.ByteArrayOutputStream();
            report.print(new PrintStream(out, true, StandardCharsets.UTF_8));
            assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("may lack what was recorded before " + first);
            // months after that are whole
            assertThat(new MonthlyRefusals(trail, anew).of("2998-01").incompleteBefore())
                    .isEmpty();
        }
    }

    private BreachReport breach(TrailIndexStore store, Instant from) throws Exception {
        return new BreachScope(
                        trail, store, replayed(), resource -> Optional.empty(), new Coding(Coding.ACT_CODE, "PSYTHPN"))
                .find(new BreachQuery(
                        Column.PATIENT, PATIENT.toString(), false, from, LATER, LocalDate.of(2026, 11, 30)));
    }

    private static Replayed replayed() {
        return new Replayed(digests -> Map.of(), SmallPack.of(ZoneOffset.UTC, Set.of(), Map.of(), Set.of()));
    }

    @Test
    void a_request_that_is_not_found_may_lie_in_the_archive_and_why_says_so() throws Exception {
        archive();
        var out = new java.io.ByteArrayOutputStream();

        int exit = new Why("request-0").run(data, new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(exit).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("records before " + trail.archivedBefore().orElseThrow() + " are in an archive");
        assertThat(new Lookup(data).archivedBefore()).isEqualTo(trail.archivedBefore());
    }

    private String url = "";

    private Database memory() {
        url = "jdbc:h2:mem:archived-" + System.nanoTime() + ";DB_CLOSE_DELAY=-1";
        return Database.at(url, Optional.empty(), Optional.empty());
    }

    private AccountingIndex accounting(Database in) {
        TrailIndexStore store = new TrailIndexStore(in);
        return new AccountingIndex(new TrailIndex(trail, store), store.accountable());
    }

    private static int told(AccountingIndex accounting) throws Exception {
        return accounting.ofPatient(PATIENT, Instant.EPOCH, LATER).size();
    }

    private void archive() throws Exception {
        ArchivedTrail.archive(data, folder.resolve("archive"));
    }

    private static PrintStream nowhere() {
        return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    }
}
