package org.consentgateway.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.label.Classification;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.law.LegalBasis;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.adapter.audit.Lookup;
import org.consentgateway.server.adapter.audit.TrailText;
import org.consentgateway.server.adapter.audit.TrailWalk;
import org.consentgateway.server.adapter.audit.VerifyAudit;
import org.consentgateway.server.adapter.audit.Why;
import org.consentgateway.server.adapter.audit.WriteAheadTrail;
import org.consentgateway.server.adapter.jdbc.Database;
import org.consentgateway.server.adapter.jdbc.GrantStore;
import org.consentgateway.server.adapter.jdbc.TrailIndexStore;
import org.consentgateway.server.authorize.Records;
import org.consentgateway.server.port.AccountableDisclosures;
import org.consentgateway.server.port.GrantRegister.Filed;
import org.consentgateway.server.port.Recorded;
import org.consentgateway.server.tools.AccountingIndex;
import org.consentgateway.server.tools.TrailIndex;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the trail tells afterwards: explain, accounting, why. */
@SuppressWarnings("NullAway.Init") // JUnit sets the folder and calls open()
class PastRequestsTest {

    private static final Reference P1 = new Reference("Patient", "p1");
    private static final Reference P2 = new Reference("Patient", "p2");
    private static final Classification NOTE = new Classification(Classification.Note.CONFIRMED, "label", false);
    private static final Classification ORDINARY = new Classification(Classification.Note.NOT, "none", false);
    private static final Records.Asked READ =
            new Records.Asked("read", "DocumentReference/n1", Map.of("_summary", List.of("CANARY-parameter-value")));

    @TempDir
    Path folder;

    private WriteAheadTrail trail;
    private Database database;
    private GrantStore store;
    private Records records;
    private Accounting accounting;
    private ExplainAccess explain;

    @BeforeEach
    void open() throws Exception {
        Clock clock = Clock.systemUTC();
        trail = WriteAheadTrail.open(folder, folder.resolve("keys"), clock);
        database = Database.embedded(folder);
        store = new GrantStore(database, trail, clock);
        records = new Records(trail.keys()::hide, "us-test", "1");
        Lookup lookup = new Lookup(folder);
        TrailIndexStore indexed = new TrailIndexStore(database);
        TrailIndex index = new TrailIndex(new TrailWalk(folder), indexed);
        accounting = new Accounting(
                new AccountingIndex(index, indexed.accountable()),
                store,
                OperationPacks.pack(),
                person -> Optional.empty(),
                clock);
        explain = new ExplainAccess(
                lookup,
                question -> question.resource().id().equals("n1")
                        ? Optional.of(withhold(Reason.PSYN_NO_BASIS))
                        : Optional.empty(),
                OperationPacks.pack(),
                draft -> OperationPacks.pack(),
                Reference::parse,
                clock);
    }

    @AfterEach
    void close() throws Exception {
        trail.close();
        database.close();
    }

    @Test
    void the_last_answered_disclosure_stands_in_the_accounting_at_once() throws Exception {
        // Given
        grant("g-threat", LegalBasis.SERIOUS_THREAT);
        // When
        answer(
                "r-1",
                People.COURT,
                release(Reason.SERIOUS_THREAT, Optional.of("g-threat")),
                P1,
                "DocumentReference/n1");
        // Then
        Json.Obj bundle = fhir(accounting.account(People.OFFICER, P1, Map.of(), Accounting.Form.BUNDLE));
        assertThat(bundle.get("total")).contains(new Json.Num("1"));
        Json.Obj event = bundle.objects("entry").get(0).object("resource").orElseThrow();
        assertThat(event.text("resourceType")).contains("AuditEvent");
        assertThat(JsonWriter.text(event))
                .contains("\"Practitioner/court-1\"")
                .contains("\"DocumentReference/n1\"")
                .contains("\"Patient/p1\"")
                .contains("serious-threat")
                .contains("g-threat");
        Json.Obj others = fhir(accounting.account(People.OFFICER, P2, Map.of(), Accounting.Form.BUNDLE));
        assertThat(others.get("total")).contains(new Json.Num("0"));
        assertThat(others.get("entry")).isEmpty();
    }

