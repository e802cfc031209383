package org.consentgateway.server.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.adapter.audit.Lookup;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every page, for everybody for whom it is not: refused, without data, and in the trail. */
@SuppressWarnings("NullAway.Init") // JUnit calls start()
class WrongRolesTest {

    private static final Set<String> PRIVACY_OFFICE = Set.of("officer", "second-officer");
    private static final Set<String> PATIENTS = Set.of("patient", "other-patient");
    private static final Set<String> EVERYBODY =
            Set.of("officer", "second-officer", "labeller", "clinician", "author", "patient", "other-patient");
    private static final Set<String> STAFF = Set.of("officer", "second-officer", "labeller", "clinician", "author");
    private static final Set<String> REVIEWERS = Set.of("officer", "second-officer", "labeller");

    /** A page, and for whom it is. */
    record Row(String method, String path, Set<String> whose) {

        private boolean is(BrowserPages.Row served) {
            String below = path.substring(1).replaceFirst("[?].*", "");
            return served.method().equals(method)
                    && served.path().matcher(below).matches();
        }
    }

    /** Every page that there is, with arguments. */
    static final List<Row> PAGES = List.of(
            new Row("GET", "/console", PRIVACY_OFFICE),
            new Row("GET", "/console/decisions?patient=P1", PRIVACY_OFFICE),
            new Row("GET", "/console/decisions/some-id?patient=P1", PRIVACY_OFFICE),
            new Row("GET", "/console/grants?patient=P1", PRIVACY_OFFICE),
            new Row("GET", "/console/grants/new?patient=P1&basis=coroner", PRIVACY_OFFICE),
            new Row("POST", "/console/grants/new", PRIVACY_OFFICE),
            new Row("GET", "/console/grants/P1/some-id", PRIVACY_OFFICE),
            new Row("POST", "/console/grants/P1/some-id/approve", PRIVACY_OFFICE),
            new Row("POST", "/console/grants/P1/some-id/revoke", PRIVACY_OFFICE),
            new Row("GET", "/console/reviews", REVIEWERS),
            new Row("POST", "/console/reviews", REVIEWERS),
            new Row("GET", "/console/break-glass", PRIVACY_OFFICE),
            new Row("GET", "/console/simulator?patient=P1", PRIVACY_OFFICE),
            new Row("GET", "/console/accounting?patient=P1", PRIVACY_OFFICE),
            new Row("GET", "/console/accounting.csv?patient=P1", PRIVACY_OFFICE),
            new Row("POST", "/console/break-glass/some-id", PRIVACY_OFFICE),
            new Row("POST", "/console/simulator", PRIVACY_OFFICE),
            new Row("GET", "/console/breach?by=patient&value=P1", PRIVACY_OFFICE),
            new Row("GET", "/console/breach.csv?by=patient&value=P1", PRIVACY_OFFICE),
            new Row("POST", "/console/breach", PRIVACY_OFFICE),
            new Row("GET", "/console/refusals?month=2026-11", PRIVACY_OFFICE),
            new Row("GET", "/console/refusals.csv", PRIVACY_OFFICE),
            new Row("GET", "/console/policy", PRIVACY_OFFICE),
            new Row("GET", "/console/system", PRIVACY_OFFICE),
            new Row("GET", "/my", PATIENTS),
            new Row("GET", "/my/seen", PATIENTS),
            new Row("GET", "/my/print", PATIENTS),
            new Row("GET", "/my/download", PATIENTS),
            new Row("GET", "/my/law", PATIENTS),
            new Row("GET", "/my/revoke/A1", PATIENTS),
            new Row("POST", "/my/revoke/A1", PATIENTS),
            new Row("GET", "/therapist", STAFF),
            new Row("GET", "/therapist/refusals", STAFF),
            new Row("GET", "/therapist/notes/DocumentReference/N1", STAFF),
            new Row("POST", "/therapist/notes/DocumentReference/N1/report", STAFF));

