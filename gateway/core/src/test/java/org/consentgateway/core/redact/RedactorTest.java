package org.consentgateway.core.redact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.consentgateway.core.redact.Upstream.bundle;
import static org.consentgateway.core.redact.Upstream.include;
import static org.consentgateway.core.redact.Upstream.match;
import static org.consentgateway.core.redact.Upstream.note;
import static org.consentgateway.core.redact.Upstream.plain;

import java.util.List;
import java.util.Optional;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.JsonWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {

    private final Upstream upstream = new Upstream();

    @Test
    void a_practitioner_before_two_notes_releases_no_note() throws Exception {
        Court court = Court.guarding();

        upstream.redact(
                bundle(
                        "",
                        match("{\"resourceType\":\"Practitioner\",\"id\":\"p\"}"),
                        match(note("n1")),
                        match(note("n2"))),
                upstream.search(),
                court);

        assertThat(upstream.ids()).containsExactly("p");
        assertThat(court.recorded()).containsExactly("p");
        assertThat(upstream.text()).doesNotContain("CNRY");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 8192})
    void the_answer_is_the_same_for_every_size_of_reads(int size) throws Exception {
        upstream.readSize = size;

        upstream.redact(
                bundle("", match(plain("a")), match(note("n1")), match(plain("b"))),
                upstream.search("DocumentReference"),
                Court.guarding());

        assertThat(upstream.text())
                .isEqualTo("{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":["
                        + "{\"fullUrl\":\"https://gw.example/fhir/DocumentReference/a\",\"resource\":" + plain("a")
                        + ",\"search\":{\"mode\":\"match\"}},"
                        + "{\"fullUrl\":\"https://gw.example/fhir/DocumentReference/b\",\"resource\":" + plain("b")
                        + ",\"search\":{\"mode\":\"match\"}}],\"total\":2,"
                        + "\"link\":[{\"relation\":\"self\",\"url\":\"https://gw.example/fhir/self\"}]}");
    }

    @Test
    void a_search_that_shows_nothing_is_an_empty_searchset() throws Exception {
        upstream.redact(bundle("", match(note("n1"))), upstream.search("DocumentReference"), Court.guarding());

        assertThat(upstream.text())
                .isEqualTo("{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"total\":0,"
                        + "\"link\":[{\"relation\":\"self\",\"url\":\"https://gw.example/fhir/self\"}]}");
    }

    @Test
    void a_page_is_refilled_from_the_pages_after_it() throws Exception {
        upstream.page("p2", bundle("p3", match(note("n2")), match(plain("b")), match(plain("c"))))
                .page("p3", bundle("", match(plain("d"))));

        upstream.redact(
                bundle("p2", match(note("n1")), match(plain("a"))),
                upstream.search("DocumentReference"),
                Court.guarding());

        assertThat(upstream.ids()).containsExactly("a", "b");
        assertThat(upstream.sealed).containsExactly(new NextLinks.Position("p2", 2, 2));
        assertThat(upstream.json().get("total")).isEmpty();
    }

    @Test
    void the_next_page_begins_where_the_last_one_ended() throws Exception {
        upstream.page("p3", bundle("", match(plain("d"))));

        upstream.redact(
                bundle("p3", match(note("n2")), match(plain("b")), match(plain("c"))),
                upstream.search(Optional.of(new NextLinks.Position("p2", 2, 2)), 100, "DocumentReference"),
                Court.guarding());

        assertThat(upstream.ids()).containsExactly("c", "d");
        assertThat(upstream.sealed).isEmpty();
        assertThat(upstream.text()).doesNotContain("total").doesNotContain("\"next\"");
    }

    @Test
    void there_is_no_next_link_where_nothing_visible_follows() throws Exception {
        upstream.page("p2", bundle("", match(note("n1")), match(note("n2"))));

        upstream.redact(
                bundle("p2", match(plain("a")), match(plain("b"))),
                upstream.search("DocumentReference"),
                Court.guarding());

        assertThat(upstream.ids()).containsExactly("a", "b");
        assertThat(upstream.text()).doesNotContain("\"next\"");
        assertThat(upstream.text()).contains("\"total\":2");
    }

    @Test
    void what_is_only_looked_ahead_at_is_not_recorded_as_gone() throws Exception {
        upstream.page("p2", bundle("", match(plain("b"))));
        Court court = Court.guarding();

        upstream.redact(bundle("p2", match(plain("a"))), upstream.search("DocumentReference"), court);

        assertThat(court.recorded()).containsExactly("a");
        assertThat(upstream.ids()).containsExactly("a");
        assertThat(upstream.sealed).containsExactly(new NextLinks.Position("p2", 0, 1));
    }

    @Test
    void an_include_goes_only_with_something_visible_that_reaches_it() throws Exception {
        String refers =
                "{\"resourceType\":\"DocumentReference\",\"id\":\"a\",\"author\":[{\"reference\":\"Practitioner/p1\"}]}";
        String hidden = note("n1")
                .replace("\"description\"", "\"author\":[{\"reference\":\"Practitioner/p2\"}],\"description\"");
        String role =
                "{\"resourceType\":\"PractitionerRole\",\"id\":\"r\",\"practitioner\":{\"reference\":\"Practitioner/p3\"}}";

        upstream.redact(
                bundle(
                        "",
                        include("{\"resourceType\":\"Practitioner\",\"id\":\"p3\"}"),
                        include("{\"resourceType\":\"Practitioner\",\"id\":\"p1\"}"),
                        match(refers),
                        match(hidden),
                        include("{\"resourceType\":\"Practitioner\",\"id\":\"p2\"}"),
                        include(
                                "{\"resourceType\":\"Provenance\",\"id\":\"v\",\"target\":[{\"reference\":\"DocumentReference/a\"}]}"),
                        include(
                                "{\"resourceType\":\"Provenance\",\"id\":\"w\",\"target\":[{\"reference\":\"DocumentReference/n1\"}]}"),
                        include(role)),
                upstream.including("_include=DocumentReference:author", "_revinclude=Provenance:target"),
                Court.guarding());

        assertThat(upstream.ids()).containsExactly("a", "p1", "v");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // what it points at is shown, but not by what was asked
                "_include=DocumentReference:encounter | Encounter | subject | false",
                "_include=DocumentReference:encounter&_revinclude=Encounter:appointment | Encounter | subject | false",
                "_include=DocumentReference:encounter&_revinclude=Observation:subject | Encounter | subject | false",
                "_include=DocumentReference:related | ServiceRequest | replaces | false",
                "_include=DocumentReference:author | PractitionerRole | practitioner | false",
                "_revinclude=Encounter:subject | Encounter | subject | false",
                "_revinclude:iterate=Encounter:subject | Encounter | subject | true",
                "_revinclude:iterate=Encounter:subject:Group | Encounter | subject | false",
            })
    void an_include_is_reached_by_the_parameter_that_asks_for_it_and_by_no_other(
            String parameters, String type, String element, boolean included) throws Exception {
        // Given a document of a patient, who is included, and something else that points at the patient
        String refers =
                "{\"resourceType\":\"DocumentReference\",\"id\":\"a\",\"subject\":{\"reference\":\"Patient/p\"}}";
        String other =
                "{\"resourceType\":\"" + type + "\",\"id\":\"e\",\"" + element + "\":{\"reference\":\"Patient/p\"}}";
        String asked = parameters + "&_include=DocumentReference:subject";

        // When
        upstream.redact(
                bundle(
                        "",
                        match(refers),
                        match(note("n1")),
                        include("{\"resourceType\":\"Patient\",\"id\":\"p\"}"),
                        include(other)),
                upstream.including(asked.split("&")),
                Court.guarding());

        // Then
        assertThat(upstream.ids().contains("e")).isEqualTo(included);
        assertThat(upstream.ids()).contains("a", "p");
    }

    @Test
    void nothing_of_another_type_than_the_searched_one_matches() throws Exception {
        upstream.redact(
                bundle(
                        "",
                        match(plain("a")),
                        match("{\"resourceType\":\"Patient\",\"id\":\"x\"}"),
                        match("{\"resourceType\":\"Nonsense\",\"id\":\"y\"}"),
                        match("{\"id\":\"z\"}"),
                        "{\"resource\":{\"resourceType\":\"OperationOutcome\",\"id\":\"o\"},\"search\":{\"mode\":\"outcome\"}}",
                        "{\"search\":{\"mode\":\"match\"}}"),
                upstream.search("DocumentReference"),
                Court.releasing());

        assertThat(upstream.ids()).containsExactly("a");
    }

    @Test
    void nothing_is_written_before_it_is_judged_and_recorded() throws Exception {
        Court court = new Court(one -> {
            assertThat(upstream.text()).doesNotContain(one.resource().text("id").orElseThrow());
            return new Verdict.Release(one, Edits.NONE);
        });
        String[] many = new String[200];
        for (int i = 0; i < many.length; i++) many[i] = match(plain("doc-" + i + "-end"));

        upstream.redact(bundle("", many), upstream.search("DocumentReference"), court);

        assertThat(court.windows).hasSizeGreaterThan(2).allSatisfy(window -> assertThat(window)
                .hasSizeLessThanOrEqualTo(64));
        assertThat(court.recorded()).hasSize(200);
        assertThat(upstream.ids()).hasSize(200);
    }

    @Test
    void what_a_dropped_holder_takes_with_it_is_not_recorded_as_gone() throws Exception {
        String inner = "{\"resourceType\":\"Basic\",\"id\":\"in\"}";
        String held = note("n1").replace("\"description\"", "\"contained\":[" + inner + "],\"description\"");
        String outer = "{\"resourceType\":\"Bundle\",\"id\":\"b\",\"type\":\"collection\",\"entry\":[{\"resource\":"
                + held + "}]}";
        Court court = Court.guarding();

        upstream.redact(bundle("", match(outer)), upstream.search(), court);

        assertThat(court.recorded()).containsExactly("b");
    }

    @Test
    void a_withheld_single_resource_writes_nothing() throws Exception {
        upstream.redact(note("n1"), Upstream.single(), Court.guarding());

        assertThat(upstream.receipt.written()).isFalse();
        assertThat(upstream.opened).isFalse();
    }

    @Test
    void a_single_resource_is_the_one_that_was_sent_and_tells_its_version() throws Exception {
        String source =
                "{\"id\":\"a\",\"meta\":{\"versionId\":\"3\"},\"valueDecimal\":0.10,\"resourceType\":\"Basic\"}";

        upstream.redact(source, Upstream.single(), Court.releasing());

        assertThat(upstream.text()).isEqualTo(source);
        assertThat(upstream.versionId).contains("3");
    }

    @Test
    void no_mention_of_upstream_is_left_anywhere() throws Exception {
        String source = "{\"resourceType\":\"Basic\",\"id\":\"a\",\"x\":[\"http://ehr.internal:8090/fhir/Binary/1\","
                + "\"see HTTP://EHR.internal:8090/admin\"],\"subject\":{\"reference\":\"http://ehr.internal:8090/fhir/Patient/1\"}}";

        upstream.redact(source, Upstream.single(), Court.releasing());

        assertThat(upstream.text())
                .doesNotContainIgnoringCase("ehr.internal")
                .contains("https://gw.example/fhir/Patient/1");
    }

    @Test
    void no_mention_of_upstream_is_left_in_a_name() throws Exception {
        String source = "{\"resourceType\":\"Basic\",\"id\":\"a\",\"http://ehr.internal:8090/fhir/x\":1}";

        upstream.redact(source, Upstream.single(), Court.releasing());

        assertThat(upstream.text()).doesNotContain("ehr.internal").contains("\"https://gw.example/fhir/x\":1");
    }

    @Test
    void a_host_of_one_word_is_upstream_only_where_a_url_names_its_host() throws Exception {
        Bases bases = new Bases(FhirVersion.R4, "https://gw.example/fhir", List.of("http://fhir/r4"));
        Json.Obj source = JsonReader.object(
                Upstream.utf8(
                        "{\"a\":\"http://hl7.org/fhir/x, fhir\","
                                + "\"b\":\"http://fhir/r4/Patient/1\",\"c\":\"see http://FHIR/admin\",\"d\":\"http://fhir-x.org http://fhir.org\"}"));

        Json rewritten = bases.rewrite(source);

        assertThat(JsonWriter.text(rewritten))
                .isEqualTo("{\"a\":\"http://hl7.org/fhir/x, fhir\",\"b\":\"https://gw.example/fhir/Patient/1\","
                        + "\"c\":\"see http://gw.example/admin\",\"d\":\"http://fhir-x.org http://fhir.org\"}");
    }

    @Test
    void a_verdict_too_few_too_many_or_on_another_object_ends_the_answer() {
        Candidate stranger = Candidate.root(new org.consentgateway.core.json.Json.Obj(java.util.Map.of()));
        for (Judge judge :
                List.<Judge>of(verdicts(List.of()), verdicts(List.of(new Verdict.Release(stranger, Edits.NONE))))) {
            Upstream one = new Upstream();
            assertThatThrownBy(() -> one.redact(plain("a"), Upstream.single(), judge))
                    .isInstanceOf(Judge.NoVerdict.class);
            assertThat(one.opened).isFalse();
        }
    }

    private static Judge verdicts(List<Verdict> verdicts) {
        return new Judge() {
            @Override
            public List<Verdict> judge(List<Candidate> window) {
                return verdicts;
            }

            @Override
            public void record(List<Verdict.Release> going) {}
        };
    }

    @Test
    void a_bundle_cut_at_any_byte_is_never_ended_politely() throws Exception {
        byte[] whole = Upstream.utf8(bundle("", match(plain("a")), match(note("n1")), match(plain("b"))));
        for (int length = 0; length < whole.length; length++) {
            String cut = new String(whole, 0, length, java.nio.charset.StandardCharsets.UTF_8);
            Upstream one = new Upstream();
            assertThatThrownBy(() -> one.redact(cut, one.search(), Court.guarding()))
                    .isInstanceOf(Unusable.class);
            assertThat(one.opened).isFalse();
        }
    }

    @Test
    void a_long_bundle_cut_after_its_first_window_breaks_the_answer() throws Exception {
        String[] many = new String[150];
        for (int i = 0; i < many.length; i++) many[i] = match(plain("d" + i));
        String whole = bundle("", many);
        String cut = whole.substring(0, whole.length() - 1);

        assertThatThrownBy(() -> upstream.redact(cut, upstream.search(), Court.guarding()))
                .isInstanceOf(AnswerCut.class);

        assertThat(upstream.opened).isTrue();
        assertThatThrownBy(upstream::json).isInstanceOf(org.consentgateway.core.json.MalformedJson.class);
    }
}