    @Test
    void an_accounting_that_is_not_whole_says_so_in_each_form_and_only_where_that_time_is_asked_for() {
        // Given
        Instant since = Instant.parse("2025-03-01T00:00:00Z");
        Accounting partial = new Accounting(
                new AccountableDisclosures() {
                    @Override
                    public List<Recorded> ofPatient(Reference patient, Instant start, Instant end) {
                        return List.of();
                    }

                    @Override
                    public Optional<Instant> incompleteBefore() {
                        return Optional.of(since);
                    }
                },
                store,
                OperationPacks.pack(),
                person -> Optional.empty(),
                Clock.systemUTC());
        Map<String, List<String>> after = Map.of("start", List.of("2025-03-02"));
        // When
        Json.Obj bundle = fhir(partial.account(People.PATIENT, P1, Map.of(), Accounting.Form.BUNDLE));
        // Then
        assertThat(bundle.get("total")).contains(new Json.Num("0"));
        assertThat(JsonWriter.text(bundle)).contains("\"incomplete\"", "before 2025-03-01T00:00:00Z may be missing");
        assertThat(text(partial.account(People.PATIENT, P1, Map.of(), Accounting.Form.CSV)))
                .contains("before 2025-03-01T00:00:00Z may be missing");
        assertThat(text(partial.account(People.PATIENT, P1, Map.of(), Accounting.Form.HTML)))
                .contains("This list is not whole.");
        assertThat(JsonWriter.text(fhir(partial.account(People.PATIENT, P1, after, Accounting.Form.BUNDLE))))
                .doesNotContain("incomplete");
    }

    @Test
    void what_the_law_does_not_count_stands_in_no_accounting() throws Exception {
        // Given
        answer(
                "r-1",
                People.THERAPIST,
                release(Reason.ORIGINATOR_TREATMENT, Optional.empty()),
                P1,
                "DocumentReference/n1");
        answer("r-2", People.COURT, release(Reason.AUTH_VALID, Optional.empty()), P1, "DocumentReference/n1");
        answer("r-3", People.COURT, release(Reason.LEGAL_DEFENCE, Optional.empty()), P1, "DocumentReference/n1");
        answer(
                "r-4",
                People.COURT,
                new Decision.Release(ORDINARY, List.of(Decision.Ground.of(Reason.NOT_PSYN))),
                P1,
                "Observation/o");
        answer("r-5", People.COURT, withhold(Reason.PSYN_NO_BASIS), P1, "DocumentReference/n1");
        // When
        Json.Obj none = fhir(accounting.account(People.PATIENT, P1, Map.of(), Accounting.Form.BUNDLE));
        // Then
        assertThat(none.get("total")).contains(new Json.Num("0"));
        // When the law counts it
        for (Reason reason : List.of(
                Reason.HHS_REQUIRED,
                Reason.REQUIRED_BY_LAW,
                Reason.ORIGINATOR_OVERSIGHT,
                Reason.CORONER,
                Reason.SERIOUS_THREAT))
            answer("r-" + reason, People.COURT, release(reason, Optional.empty()), P1, "DocumentReference/n1");
        // Then
        assertThat(fhir(accounting.account(People.PATIENT, P1, Map.of(), Accounting.Form.BUNDLE))
                        .get("total"))
                .contains(new Json.Num("5"));
    }

