package org.consentgateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.consentgateway.core.fhir.FhirVersion.R4;
import static org.consentgateway.core.fhir.LaterVersion.LATER;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.label.FactsReader;
import org.consentgateway.core.label.NonLiteralReferences;
import org.consentgateway.core.label.PointerCandidates;
import org.consentgateway.core.label.ReferenceResolver;
import org.consentgateway.core.redact.Bases;
import org.consentgateway.core.redact.Candidate;
import org.consentgateway.core.redact.Edits;
import org.consentgateway.core.redact.ExpectedAnswer;
import org.consentgateway.core.redact.InnerResources;
import org.consentgateway.core.redact.Judge;
import org.consentgateway.core.redact.Merge;
import org.consentgateway.core.redact.NextLinks;
import org.consentgateway.core.redact.Redaction;
import org.consentgateway.core.redact.Redactor;
import org.consentgateway.core.redact.ResponseFormat;
import org.consentgateway.core.redact.Unusable;
import org.consentgateway.core.redact.Verdict;
import org.consentgateway.core.request.Include;
import org.consentgateway.core.request.InteractionTable;
import org.consentgateway.core.request.OperationOutput;
import org.consentgateway.core.request.Parameter;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.RequestParser;
import org.consentgateway.core.request.Scopes;
import org.consentgateway.core.request.SearchPlanner;
import org.consentgateway.server.operations.Capabilities;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The version of FHIR is a value: each part follows the one that it was given, whatever another one has. */
class ServedVersionTest {

    private static final String BASE = "https://gw.example/fhir";
    private static final Reference STUDY = new Reference("GenomicStudy", "g1");
    private static final String STUDY_JSON =
            "{'resourceType':'GenomicStudy','id':'g1','status':'final','subject':{'reference':'Patient/p1'}}";
    private static final String OBSERVATION =
            "{'resourceType':'Observation','id':'o1','status':'final','code':{'text':'x'},"
                    + "'subject':{'reference':'Patient/p1'},'study':{'reference':'GenomicStudy/g1'}}";

    @ParameterizedTest
    @CsvSource({
        "GET /fhir/GenomicStudy/g1,                          unknown-type,  served",
        "GET /fhir/Basic/b1,                                 served,        unknown-type",
        "GET /fhir/Patient/p1/$everything?_type=GenomicStudy, malformed-parameter, served",
        "GET /fhir/Patient/p1/$everything?_type=Basic,       served,        malformed-parameter",
    })
    void a_type_is_asked_for_where_the_version_has_it(String line, String byR4, String byLater) {
        assertThat(asked(R4, line, "application/fhir+json")).isEqualTo(byR4);
        assertThat(asked(LATER, line, "application/fhir+json")).isEqualTo(byLater);
    }

    @ParameterizedTest
    @CsvSource({"4.0, served, not-acceptable", "4.0.1, served, not-acceptable", "9.0, not-acceptable, served"})
    void the_media_type_names_the_version(String number, String byR4, String byLater) {
        String accept = "application/fhir+json; fhirVersion=" + number;
        assertThat(asked(R4, "GET /fhir/Patient/p1", accept)).isEqualTo(byR4);
        assertThat(asked(LATER, "GET /fhir/Patient/p1", accept)).isEqualTo(byLater);
    }

    @ParameterizedTest
    @CsvSource({"4.0, served, media-type", "9.0, media-type, served"})
    void what_is_written_is_of_the_version(String number, String byR4, String byLater) {
        Map<String, List<String>> headers =
                Map.of("Content-Type", List.of("application/fhir+json; fhirVersion=" + number));
        assertThat(asked(R4, "PUT /fhir/Patient/p1", headers)).isEqualTo(byR4);
        assertThat(asked(LATER, "PUT /fhir/Patient/p1", headers)).isEqualTo(byLater);
    }

    @ParameterizedTest
    @CsvSource({
        "Observation?study=GenomicStudy/g1,        unknown-parameter",
        "Observation?_include=Observation:study,   malformed-parameter",
    })
    void a_search_knows_the_parameters_of_the_version(String search, String byR4) {
        assertThat(planned(R4, search)).isEqualTo(byR4);
        assertThat(planned(LATER, search)).isEqualTo("served");
    }

    @Test
    void an_include_follows_the_elements_of_the_version() {
        List<Parameter> search = List.of(new Parameter("_include", "Observation:study"));
        assertThat(Include.of(R4, search)).isEmpty();
        assertThat(Include.of(LATER, search))
                .containsExactly(new Include(false, false, "Observation", Set.of("study"), Optional.empty()));
    }

    @Test
    void a_scope_names_a_type_of_the_version() {
        assertThat(Scopes.parse(LATER, "user/GenomicStudy.rs user/Basic.rs").grants())
                .extracting(Scopes.Grant::type)
                .containsExactly("GenomicStudy");
        assertThat(Scopes.parse(R4, "user/GenomicStudy.rs user/Basic.rs").grants())
                .extracting(Scopes.Grant::type)
                .containsExactly("Basic");
    }