    static Office office;

    @BeforeAll
    static void start() throws Exception {
        office = Office.withAuthorization();
    }

    @AfterAll
    static void stop() throws Exception {
        office.world.nothingLeftBehind();
        office.close();
    }

    /** What is served and not in the table, and what is in the table and not served: the first page that fits is the one. */
    static List<String> differences(BrowserPages pages) {
        List<String> served = new ArrayList<>();
        for (BrowserPages.Row row : pages.rows()) served.add(row.method() + " " + row.path());
        List<String> differences = new ArrayList<>(served);
        for (Row row : PAGES) {
            Optional<BrowserPages.Row> first =
                    pages.rows().stream().filter(row::is).findFirst();
            first.ifPresentOrElse(
                    one -> differences.remove(one.method() + " " + one.path()),
                    () -> differences.add("not served: " + row.method() + " " + row.path()));
        }
        return differences;
    }

    @Test
    void every_page_that_is_served_stands_in_the_table() {
        assertThat(differences(office.world.gateway.pages())).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> a_page_is_shown_to_nobody_for_whom_it_is_not() {
        return EVERYBODY.stream()
                .sorted()
                .map(person -> dynamicTest(person, () -> {
                    String home = PATIENTS.contains(person)
                            ? "my"
                            : PRIVACY_OFFICE.contains(person) ? "console" : "therapist";
                    Browser browser = office.signedIn(person, home);
                    for (Row row : PAGES) if (!row.whose().contains(person)) refused(browser, row);
                }));
    }

    private static void refused(Browser browser, Row row) throws Exception {
        HttpResponse<String> answer = row.method().equals("GET")
                ? browser.get(row.path())
                : browser.submit(row.path(), Map.of("patient", "P1"));

        String what = row.method() + " " + row.path();
        assertThat(answer.statusCode()).as(what).isEqualTo(403);
        assertThat(answer.body())
                .as(what)
                .contains("This page is not for you.")
                .doesNotContain("P1", "N1", "A1", "dr-x", "CNRY_");
        String id = answer.headers().firstValue("X-Request-Id").orElseThrow();
        assertThat(new Lookup(office.world.data()).ofRequest(id))
                .as(what + " is recorded")
                .anySatisfy(record -> {
                    assertThat(record.body().text("interaction")).contains("page");
                    assertThat(record.body().text("refused")).contains("page, status 403");
                });
    }

    @TestFactory
    Stream<DynamicTest> a_page_is_shown_to_nobody_who_has_not_signed_in() {
        return PAGES.stream()
                .map(row -> dynamicTest(row.method() + " " + row.path(), () -> {
                    Browser browser = new Browser(office.world.gateway.port());
                    HttpResponse<String> answer =
                            row.method().equals("GET") ? browser.get(row.path()) : browser.submit(row.path(), Map.of());
                    assertThat(answer.statusCode()).isEqualTo(row.method().equals("GET") ? 303 : 403);
                    assertThat(answer.body()).doesNotContain("P1", "N1", "A1", "CNRY_");
                }));
    }

    @TestFactory
    Stream<DynamicTest> what_is_no_page_is_not_found_by_anybody() {
        return Stream.of("/console/secrets", "/my/../console", "/my/%2e%2e/console", "/console/", "/therapist/notes")
                .map(path -> dynamicTest(path, () -> {
                    Browser patient = office.signedIn("patient", "my");
                    assertThat(patient.get(path).statusCode()).isIn(400, 403, 404);
                }));
    }

    @Test
    void who_looked_at_a_patients_page_stands_in_the_trail_of_that_patient() throws Exception {
        office.signedIn("officer", "console").get("/console/accounting?patient=P2");

        assertThat(new Lookup(office.world.data()).ofPatient(new Reference("Patient", "P2")))
                .anySatisfy(record -> assertThat(record.body().text("target")).contains("console/accounting"));
    }
}
