package org.consentgateway.core.redact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.core.redact.Upstream.bundle;
import static org.consentgateway.core.redact.Upstream.match;
import static org.consentgateway.core.redact.Upstream.note;
import static org.consentgateway.core.redact.Upstream.plain;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.redact.ResponseFormat.Summary;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.VersionWindow;
import org.junit.jupiter.api.Test;

class ExpectedAnswerTest {

    private static final String PATIENT =
            "{\"resourceType\":\"Patient\",\"id\":\"p\",\"text\":{\"status\":\"generated\",\"div\":\"<div/>\"},"
                    + "\"active\":true,\"_gender\":{\"id\":\"g\"},\"gender\":\"other\",\"maritalStatus\":{\"text\":\"m\"},"
                    + "\"contact\":[{\"gender\":\"male\"}]}";
    private static final String SUBSETTED =
            "\"meta\":{\"tag\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-ObservationValue\",\"code\":\"SUBSETTED\"}]}";

    private final Upstream upstream = new Upstream();

    private String shown(String resource, ResponseFormat rendering) throws Exception {
        ExpectedAnswer expected = new ExpectedAnswer.Single(Optional.empty(), Optional.empty(), rendering);
        return new Upstream().redact(resource, expected, Court.releasing()).text();
    }

    @Test
    void elements_keeps_what_was_asked_and_what_is_mandatory() throws Exception {
        assertThat(shown(PATIENT, new ResponseFormat(false, Summary.FALSE, Set.of("gender"))))
                .isEqualTo("{\"resourceType\":\"Patient\",\"id\":\"p\"," + SUBSETTED
                        + ",\"_gender\":{\"id\":\"g\"},\"gender\":\"other\"}");
        assertThat(shown(
                        "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{},\"valueString\":\"v\"}",
                        new ResponseFormat(false, Summary.FALSE, Set.of("value"))))
                .isEqualTo("{\"resourceType\":\"Observation\"," + SUBSETTED
                        + ",\"status\":\"final\",\"code\":{},\"valueString\":\"v\"}");
    }

    @Test
    void summaries_keep_what_r4_says() throws Exception {
        assertThat(shown(PATIENT, new ResponseFormat(false, Summary.TEXT, Set.of())))
                .isEqualTo("{\"resourceType\":\"Patient\",\"id\":\"p\"," + SUBSETTED
                        + ",\"text\":{\"status\":\"generated\",\"div\":\"<div/>\"}}");
        assertThat(shown(PATIENT, new ResponseFormat(false, Summary.DATA, Set.of())))
                .doesNotContain("generated")
                .contains("maritalStatus");
        assertThat(shown(PATIENT, new ResponseFormat(false, Summary.TRUE, Set.of())))
                .isEqualTo("{\"resourceType\":\"Patient\",\"id\":\"p\"," + SUBSETTED
                        + ",\"active\":true,\"_gender\":{\"id\":\"g\"},\"gender\":\"other\"}");
    }

    @Test
    void pretty_is_two_spaces_and_nothing_else() throws Exception {
        assertThat(shown(
                        "{\"resourceType\":\"Basic\",\"id\":\"a\",\"x\":[1.0,{}]}",
                        new ResponseFormat(true, Summary.FALSE, Set.of())))
                .isEqualTo("{\n  \"resourceType\": \"Basic\",\n  \"id\": \"a\",\n  \"x\": [\n    1.0,\n    {}\n  ]\n}");
    }

    @Test
    void a_count_is_what_the_caller_may_see_on_all_pages() throws Exception {
        upstream.page("p2", bundle("", match(note("n2")), match(plain("b"))));

        upstream.redact(bundle("p2", match(plain("a")), match(note("n1"))), count(100), Court.guarding());

        assertThat(upstream.text())
                .isEqualTo(
                        "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"total\":2,\"link\":[{\"relation\":\"self\",\"url\":\"self\"}]}");
    }

    @Test
    void a_count_beyond_its_cap_is_not_told() throws Exception {
        upstream.redact(
                bundle("", match(plain("a")), match(note("n1")), match(plain("b"))), count(1), Court.guarding());

        assertThat(upstream.text()).doesNotContain("total");
    }

    private ExpectedAnswer count(int cap) {
        Pages pages = upstream.search().pages();
        return new ExpectedAnswer.Count(
                Set.of("DocumentReference"), "self", pages, cap, (whole, one) -> true, ResponseFormat.WHOLE);
    }

    @Test
    void a_match_that_no_longer_meets_the_search_is_not_shown() throws Exception {
        ExpectedAnswer.Searchset search = upstream.search("DocumentReference");
        ExpectedAnswer owed = new ExpectedAnswer.Searchset(
                new ExpectedAnswer.Matches(
                        search.types(),
                        (whole, one) -> one.text("id").filter("b"::equals).isPresent()),
                search.paging(),
                ResponseFormat.WHOLE);

        upstream.redact(bundle("", match(plain("a")), match(plain("b"))), owed, Court.releasing());

        assertThat(upstream.ids()).containsExactly("b");
        assertThat(upstream.text()).contains("\"total\":1");
    }