    @Test
    void an_operation_answers_with_a_type_of_the_version() {
        assertThat(OperationOutput.of(R4, "GenomicStudy")).isEmpty();
        assertThat(OperationOutput.of(LATER, "GenomicStudy")).contains(new OperationOutput.Single("GenomicStudy"));
        assertThat(OperationOutput.of(LATER, "Basic")).isEmpty();
    }

    @Test
    void a_string_points_at_a_type_of_the_version() throws MalformedJson {
        // Given
        String url = "https://other.example/x/GenomicStudy/g1";
        Json.Obj resource = json("{'resourceType':'Observation','id':'o','note':[{'text':'as GenomicStudy/g1 says'}]}");
        Json.Obj words = json("{'resourceType':'Observation','id':'o','note':[{'text':'as GenomicStudy/gen says'}]}");

        // When / Then
        assertThat(ReferenceResolver.relative(R4).parse(url)).isEmpty();
        assertThat(ReferenceResolver.relative(LATER).parse(url).map(ReferenceResolver.Literal::resource))
                .contains(STUDY);
        assertThat(PointerCandidates.any(R4, "text", "as GenomicStudy/g1 says", STUDY::equals, named -> false))
                .isFalse();
        assertThat(PointerCandidates.any(LATER, "text", "as GenomicStudy/g1 says", STUDY::equals, named -> false))
                .isTrue();
        assertThat(mentions(R4, resource)).isEmpty();
        assertThat(mentions(LATER, resource)).containsExactly(STUDY);
        assertThat(NonLiteralReferences.of(R4, words)).isEmpty();
        assertThat(NonLiteralReferences.of(LATER, words)).hasSize(1);
    }

    @Test
    void a_resource_of_a_type_that_the_version_lacks_never_leaves() throws Exception {
        // Given
        String searchset = "{'resourceType':'Bundle','type':'searchset','entry':[{'resource':" + STUDY_JSON
                + "},{'resource':{'resourceType':'Basic','id':'b1','code':{'text':'x'}}}]}";

        // When / Then
        assertThat(redacted(LATER, STUDY_JSON, one(ResponseFormat.WHOLE))).contains("'id':'g1'");
        assertThatThrownBy(() -> redacted(R4, STUDY_JSON, one(ResponseFormat.WHOLE)))
                .isInstanceOf(Unusable.class);
        assertThat(redacted(LATER, searchset, page())).contains("'id':'g1'").doesNotContain("'id':'b1'");
        assertThat(redacted(R4, searchset, page())).contains("'id':'b1'").doesNotContain("'id':'g1'");
    }

    @Test
    void a_resource_inside_another_is_of_a_type_of_the_version() throws MalformedJson {
        Json.Obj bundle = json("{'resourceType':'Bundle','id':'x','type':'collection','entry':[{'resource':"
                + STUDY_JSON + "},{'resource':{'resourceType':'Basic','id':'b1'}}]}");
        assertThat(InnerResources.of(LATER, Candidate.root(bundle)))
                .extracting(Candidate::type)
                .containsExactly("Bundle", "GenomicStudy");
        assertThat(InnerResources.of(R4, Candidate.root(bundle)))
                .extracting(Candidate::type)
                .containsExactly("Bundle", "Basic");
    }

    @Test
    void a_part_goes_with_what_the_version_requires_of_it() throws MalformedJson {
        // Given
        Json.Obj observation =
                json("{'resourceType':'Observation','id':'o1','related':[{'grade':1,'remark':'labelled'}]}");
        Edits edits = new Edits(Set.of(List.of("related", 0, "remark")), Set.of(), Set.of(), false);

        // When / Then
        assertThat(left(R4, observation, edits))
                .contains(json("{'resourceType':'Observation','id':'o1','related':[{'grade':1}]}"));
        assertThat(left(LATER, observation, edits)).contains(json("{'resourceType':'Observation','id':'o1'}"));
    }

    @Test
    void a_hidden_choice_of_the_version_is_not_put_beside_another() throws MalformedJson {
        // Given
        Json.Obj stored = json("{'resourceType':'Observation','id':'o1','momentText':'hidden'}");
        Json.Obj shown = json("{'resourceType':'Observation','id':'o1'}");
        Json.Obj submitted = json("{'resourceType':'Observation','id':'o1','momentDate':'2026'}");

        // When / Then
        assertThat(Merge.hiddenBack(LATER, stored, shown, submitted, false).resource())
                .isEqualTo(submitted);
        assertThat(Merge.hiddenBack(R4, stored, shown, submitted, false)
                        .resource()
                        .members())
                .containsKeys("momentText", "momentDate");
    }

    @Test
    void what_is_hidden_is_found_in_a_text_by_the_types_of_the_version() throws MalformedJson {
        Json.Obj noted =
                json("{'resourceType':'Patient','id':'p1','name':[{'text':'x'}],'note':'as GenomicStudy/g1 says'}");
        Edits edits = new Edits(Set.of(), Set.of(STUDY), Set.of(), false);
        assertThat(left(R4, noted, edits)).contains(noted);
        assertThat(left(LATER, noted, edits))
                .hasValueSatisfying(left -> assertThat(left.members()).doesNotContainKey("note"));
    }