    @Test
    void a_patient_sees_their_own_accounting_and_nobody_elses() throws Exception {
        for (Accounting.Form form : Accounting.Form.values()) {
            assertThat(accounting.account(People.PATIENT, P1, Map.of(), form).status())
                    .isEqualTo(200);
            assertThat(accounting.account(People.PATIENT, P2, Map.of(), form).status())
                    .isEqualTo(403);
            assertThat(accounting.account(People.THERAPIST, P1, Map.of(), form).status())
                    .isEqualTo(403);
            assertThat(accounting
                            .account(People.OFFICER, P1, Map.of("surprise", List.of("x")), form)
                            .status())
                    .isEqualTo(400);
            assertThat(accounting
                            .account(People.OFFICER, P1, Map.of("start", List.of("soon")), form)
                            .status())
                    .isEqualTo(400);
        }
    }

    @Test
    void the_accounting_is_of_the_time_asked_for() throws Exception {
        // Given
        answer("r-1", People.COURT, release(Reason.CORONER, Optional.empty()), P1, "DocumentReference/n1");
        String tomorrow = Instant.now().plus(Duration.ofDays(2)).toString();
        String yesterday = Instant.now().minus(Duration.ofDays(1)).toString();
        // When Then
        assertThat(total(Map.of("start", List.of(tomorrow)))).isEqualTo("0");
        assertThat(total(Map.of("end", List.of(yesterday)))).isEqualTo("0");
        assertThat(total(Map.of("start", List.of(yesterday), "end", List.of(tomorrow))))
                .isEqualTo("1");
        assertThat(total(Map.of("start", List.of(yesterday.substring(0, 10))))).isEqualTo("1");
    }

    @Test
    void a_table_and_a_page_carry_no_formula_and_no_script() throws Exception {
        // Given a grant whose paper bears both
        grant("g-evil", LegalBasis.REQUIRED_BY_LAW);
        answer("r-1", People.COURT, release(Reason.REQUIRED_BY_LAW, Optional.of("g-evil")), P1, "DocumentReference/n1");
        // When
        String csv = document(accounting.account(People.OFFICER, P1, Map.of(), Accounting.Form.CSV));
        String html = document(accounting.account(People.OFFICER, P1, Map.of(), Accounting.Form.HTML));
        // Then
        assertThat(csv.lines()).hasSize(2);
        assertThat(csv)
                .startsWith("date,recipient,organization,description,purpose,basis,citation,reference,request\r\n")
                .contains(
                        "\"Practitioner/court-1\",\"Organization/org-a\",\"psychotherapy notes: DocumentReference/n1\"")
                .contains("\"'=cmd('/c calc'), <script>alert(1)</script>\"");
        assertThat(html)
                .contains("A law or a court order made the hospital do it.")
                .contains("&lt;script&gt;")
                .doesNotContain("<script");
    }

