package org.consentgateway.server.adapter.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Coding;
import org.consentgateway.server.SmallPack;
import org.consentgateway.server.adapter.jdbc.Database;
import org.consentgateway.server.adapter.jdbc.TrailIndexStore;
import org.consentgateway.server.authorize.Records;
import org.consentgateway.server.operations.BreachQuery;
import org.consentgateway.server.operations.BreachReport;
import org.consentgateway.server.operations.BreachReport.Cause;
import org.consentgateway.server.operations.RefusalReport;
import org.consentgateway.server.port.DisclosureIndex.Column;
import org.consentgateway.server.port.WithheldRow;
import org.consentgateway.server.tools.BreachScope;
import org.consentgateway.server.tools.MonthlyRefusals;
import org.consentgateway.server.tools.RecountedRefusals;
import org.consentgateway.server.tools.Replayed;
import org.consentgateway.server.tools.TrailIndex;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the index, the breach scope and the report of refusals say is what was asked and answered. */
@SuppressWarnings("NullAway.Init") // JUnit sets the folder and calls fill()
class EvidenceTest {

    private static final int REQUESTS = Integer.getInteger("evidence.requests", 400);
    private static final Coding LABEL = new Coding(Coding.ACT_CODE, "PSYTHPN");
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant FAR = Instant.parse("2999-01-01T00:00:00Z");
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 30);

    @TempDir
    Path folder;

    private Database database;
    private TrailIndexStore store;
    private MonthOfRequests asked;
    private TrailWalk trail;

    @BeforeEach
    void fill() throws Exception {
        try (WriteAheadTrail written = WriteAheadTrail.open(
                new WriteAheadTrail.Layout(folder, folder.resolve("keys"), 300_000), Disk.real(), Clock.systemUTC())) {
            asked = new MonthOfRequests()
                    .write(written, new TypicalTraffic(new Records(written.keys()::hide, "us-test", "1"), 5), REQUESTS);
        }
        database = Database.at("jdbc:h2:mem:evidence;DB_CLOSE_DELAY=-1", Optional.empty(), Optional.empty());
        store = new TrailIndexStore(database);
        trail = new TrailWalk(folder);
    }

    @AfterEach
    void close() throws Exception {
        sql("shutdown");
        database.close();
    }

    @Test
    void the_index_equals_the_trail_and_what_was_answered_and_so_does_one_made_again() throws Exception {
        // When
        assertThat(run(TrailIndex.Task.UPDATE)).startsWith("0 ").contains("equals the trail");
        // Then
        var patient = Collections.max(asked.disclosedOfPatient.entrySet(), Map.Entry.comparingByValue());
        assertThat(store.disclosed(trail.name(), Column.PATIENT, patient.getKey(), 0, Long.MAX_VALUE))
                .hasSize(patient.getValue());
        var resource = Collections.max(asked.disclosedOfResource.entrySet(), Map.Entry.comparingByValue());
        assertThat(store.disclosed(trail.name(), Column.RESOURCE, resource.getKey(), 0, Long.MAX_VALUE))
                .hasSize(resource.getValue());
        int all = asked.disclosedOfPatient.values().stream()
                .mapToInt(Integer::intValue)
                .sum();
        assertThat(store.disclosed(trail.name(), Column.ANY, "", 0, Long.MAX_VALUE))
                .hasSize(all);
        // When a row is lost, or a count changed
        sql("delete from disclosed_resource where id = (select max(id) from disclosed_resource)");
        assertThat(run(TrailIndex.Task.COMPARE)).startsWith("1 ").contains("differs from the trail");
        assertThat(run(TrailIndex.Task.REBUILD)).startsWith("0 ").contains("equals the trail");
        sql("delete from decision_patient where seq = (select max(seq) from decision_patient)");
        assertThat(run(TrailIndex.Task.COMPARE)).startsWith("1 ");
        assertThat(run(TrailIndex.Task.REBUILD)).startsWith("0 ");
        assertThat(store.requests(trail.name())).hasSize(asked.requests.size());
        sql("update withheld_count set amount = amount + 1");
        assertThat(run(TrailIndex.Task.COMPARE)).startsWith("1 ");
        assertThat(run(TrailIndex.Task.REBUILD)).startsWith("0 ");
    }

    @Test
    void refusals_of_a_month_are_the_same_from_index_and_trail_and_a_confirmed_note_is_outside_ehi() throws Exception {
        // Given
        run(TrailIndex.Task.UPDATE);
        String month = YearMonth.now(ZoneOffset.UTC).toString();
        // When
        RefusalReport report = new MonthlyRefusals(trail, store).of(month);
        // Then
        assertThat(report).isEqualTo(RecountedRefusals.of(trail, month));
        assertThat(report.rows()).isNotEmpty().allSatisfy(row -> {
            assertThat(row.ground()).isEqualTo(WithheldRow.Ground.OUTSIDE_EHI);
            assertThat(row.ground().citation()).isEqualTo("45 CFR 171.102");
        });
        assertThat(report.rows().stream().mapToLong(WithheldRow::amount).sum()).isEqualTo(asked.confirmedKeptBack);
        assertThat(report.csv()).contains("\"45 CFR 171.102\"").startsWith("month,ground,app,reason");
    }

    @Test
    void what_was_labelled_since_is_told_from_what_the_facts_of_then_did_not_permit() throws Exception {
        // Given
        run(TrailIndex.Task.UPDATE);
        var resource = Collections.max(asked.disclosedOfResource.entrySet(), Map.Entry.comparingByValue());
        // When it turns out to be a note
        BreachReport relabelled = scope(UnaryOperator.identity()).find(query(Column.RESOURCE, resource.getKey(), true));
        // Then
        assertThat(relabelled.candidates()).isEqualTo(resource.getValue());
        assertThat(relabelled.found()).hasSize(resource.getValue()).allSatisfy(one -> {
            assertThat(one.finding().cause()).isEqualTo(Cause.RELABELLED_SINCE);
            assertThat(one.receiver().recipient()).startsWith("Practitioner/dr-");
            assertThat(asked.requests).contains(one.requestId());
        });
        assertThat(relabelled.affected()).isEmpty();
        // When nothing is wrong with it
        assertThat(scope(UnaryOperator.identity())
                        .find(query(Column.RESOURCE, resource.getKey(), false))
                        .found())
                .isEmpty();
    }

    @Test
    void what_a_wrong_pack_let_go_counts_as_not_permitted_then_and_from_500_on_others_are_told() throws Exception {
        // Given
        run(TrailIndex.Task.UPDATE);
        // When the pack in force then is held to have been wrong: the right one suspects a note in everything
        BreachReport report = scope(SmallPack::suspecting).find(query(Column.PACK, "us-test|1", false));
        // Then
        int all = asked.disclosedOfPatient.values().stream()
                .mapToInt(Integer::intValue)
                .sum();
        assertThat(report.candidates()).isEqualTo(all);
        assertThat(report.found()).hasSize(all).allMatch(one -> one.finding().cause() == Cause.NOT_PERMITTED_THEN);
        assertThat(report.affected()).isEqualTo(asked.disclosedOfPatient.keySet());
        assertThat(report.deadline()).isEqualTo(LocalDate.of(2027, 1, 29));
        assertThat(printed(report))
                .contains("45 CFR 164.404(b)", "2027-01-29", "45 CFR 164.402(2)")
                .contains(report.affected().size() >= 500 ? "45 CFR 164.408(b)" : "45 CFR 164.408(c)");
        assertThat(report.csv().lines()).hasSize(all + 1);
    }

    @Test
    void what_no_record_can_decide_is_left_to_a_person() throws Exception {
        // Given the consents of then are not known any more
        run(TrailIndex.Task.UPDATE);
        var patient = Collections.max(asked.disclosedOfPatient.entrySet(), Map.Entry.comparingByValue());
        BreachScope unknowing = new BreachScope(
                trail,
                store,
                new Replayed(digests -> Map.of(), SmallPack.of(ZoneOffset.UTC, Set.of(), Map.of(), Set.of())),
                any -> Optional.empty(),
                LABEL);
        // When
        BreachReport report = unknowing.find(query(Column.PATIENT, patient.getKey(), false));
        // Then
        assertThat(report.found()).isEmpty();
        assertThat(report.unknown()).hasSize(patient.getValue());
        assertThat(printed(report)).contains(patient.getValue() + " not decidable from its record");
    }

    private BreachScope scope(UnaryOperator<PolicyPack> changed) {
        PolicyPack pack = changed.apply(SmallPack.of(ZoneOffset.UTC, Set.of(), Map.of(), Set.of()));
        return new BreachScope(trail, store, new Replayed(digests -> asked.kept, pack), any -> Optional.empty(), LABEL);
    }

    private static BreachQuery query(Column by, String value, boolean relabelled) {
        return new BreachQuery(by, value, relabelled, LONG_AGO, FAR, TODAY);
    }

    private String run(TrailIndex.Task task) {
        return said(out -> new TrailIndex(trail, store).run(task, out));
    }

    private static String printed(BreachReport report) {
        return said(out -> {
            report.print(out);
            return 0;
        });
    }

    private static String said(ToIntFunction<PrintStream> command) {
        var out = new ByteArrayOutputStream();
        int exit = command.applyAsInt(new PrintStream(out, true, StandardCharsets.UTF_8));
        return exit + " " + out.toString(StandardCharsets.UTF_8);
    }

    private static void sql(String text) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:evidence");
                Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }
}