    @Test
    void a_summary_has_what_the_version_puts_into_it() throws Exception {
        ExpectedAnswer summary = one(new ResponseFormat(false, ResponseFormat.Summary.TRUE, Set.of()));
        assertThat(redacted(LATER, OBSERVATION, summary)).contains("'study'");
        assertThat(redacted(R4, OBSERVATION, summary)).doesNotContain("'study'");
    }

    @ParameterizedTest
    @CsvSource({
        "4.0.1, true, false",
        "4.0.0, true, false",
        "4.3.0, false, false",
        "9.0.2, false, true",
        "?, false, false"
    })
    void a_server_speaks_the_version_whose_number_it_states(String stated, boolean r4, boolean later) {
        assertThat(R4.isSpokenBy(stated)).isEqualTo(r4);
        assertThat(LATER.isSpokenBy(stated)).isEqualTo(later);
    }

    @Test
    void the_capability_statement_tells_of_the_version() {
        // When
        Json.Obj statement = new Capabilities(
                        LATER, BASE, "1", LocalDate.of(2026, 11, 24), new InteractionTable(Set.of("DocumentReference")))
                .statement();

        // Then
        List<Json.Obj> resources = statement.objects("rest").get(0).objects("resource");
        assertThat(statement.text("fhirVersion")).contains("9.0.1");
        assertThat(resources)
                .extracting(resource -> resource.text("type").orElseThrow())
                .containsExactlyElementsOf(LATER.types());
        assertThat(resources.get(2).objects("searchParam"))
                .extracting(parameter -> parameter.text("name").orElseThrow())
                .containsExactly("_id", "analysed", "patient");
        assertThat(resources.get(2).objects("interaction"))
                .contains(new Json.Obj(Map.of("code", new Json.Text("read"))));
    }

    /** {@code served}, or the code of the refusal. */
    private static String asked(FhirVersion fhir, String line, String accept) {
        return asked(fhir, line, Map.of("Accept", List.of(accept)));
    }

    private static String asked(FhirVersion fhir, String line, Map<String, List<String>> headers) {
        String[] part = line.split(" ", 2);
        return new RequestParser(fhir, "/fhir")
                .parse(part[0], part[1], headers, new byte[0])
                .then(new InteractionTable(Set.of("DocumentReference"))::row)
                .match(row -> "served", refusal -> refusal.why().code());
    }

    private static String planned(FhirVersion fhir, String search) {
        SearchPlanner planner = new SearchPlanner(fhir, Set.of("DocumentReference"), BASE);
        return new RequestParser(fhir, "/fhir")
                .parse("GET", "/fhir/" + search, Map.of(), new byte[0])
                .then(planner::plan)
                .match(plan -> "served", refusal -> refusal.why().code());
    }

    private static Set<Reference> mentions(FhirVersion fhir, Json.Obj resource) {
        return FactsReader.read(resource, ReferenceResolver.relative(fhir))
                .mentions()
                .all();
    }

    private static Optional<Json.Obj> left(FhirVersion fhir, Json.Obj resource, Edits edits) {
        Candidate root = Candidate.root(resource);
        return new Redaction(fhir).of(root, List.of(new Verdict.Release(root, edits)));
    }

    /** What leaves of an answer of which everything is released; quotes are single ones. */
    private static String redacted(FhirVersion fhir, String answer, ExpectedAnswer shape) throws Exception {
        Bases bases = new Bases(fhir, BASE, List.of("https://ehr.example/fhir"));
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        new Redactor(bases, new Releasing()).redact(new ByteArrayInputStream(quoted(answer)), shape, version -> body);
        return body.toString(StandardCharsets.UTF_8).replace('"', '\'');
    }

    private static ExpectedAnswer one(ResponseFormat format) {
        return new ExpectedAnswer.Single(Optional.empty(), Optional.empty(), format);
    }

    private static ExpectedAnswer page() {
        return new ExpectedAnswer.Searchset(
                new ExpectedAnswer.Matches(Set.of(), (whole, shown) -> true),
                new ExpectedAnswer.Paging(
                        BASE, Optional.empty(), link -> Optional.empty(), ServedVersionTest::none, 10),
                ResponseFormat.WHOLE);
    }

    private static String none(NextLinks.Position position) {
        throw new AssertionError("no page follows " + position);
    }

    private static final class Releasing implements Judge {
        @Override
        public List<Verdict> judge(List<Candidate> window) {
            List<Verdict> verdicts = new ArrayList<>();
            for (Candidate one : window) verdicts.add(new Verdict.Release(one, Edits.NONE));
            return verdicts;
        }

        @Override
        public void record(List<Verdict.Release> going) {
            // nothing is told of it here
        }
    }

    private static Json.Obj json(String text) throws MalformedJson {
        return JsonReader.object(quoted(text));
    }

    private static byte[] quoted(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