    @Test
    void a_notice_is_given_where_something_was_withheld_and_only_there() throws Exception {
        ExpectedAnswer.Searchset search = upstream.search("DocumentReference");
        ExpectedAnswer marked = new ExpectedAnswer.Searchset(
                search.matches(),
                search.paging(),
                Optional.of(JsonReader.object(Upstream.utf8("{\"resourceType\":\"OperationOutcome\"}"))),
                List.of(),
                false,
                Optional.empty(),
                ResponseFormat.WHOLE);

        assertThat(new Upstream()
                        .redact(bundle("", match(note("n"))), marked, Court.guarding())
                        .text())
                .contains("OperationOutcome");
        assertThat(new Upstream()
                        .redact(bundle("", match(plain("a"))), marked, Court.guarding())
                        .text())
                .doesNotContain("OperationOutcome");
    }

    private static final String HISTORY = "{\"resourceType\":\"Bundle\",\"type\":\"history\",\"total\":3,\"entry\":["
            + "{\"request\":{\"method\":\"DELETE\",\"url\":\"DocumentReference/a\"},\"response\":{\"status\":\"204 No Content\",\"etag\":\"W/\\\"3\\\"\",\"lastModified\":\"2024-01-01T00:00:00Z\"}},"
            + "{\"resource\":{\"resourceType\":\"DocumentReference\",\"id\":\"a\",\"meta\":{\"versionId\":\"2\"}},\"request\":{\"method\":\"PUT\",\"url\":\"http://ehr.internal:8090/fhir/DocumentReference/a\"},\"response\":{\"status\":\"200\",\"etag\":\"W/\\\"9\\\"\",\"outcome\":{\"resourceType\":\"OperationOutcome\",\"text\":\"CNRY\"}}}"
            + "]}";

    private static ExpectedAnswer history(boolean tombstones) {
        return new ExpectedAnswer.History(
                new Reference("DocumentReference", "a"),
                "self",
                Pages.NONE,
                tombstones,
                false,
                Set.of(),
                VersionWindow.ALL,
                ResponseFormat.WHOLE);
    }

    @Test
    void a_history_says_of_a_version_only_what_the_version_says() throws Exception {
        upstream.redact(HISTORY, history(false), Court.guarding());

        assertThat(upstream.text())
                .isEqualTo(
                        "{\"resourceType\":\"Bundle\",\"type\":\"history\",\"entry\":[{\"fullUrl\":\"https://gw.example/fhir/DocumentReference/a\","
                                + "\"resource\":{\"resourceType\":\"DocumentReference\",\"id\":\"a\",\"meta\":{\"versionId\":\"2\"}},"
                                + "\"request\":{\"method\":\"PUT\",\"url\":\"DocumentReference/a\"},\"response\":{\"status\":\"200\",\"etag\":\"W/\\\"2\\\"\"}}],"
                                + "\"total\":1,\"link\":[{\"relation\":\"self\",\"url\":\"self\"}]}");
    }

    @Test
    void a_deletion_is_told_only_where_tombstones_are_shown() throws Exception {
        upstream.redact(HISTORY, history(true), Court.guarding());

        assertThat(upstream.text())
                .contains(
                        "\"request\":{\"method\":\"DELETE\",\"url\":\"DocumentReference/a\"},\"response\":{\"status\":\"204\"}")
                .contains("\"total\":2");
    }

    /** World B never held the notes; what the caller gets of both worlds is one text. */
    @Test
    void two_worlds_that_differ_only_in_notes_give_the_same_pages() throws Exception {
        String[] a = {
            bundle("a2", match(note("n1")), match(plain("1")), match(plain("2"))),
            bundle("a3", match(note("n2")), match(note("n3")), match(plain("3"))),
            bundle("", match(plain("4")), match(note("n4")))
        };
        String[] b = {
            bundle("b2", match(plain("1")), match(plain("2")), match(plain("3"))), bundle("", match(plain("4")))
        };
        Upstream withNotes = new Upstream().page("a2", a[1]).page("a3", a[2]);
        Upstream without = new Upstream().page("b2", b[1]);

        assertThat(all(withNotes, a[0])).isEqualTo(all(without, b[0]));
    }

    private static String all(Upstream upstream, String first) throws Exception {
        StringBuilder all = new StringBuilder();
        Optional<NextLinks.Position> from = Optional.empty();
        String page = first;
        do {
            upstream.sealed.clear();
            upstream.body.reset();
            upstream.redact(page, upstream.search(from, 100, "DocumentReference"), Court.guarding());
            all.append(upstream.text()).append('\n');
            from = upstream.sealed.stream().findFirst();
            if (from.isPresent()) {
                String url = from.get().upstreamUrl();
                page = new String(
                        upstream.search().pages().open(url).orElseThrow().readAllBytes(),
                        java.nio.charset.StandardCharsets.UTF_8);
            }
        } while (from.isPresent());
        return all.toString();
    }
}
