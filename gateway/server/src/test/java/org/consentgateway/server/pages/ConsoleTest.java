package org.consentgateway.server.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentgateway.server.adapter.audit.ArchivedTrail;
import org.consentgateway.server.attack.Chart;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a privacy officer does without writing a request. */
@SuppressWarnings("NullAway.Init") // JUnit calls start()
class ConsoleTest {

    static Office office;
    static Browser officer;

    @BeforeAll
    static void start() throws Exception {
        office = new Office(Map.of("GATEWAY_POLICY", "us-hipaa, us-ca"));
        Chart.all().forEach(office.world.ehr::put);
        officer = office.signedIn("officer", "console");
    }

    @AfterAll
    static void stop() throws Exception {
        office.world.nothingLeftBehind();
        office.close();
    }

    private static Map<String, String> defence() {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("patient", "P1");
        form.put("basis", "legal-defence");
        form.put("recipient", "Practitioner/dr-x");
        form.put("plaintiff", "Patient/P1");
        form.put("defendant", "Organization/org-a");
        form.put("number", "case-7");
        form.put("privilegeReview", "yes");
        form.put("end", LocalDate.now(ZoneOffset.UTC).plusDays(20).toString());
        return form;
    }

    @Test
    void a_grant_is_filed_approved_by_a_second_person_and_revoked() throws Exception {
        HttpResponse<String> form = officer.get("/console/grants/new?patient=P1&basis=legal-defence");
        assertThat(form.body()).contains("164.508(a)(2)(i)(C)", "reference.number");

        HttpResponse<String> filed = officer.submit("/console/grants/new", defence());
        assertThat(filed.statusCode()).isEqualTo(303);
        String list = officer.get(Browser.location(filed)).body();
        Matcher link = Pattern.compile("/console/grants/P1/[0-9a-f-]{36}").matcher(list);
        assertThat(link.find()).isTrue();
        String grant = link.group();

        HttpResponse<String> own = officer.submit(grant + "/approve", Map.of());
        assertThat(own.statusCode()).isEqualTo(403);
        assertThat(own.body()).contains("a grant is approved by a second person");

        Browser second = office.signedIn("second-officer", "console");
        assertThat(second.get("/console").body()).contains(grant);
        second.get(grant);
        assertThat(second.submit(grant + "/approve", Map.of()).statusCode()).isEqualTo(303);
        assertThat(second.get(grant).body()).contains("active");

        assertThat(second.submit(grant + "/revoke", Map.of()).statusCode()).isEqualTo(303);
        assertThat(second.get(grant).body()).contains("revoked").doesNotContain("Approve as second person");
    }