    @Test
    void a_past_request_is_explained_by_its_id() throws Exception {
        // Given
        answer("r-1", People.THERAPIST, withhold(Reason.PSYN_NO_BASIS), P1, "DocumentReference/n1/_history/3");
        grant("g-1", LegalBasis.CORONER);
        answer("r-2", People.COURT, release(Reason.CORONER, Optional.of("g-1")), P1, "DocumentReference/n1");
        // When
        Json.Obj withheld = fhir(explain.explain(People.OFFICER, P1, Map.of("decision", List.of("r-1"))));
        Json.Obj released = fhir(explain.explain(
                People.OFFICER, P1, Map.of("decision", List.of("r-2"), "resource", List.of("DocumentReference/n1"))));
        // Then
        assertThat(JsonWriter.text(withheld))
                .contains("{\"name\":\"decision\",\"valueCode\":\"withhold\"}")
                .contains("psyn-no-basis")
                .contains("45 CFR 164.508(a)(2)")
                .contains("{\"name\":\"policy\",\"valueString\":\"us-test|1\"}");
        assertThat(JsonWriter.text(released))
                .contains("{\"name\":\"decision\",\"valueCode\":\"release\"}")
                .contains("{\"name\":\"grant\",\"valueString\":\"g-1\"}");
        assertThat(explain.explain(People.OFFICER, P2, Map.of("decision", List.of("r-1")))
                        .status())
                .isEqualTo(404);
        assertThat(explain.explain(People.OFFICER, P1, Map.of("decision", List.of("r-9")))
                        .status())
                .isEqualTo(404);
        assertThat(explain.explain(People.THERAPIST, P1, Map.of("decision", List.of("r-1")))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void what_if_asks_the_decision_itself() {
        Map<String, List<String>> question = Map.of(
                "resource", List.of("DocumentReference/n1"),
                "caller", List.of("Practitioner/dr-x"),
                "purpose", List.of("HLEGAL"));
        assertThat(JsonWriter.text(fhir(explain.explain(People.OFFICER, P1, question))))
                .contains("{\"name\":\"decision\",\"valueCode\":\"withhold\"}")
                .contains("psyn-no-basis");
        for (Map<String, List<String>> bad : List.of(
                Map.<String, List<String>>of(),
                Map.of("resource", List.of("DocumentReference/n1")),
                Map.of("resource", List.of("x"), "caller", List.of("Practitioner/dr-x")),
                Map.of(
                        "resource", List.of("DocumentReference/n1"),
                        "caller", List.of("Practitioner/dr-x"),
                        "purpose", List.of("NOSUCH")),
                Map.of(
                        "resource", List.of("DocumentReference/n1"),
                        "caller", List.of("Practitioner/dr-x"),
                        "at", List.of("noon")),
                Map.of("surprise", List.of("x"))))
            assertThat(explain.explain(People.OFFICER, P1, bad).status()).isEqualTo(400);
        assertThat(explain.explain(
                                People.OFFICER,
                                P1,
                                Map.of(
                                        "resource",
                                        List.of("DocumentReference/n9"),
                                        "caller",
                                        List.of("Practitioner/dr-x")))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void why_answers_in_eight_lines_and_nothing_holds_a_value_of_a_parameter() throws Exception {
        // Given
        grant("g-1", LegalBasis.REQUIRED_BY_LAW);
        answer("r-1", People.COURT, release(Reason.REQUIRED_BY_LAW, Optional.of("g-1")), P1, "DocumentReference/n1");
        // an OUTCOME is not awaited: a later record that is makes sure that it stands
        answer("r-2", People.COURT, release(Reason.REQUIRED_BY_LAW, Optional.of("g-1")), P1, "DocumentReference/n1");
        // When
        var out = new ByteArrayOutputStream();
        int exit = new Why("r-1").run(folder, new PrintStream(out, true, StandardCharsets.UTF_8));
        // Then
        assertThat(exit).isZero();
        String said = out.toString(StandardCharsets.UTF_8);
        assertThat(said.lines()).hasSize(8);
        assertThat(said)
                .contains("who      Practitioner/court-1, Organization/org-a, client app-1")
                .contains("HLEGAL")
                .contains("required-by-law (45 CFR 164.508(a)(2)(ii); 164.512(a); 164.103)")
                .contains("grant g-1")
                .contains("us-test|1")
                .contains("release 1, strip 0, withhold 0; 200 complete");
        assertThat(new Why("r-9").run(folder, new PrintStream(out, true, StandardCharsets.UTF_8)))
                .isEqualTo(1);
        // and the trail is whole and holds no value of a parameter
        trail.close();
        assertThat(new VerifyAudit().run(folder, new PrintStream(out, true, StandardCharsets.UTF_8)))
                .isZero();
        assertThat(TrailText.of(folder)).contains("DocumentReference/n1").doesNotContain("CANARY");
    }

    @Test
    void what_a_long_answer_kept_back_late_is_told_too() throws Exception {
        // Given
        Decision open = release(Reason.ORIGINATOR_TREATMENT, Optional.empty());
        Decision shut = withhold(Reason.PSYN_NO_BASIS);
        var first = List.of(new Records.Judged("DocumentReference/n1", Set.of(P1), open));
        var second = List.of(
                new Records.Judged("DocumentReference/n2", Set.of(P1), open),
                new Records.Judged("DocumentReference/n3", Set.of(P1), shut));
        var last = List.of(new Records.Judged("DocumentReference/n4", Set.of(P2), shut));
        trail.commit(List.of(
                records.decision("r-1", People.THERAPIST, READ, Set.of(P1), first),
                records.disclosed("r-1", People.THERAPIST, READ, 0, first)));
        trail.commit(List.of(records.disclosed("r-1", People.THERAPIST, READ, 1, second)));
        trail.commit(
                List.of(records.outcome("r-1", new Records.Answered(200, Records.End.COMPLETE, 2, 0, 2, 9), last)));
        // When
        var out = new java.io.ByteArrayOutputStream();
        new Why("r-1").run(folder, new PrintStream(out, true, StandardCharsets.UTF_8));
        // Then
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("release 2, strip 0, withhold 2; 200 complete");
        assertThat(JsonWriter.text(fhir(explain.explain(People.OFFICER, P2, Map.of("decision", List.of("r-1"))))))
                .contains("DocumentReference/n4")
                .doesNotContain("DocumentReference/n3");
    }

    private void answer(String id, Caller caller, Decision decision, Reference patient, String resource)
            throws Exception {
        var judged = List.of(new Records.Judged(resource, Set.of(patient), decision));
        boolean withheld = decision instanceof Decision.Withhold;
        trail.commit(List.of(
                records.decision(id, caller, READ, Set.of(patient), judged),
                records.disclosed(id, caller, READ, 0, judged)));
        var outcome = new Records.Answered(
                withheld ? 404 : 200, Records.End.COMPLETE, withheld ? 0 : 1, 0, withheld ? 1 : 0, 512);
        trail.commit(
                List.of(records.outcome(id, outcome, List.of()))); // committed here, so that the test reads it at once
    }

    private void grant(String id, LegalBasis basis) throws Exception {
        Instant now = Instant.now();
        var grant = new Grant(
                id,
                basis,
                new Grant.Scope(P1, new Reference("Practitioner", "court-1"), Optional.empty(), Set.of()),
                Map.of(),
                new Grant.Documentation(
                        Optional.of(new Grant.LegalReference(
                                Optional.of("=cmd('/c calc')"),
                                Optional.of("<script>alert(1)</script>"),
                                Optional.empty(),
                                Optional.empty())),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        false),
                new Grant.Term(now, now.plus(Duration.ofDays(1)), OptionalInt.empty(), OptionalInt.empty()),
                Grant.Status.ACTIVE);
        store.file("r-0", new Filed(grant, "Practitioner/po", now, Optional.empty(), Optional.empty()));
    }

    private static Decision release(Reason reason, Optional<String> grant) {
        return new Decision.Release(
                NOTE, List.of(new Decision.Ground(reason, Optional.empty(), grant, Optional.empty())));
    }

    private static Decision withhold(Reason reason) {
        return new Decision.Withhold(NOTE, List.of(Decision.Ground.of(reason)));
    }

    private String total(Map<String, List<String>> query) {
        return fhir(accounting.account(People.OFFICER, P1, query, Accounting.Form.BUNDLE))
                .get("total")
                .map(total -> ((Json.Num) total).literal())
                .orElse("none");
    }

    private static String text(OperationAnswer answer) {
        assertThat(answer).isInstanceOf(OperationAnswer.Document.class);
        return ((OperationAnswer.Document) answer).text();
    }

    private static Json.Obj fhir(OperationAnswer answer) {
        assertThat(answer.status()).isEqualTo(200);
        return answer.match(OperationAnswer.Fhir::resource, document -> {
            throw new AssertionError("not a resource");
        });
    }

    private static String document(OperationAnswer answer) {
        assertThat(answer.status()).isEqualTo(200);
        return answer.match(
                fhir -> {
                    throw new AssertionError("not a document");
                },
                OperationAnswer.Document::text);
    }
}