    @Test
    void a_grant_that_lacks_something_says_what_and_keeps_what_was_written() throws Exception {
        officer.get("/console/grants/new?patient=P1&basis=legal-defence");
        Map<String, String> form = defence();
        form.remove("number");
        form.put("attestation", "<script>alert(1)</script>");

        HttpResponse<String> answer = officer.submit("/console/grants/new", form);

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body())
                .contains("`reference.number` is missing", "Practitioner/dr-x", "&lt;script")
                .doesNotContain("<script");
    }

    @Test
    void a_grant_is_tested_before_it_is_filed_by_the_decision_that_would_follow() throws Exception {
        officer.get("/console/grants/new?patient=P1&basis=legal-defence");
        String before = officer.get("/console/grants?patient=P1").body();
        officer.get("/console/grants/new?patient=P1&basis=legal-defence");
        Map<String, String> form = defence();
        form.put("do", "test");
        form.put("test", "DocumentReference/N1");

        HttpResponse<String> would = officer.submit("/console/grants/new", form);
        assertThat(would.statusCode()).isEqualTo(200);
        assertThat(tested(would)).contains("DocumentReference/N1: shown", "164.508(a)(2)(i)(C)");

        // 45 CFR 164.508(a)(2)(i)(C): "brought by the individual", and P2 has brought nothing
        form.put("plaintiff", "Patient/P2");
        assertThat(tested(officer.submit("/console/grants/new", form))).contains("DocumentReference/N1:", "kept back");
        form.put("test", "DocumentReference/no-such");
        assertThat(tested(officer.submit("/console/grants/new", form))).contains("the patient has no such note");
        form.remove("number");
        HttpResponse<String> lacking = officer.submit("/console/grants/new", form);
        assertThat(lacking.statusCode()).isEqualTo(422);
        assertThat(lacking.body()).contains("reference.number <strong>(lacking)</strong>");

        assertThat(links(officer.get("/console/grants?patient=P1").body())).isEqualTo(links(before));
        assertThat(officer.get("/console/decisions?patient=P1&caller=Practitioner/po-1")
                        .body())
                .contains("legal-basis");
    }

    private static String tested(HttpResponse<String> page) {
        return page.body().replaceAll("(?s).*id=\"tested\"(.*?)</section>.*", "$1");
    }

    private static long links(String page) {
        return Pattern.compile("/console/grants/P1/[0-9a-f-]{36}")
                .matcher(page)
                .results()
                .map(java.util.regex.MatchResult::group)
                .distinct()
                .count();
    }

    @Test
    void a_decision_is_found_by_patient_caller_day_and_outcome_and_explained() throws Exception {
        String id = office.world
                .get("/fhir/DocumentReference/N1", office.world.tokens.clinician())
                .header("x-request-id")
                .orElseThrow();
        String today = LocalDate.now(ZoneOffset.UTC).toString();

        String found = officer.get(
                        "/console/decisions?patient=P1&caller=Practitioner/dr-c&outcome=withheld&day=" + today)
                .body();
        assertThat(found).contains(id, "Practitioner/dr-c", "kept back", "DocumentReference/N1");
        assertThat(officer.get("/console/decisions?patient=P2&outcome=withheld").body())
                .doesNotContain(id);

        String explained =
                officer.get("/console/decisions/" + id + "?patient=Patient/P1").body();
        assertThat(explained).contains("Decision: withhold", "45 CFR 164.508(a)(2)");
    }

    @Test
    void looking_at_a_page_is_a_decision_of_its_own_in_the_trail() throws Exception {
        officer.get("/console/accounting?patient=P1");

        assertThat(officer.get("/console/decisions?patient=P1&caller=Practitioner/po-1")
                        .body())
                .contains("page console/accounting", "Patient/P1/$accounting-of-disclosures");
    }

    @Test
    void the_simulator_says_what_would_be_decided_and_why() throws Exception {
        String kept = officer.get(
                        "/console/simulator?patient=P1&resource=DocumentReference/N1&caller=Practitioner/dr-c&purpose=TREAT")
                .body();
        String shown = officer.get(
                        "/console/simulator?patient=P1&resource=DocumentReference/N1&caller=Practitioner/dr-o&organization=Organization/org-a&purpose=TREAT")
                .body();

        assertThat(kept).contains("kept back", "164.508(a)(2)");
        assertThat(shown.replaceAll("(?s).*</form>", "")).contains("It would be: shown", "164.508(a)(2)(i)(A)");
    }

    @Test
    void refusals_of_a_month_stand_on_their_ground_and_a_confirmed_note_needs_no_exception() throws Exception {
        office.world.get("/fhir/DocumentReference/N1", office.world.tokens.clinician());

        String page = officer.get("/console/refusals").body();
        HttpResponse<String> csv = officer.get("/console/refusals.csv");

        assertThat(page).contains("outside EHI", "45 CFR 171.102", "no exception is needed");
        assertThat(csv.body()).startsWith("month,ground,app,reason").contains("OUTSIDE_EHI");
        assertThat(csv.headers().firstValue("Content-Disposition").orElse("")).contains("refusals-20");
        assertThat(officer.get("/console/refusals?month=2019-02").body()).contains("Nothing was kept back in 2019-02");

        HttpResponse<String> unread = officer.get("/console/refusals?month=%3Cscript%3E");
        assertThat(unread.statusCode()).isEqualTo(422);
        assertThat(unread.body()).contains("that is no month").doesNotContain("<script>");
        assertThat(officer.get("/console/refusals.csv?month=2026-13").statusCode())
                .isEqualTo(303);
    }

    @Test
    void decisions_are_paged_and_no_row_is_told_twice_or_left_out() throws Exception {
        String patient = "Patient/P2";
        for (int i = 0; i < 205; i++) office.world.get("/fhir/" + patient, office.world.tokens.clinician());
        Set<String> told = new HashSet<>();
        String path = "/console/decisions?patient=P2&outcome=released";
        for (int pages = 0; !path.isEmpty(); pages++) {
            String page = officer.get(path).body();
            Matcher row =
                    Pattern.compile("/console/decisions/([^\"?]+)\\?patient").matcher(page);
            while (row.find())
                assertThat(told.add(row.group(1))).as(row.group(1)).isTrue();
            Matcher older = Pattern.compile("href=\"([^\"]+)\" rel=\"next\"").matcher(page);
            path = older.find() ? older.group(1).replace("&amp;", "&") : "";
            assertThat(pages).isLessThan(4);
        }
        assertThat(told).hasSizeGreaterThanOrEqualTo(205);
    }

    @Test
    void the_accounting_is_a_page_and_a_file_for_a_spreadsheet() throws Exception {
        assertThat(officer.get("/console/accounting?patient=P1").statusCode()).isEqualTo(200);
        HttpResponse<String> csv = officer.get("/console/accounting.csv?patient=P1");
        assertThat(csv.body()).startsWith("date,recipient");
        assertThat(csv.headers().firstValue("Content-Disposition").orElse("")).contains("accounting.csv");
    }

    @Test
    void the_accounting_names_the_recipient_and_their_address() throws Exception {
        office.world.ehr.put(Chart.parse(
                "{'resourceType':'Practitioner','id':'board-1','name':[{'text':'Licensing Board'}],".replace('\'', '"')
                        + "'address':[{'line':['1 Main St'],'city':'Sacramento','state':'CA','postalCode':'95814'}]}"
                                .replace('\'', '"')));
        String grant = "{'resourceType':'Parameters','parameter':[{'name':'basis','valueCode':'hhs-secretary'},"
                + "{'name':'recipient','valueReference':{'reference':'Practitioner/board-1'}},"
                + "{'name':'reference','part':[{'name':'number','valueString':'OCR-1'},{'name':'issuer','valueString':'OCR'}]},"
                + "{'name':'evidence','part':[{'name':'sha256','valueString':'" + "ab".repeat(32) + "'}]},"
                + "{'name':'end','valueDateTime':'"
                + LocalDate.now(ZoneOffset.UTC).plusDays(9) + "'}]}";
        assertThat(office.world
                        .ask(
                                "POST",
                                "/fhir/Patient/P1/$legal-basis",
                                office.world.tokens.person("po-1", "privacy-officer"),
                                Map.of("Content-Type", "application/fhir+json"),
                                grant.replace('\'', '"'))
                        .status())
                .isEqualTo(201);
        String board = office.world.tokens.with(claims -> claims.put("fhirUser", "Practitioner/board-1")
                .put("organization", "Organization/ocr")
                .put("purpose_of_use", "GOV"));
        assertThat(office.world.get("/fhir/DocumentReference/N1", board).status())
                .isEqualTo(200);

        assertThat(officer.get("/console/accounting?patient=P1").body())
                .contains("Licensing Board (Practitioner/board-1)", "1 Main St, Sacramento, CA, 95814");
        assertThat(officer.get("/console/accounting.csv?patient=P1").body())
                .contains("\"Licensing Board (Practitioner/board-1)\",\"1 Main St, Sacramento, CA, 95814\"");
    }

    @Test
    void a_breach_is_scoped_assessed_by_the_four_factors_and_its_clock_runs_from_the_discovery() throws Exception {
        office.world.get("/fhir/DocumentReference/SUM1", office.world.tokens.clinician());
        String question = "by=relabelled&value=DocumentReference/SUM1&discovered=2026-01-05";

        String page = officer.get("/console/breach?" + question).body();
        assertThat(page)
                .contains("2026-03-06", "45 CFR 164.404(b)", "re-labelled since", "Practitioner/dr-c", "164.408(c)")
                .doesNotContain("CNRY_");
        assertThat(officer.get("/console/breach.csv?" + question).body())
                .startsWith("cause,request,at,recipient")
                .contains("DocumentReference/SUM1");

        Map<String, String> form = new LinkedHashMap<>(Map.of(
                "by", "relabelled", "value", "DocumentReference/SUM1", "discovered", "2026-01-05", "outcome", "low"));
        officer.get("/console/breach?" + question);
        HttpResponse<String> lacking = officer.submit("/console/breach", form);
        assertThat(lacking.statusCode()).isEqualTo(422);
        assertThat(lacking.body()).contains("factor `nature` is to be answered");
        form.putAll(Map.of(
                "nature", "one summary", "recipient", "our own clinician", "acquired", "viewed", "mitigated", "told"));
        assertThat(officer.submit("/console/breach", form).statusCode()).isEqualTo(303);
        assertThat(officer.get("/console/breach").body())
                .contains("our own clinician", "low probability of compromise", "RESOURCE DocumentReference/SUM1");
    }

    private static String main(HttpResponse<String> page) {
        return page.body().replaceAll("(?s).*</form>|</main>.*", "");
    }

    @Test
    void a_draft_pack_is_simulated_and_replayed_over_the_trail_and_changes_nothing() throws Exception {
        office.world.get("/fhir/DocumentReference/SUM1", office.world.tokens.author());
        String draft = """
                id: draft
                version: 1.0.0
                extends: us-hipaa
                reviewedOn: "2026-11-30"
                title: every document is suspected
                notes:
                  rules:
                    - {name: every-document, types: [DocumentReference], then: suspected}
                """;
        officer.get("/console/simulator");
        Map<String, String> form = new LinkedHashMap<>(Map.of(
                "patient", "P1",
                "resource", "DocumentReference/SUM1",
                "caller", "Practitioner/dr-o",
                "organization", "Organization/org-a",
                "purpose", "TREAT"));

        assertThat(main(officer.submit("/console/simulator", form))).contains("It would be: shown");
        form.put("draft", draft);
        String drafted = main(officer.submit("/console/simulator", form));
        assertThat(drafted).contains("kept back", "us-hipaa+us-ca+draft");
        form.put("do", "replay");
        form.put("since", LocalDate.now(ZoneOffset.UTC).minusDays(1).toString());
        assertThat(main(officer.submit("/console/simulator", form)))
                .contains("release -&gt; withhold by `every-document`", "differ");
        assertThat(office.world
                        .get("/fhir/DocumentReference/SUM1", office.world.tokens.author())
                        .status())
                .isEqualTo(200);
        form.put("draft", "id: [");
        assertThat(main(officer.submit("/console/simulator", form))).contains("is no YAML");
    }

    @Test
    void break_glass_is_reviewed_and_the_finding_stays_with_the_request() throws Exception {
        String token = office.world.tokens.with(claims -> {
            claims.put("fhirUser", "Practitioner/dr-c").put("purpose_of_use", "BTG");
            claims.withObject("/realm_access").withArray("roles").add("break-glass");
        });
        String id = office.world
                .ask("GET", "/fhir/Patient/P1", token, Map.of("X-Break-Glass-Reason", "found unconscious"), "")
                .header("x-request-id")
                .orElseThrow();
        assertThat(officer.get("/console/break-glass").body()).contains("/console/break-glass/" + id);

        assertThat(officer.submit(
                                "/console/break-glass/" + id, Map.of("found", "unjustified", "remark", "he was awake"))
                        .statusCode())
                .isEqualTo(303);

        assertThat(officer.get("/console/break-glass").body())
                .contains("Not justified", "Practitioner/po-1", "he was awake")
                .doesNotContain("action=\"/console/break-glass/" + id);
    }

    @Test
    void from_reviews_a_rule_is_proposed_by_codes_and_never_by_content() throws Exception {
        office.world.ehr.put(Chart.document("SUS1", "P1", "34865-6"));
        office.world.get("/fhir/DocumentReference/SUS1", office.world.tokens.clinician());
        assertThat(officer.get("/console/reviews").body()).contains("DocumentReference/SUS1", "strong-type");

        String proposed = officer.submit(
                        "/console/reviews",
                        Map.of("resource", "DocumentReference/SUS1", "propose", "psychotherapy-note"))
                .body();

        assertThat(proposed)
                .contains("- name: strong-type-reviewed", "types: [DocumentReference]", "tiers: [S]", "then: confirmed")
                .doesNotContain("CNRY_");
    }

    @Test
    void the_policy_is_read_with_the_words_of_the_law_and_the_system_with_its_last_error() throws Exception {
        assertThat(officer.get("/console/policy").body())
                .contains("us-hipaa", "164.508(a)(2)(i)(A)", "originator-treatment");
        assertThat(officer.get("/console/system").body()).contains("EHR", "Audit trail", "last good answer");
        assertThat(officer.get("/console").body()).contains("Decided today", "<svg");
        assertThat(officer.get("/console/break-glass").statusCode()).isEqualTo(200);
        assertThat(officer.get("/console/reviews").statusCode()).isEqualTo(200);
    }

    @Test
    void refusals_say_what_they_may_lack_where_records_are_archived_and_not_counted(@TempDir Path folder)
            throws Exception {
        Path data = folder.resolve("data");
        ArchivedTrail.in(data, folder.resolve("archive"));
        try (Office years = new Office(Map.of("GATEWAY_DATA_DIR", data.toString()))) {
            Browser reader = years.signedIn("officer", "console");

            assertThat(reader.get("/console/refusals").body()).contains("May lack what was recorded before");
            assertThat(reader.get("/console/refusals.csv").body()).contains("MAY LACK");
            assertThat(reader.get("/console/refusals?month=2998-01").body()).doesNotContain("May lack");
        }
        assertThat(officer.get("/console/refusals").body()).doesNotContain("May lack");
        assertThat(officer.get("/console/refusals.csv").body()).doesNotContain("MAY LACK");
    }
}
