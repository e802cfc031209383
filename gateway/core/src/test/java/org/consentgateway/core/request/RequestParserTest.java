package org.consentgateway.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.core.request.Ask.ask;
import static org.consentgateway.core.request.Ask.form;
import static org.consentgateway.core.request.Ask.made;
import static org.consentgateway.core.request.Ask.outcome;

import java.util.List;
import java.util.Map;
import org.consentgateway.core.fhir.FhirVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestParserTest {

    private static final String FORM = "Content-Type: application/x-www-form-urlencoded";

    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvFileSource(
            resources = "malformed-requests.csv",
            delimiter = '|',
            quoteCharacter = '~',
            ignoreLeadingAndTrailingWhitespace = false,
            useHeadersInDisplayName = true)
    void what_is_not_canonical_is_refused(String id, String line, String header, String expected) {
        // Given
        String[] headers = header.equals("-") ? new String[0] : new String[] {header};

        // When
        OrRefusal<FhirRequest> answer = ask(line.replace("<A9000>", "a".repeat(9000)), headers);

        // Then
        assertThat(outcome(answer)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "GET /fhir/metadata, CAPABILITIES, metadata",
        "GET /fhir/.well-known/smart-configuration, SMART_CONFIGURATION, .well-known/smart-configuration",
        "GET /fhir/Patient/p1, READ, Patient/p1",
        "HEAD /fhir/Patient/p1, READ, Patient/p1",
        "GET /fhir/%50atient/p%31, READ, Patient/p1",
        "GET /fhir/Patient/a.b-C, READ, Patient/a.b-C",
        "GET /fhir/Patient/p1?_elements=name&_pretty=true, READ, Patient/p1?_elements=name&_pretty=true",
        "GET /fhir/DocumentReference/n1/_history/1, VREAD, DocumentReference/n1/_history/1",
        "GET /fhir/Patient/p1/_history?_count=5, HISTORY_INSTANCE, Patient/p1/_history?_count=5",
        "GET /fhir/Patient/_history, HISTORY_TYPE, Patient/_history",
        "GET /fhir/_history, HISTORY_SYSTEM, _history",
        "GET /fhir/Patient?name=a&name=b, SEARCH_TYPE, Patient?name=a&name=b",
        "GET /fhir/Patient/p1/Observation?code=a|b, SEARCH_COMPARTMENT, Patient/p1/Observation?code=a%7Cb",
        "GET /fhir/Patient/p1/*, SEARCH_COMPARTMENT_ALL, Patient/p1/*",
        "GET /fhir, SEARCH_SYSTEM, ''",
        "GET /fhir?_getpages=abc, PAGE, ?_getpages=abc",
        "DELETE /fhir/Patient/p1, DELETE, Patient/p1",
        "DELETE /fhir/Patient?identifier=a, CONDITIONAL_DELETE, Patient?identifier=a",
        "GET /fhir/Patient/p1/$everything, PATIENT_EVERYTHING, Patient/p1/%24everything",
        "GET /fhir/Patient/p1/%24everything, PATIENT_EVERYTHING, Patient/p1/%24everything",
        "GET /fhir/Patient/$everything, OTHER_EVERYTHING, Patient/%24everything",
        "GET /fhir/Encounter/e1/$everything, OTHER_EVERYTHING, Encounter/e1/%24everything",
        "GET /fhir/Patient/p1/$explain-access?decision=x, EXPLAIN_ACCESS, Patient/p1/%24explain-access?decision=x",
        "GET /fhir/Patient/p1/$accounting-of-disclosures?start=2026, ACCOUNTING_OF_DISCLOSURES, Patient/p1/%24accounting-of-disclosures?start=2026",
        "GET /fhir/Patient/p1/$legal-basis, LEGAL_BASIS_LIST, Patient/p1/%24legal-basis",
        "GET /fhir/Observation/$lastn, LASTN, Observation/%24lastn",
        "POST /fhir/$graphql, GRAPHQL, %24graphql",
        "GET /fhir/Group/g1/$export, EXPORT, Group/g1/%24export",
        "GET /fhir/$export, EXPORT, %24export",
        "GET /fhir/Composition/c1/$document, DOCUMENT, Composition/c1/%24document",
        "GET /fhir/DocumentReference/$docref, DOCREF, DocumentReference/%24docref",
        "GET /fhir/Patient/p1/$meta, META, Patient/p1/%24meta",
        "POST /fhir/Patient/p1/$meta-add, META_ADD, Patient/p1/%24meta-add",
        "POST /fhir/Patient/p1/$meta-delete, META_DELETE, Patient/p1/%24meta-delete",
        "POST /fhir/$reindex, UNKNOWN_OPERATION, %24reindex",
        "GET /fhir/Subscription/s1/$get-ws-binding-token, WEBSOCKET_BIND, Subscription/s1/%24get-ws-binding-token",
        "GET /fhir/documentreference/n1, UNKNOWN_TYPE, documentreference",
        "PUT /fhir/Foo/n1, UNKNOWN_TYPE, Foo",
    })
    void every_path_of_fhir_has_its_interaction(String line, Interaction interaction, String canonical) {
        // When
        FhirRequest request = made(line);

        // Then
        assertThat(request.interaction()).isEqualTo(interaction);
        assertThat(request.canonical().replace("$", "%24")).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "POST /fhir/Patient, application/fhir+json, CREATE, JSON",
        "POST /fhir/Patient/$validate, application/fhir+json, VALIDATE, JSON",
        "POST /fhir/Patient/$match, application/fhir+json, MATCH, JSON",
        "POST /fhir/Patient, application/fhir+xml; charset=UTF-8, CREATE, XML",
        "POST /fhir/Patient, application/json;fhirVersion=4.0, CREATE, JSON",
        "PUT /fhir/Patient/p1, application/json, UPDATE, JSON",
        "PUT /fhir/Patient?identifier=a, application/json, CONDITIONAL_UPDATE, JSON",
        "PATCH /fhir/Patient/p1, application/json-patch+json, PATCH, JSON_PATCH",
        "PATCH /fhir/Patient?identifier=a, application/json-patch+json, CONDITIONAL_PATCH, JSON_PATCH",
        "POST /fhir/Binary, application/pdf, CREATE, RAW",
        "POST /fhir, application/fhir+json, BATCH, JSON",
        "POST /fhir/Patient/p1/$legal-basis, application/fhir+json, LEGAL_BASIS_GRANT, JSON",
        "POST /fhir/Patient/p1/$legal-basis-approve, application/fhir+json, LEGAL_BASIS_APPROVE, JSON",
        "POST /fhir/Patient/p1/$legal-basis-revoke, application/fhir+json, LEGAL_BASIS_REVOKE, JSON",
        "POST /fhir/Patient/_search, application/x-www-form-urlencoded, SEARCH_TYPE, FORM",
        "POST /fhir/Patient/p1/Observation/_search, application/x-www-form-urlencoded, SEARCH_COMPARTMENT, FORM",
        "POST /fhir/_search, application/x-www-form-urlencoded, SEARCH_SYSTEM, FORM",
    })
    void every_body_of_fhir_has_its_format(String line, String contentType, Interaction interaction, BodyFormat body) {
        // When
        FhirRequest request = made(line, "Content-Type: " + contentType);

        // Then
        assertThat(request.interaction()).isEqualTo(interaction);
        assertThat(request.body()).isEqualTo(body);
    }

    @Test
    void parameters_of_url_and_form_are_one_list_and_go_on_in_the_body() { // QRY-001
        // When
        FhirRequest request = form(
                        "POST /fhir/DocumentReference/_search?patient=P2",
                        "patient=P1&_include=DocumentReference%3Asubject",
                        FORM)
                .value()
                .orElseThrow();

        // Then
        assertThat(request.parameters())
                .containsExactly(
                        new Parameter("patient", "P2"),
                        new Parameter("patient", "P1"),
                        new Parameter("_include", "DocumentReference:subject"));
        assertThat(request.canonical()).isEqualTo("DocumentReference/_search");
        assertThat(request.form()).isEqualTo("patient=P2&patient=P1&_include=DocumentReference%3Asubject");
    }

    @Test
    void a_name_is_decoded_once_and_written_plainly() { // QRY-019
        // When
        FhirRequest request = made("GET /fhir/DocumentReference?%70atient=P1");

        // Then
        assertThat(request.upstream()).isEqualTo("DocumentReference?patient=P1");
    }

    @Test
    void plus_is_a_blank_and_the_escapes_of_fhir_are_kept() {
        // When
        FhirRequest request = made("GET /fhir/Patient?name=a+b%2Bc\\,d,e%5C%7Cf\\$g");

        // Then
        assertThat(request.parameters()).containsExactly(new Parameter("name", "a b+c\\,d,e\\|f\\$g"));
        assertThat(request.upstream()).isEqualTo("Patient?name=a%20b%2Bc%5C%2Cd%2Ce%5C%7Cf%5C%24g");
    }

    @Test
    void text_beyond_ascii_passes_when_it_is_strict_utf8() {
        assertThat(made("GET /fhir/Patient?name=M%C3%BCller%F0%9F%98%80").upstream())
                .isEqualTo("Patient?name=M%C3%BCller%F0%9F%98%80");
    }

    @Test
    void shaping_is_taken_out_of_what_is_asked_upstream() {
        // When
        FhirRequest request = made("GET /fhir/Patient/p1?_elements=name,id&_pretty=true&_format=xml");

        // Then
        assertThat(request.upstream()).isEqualTo("Patient/p1");
        assertThat(request.shaping().elements()).containsExactly("name", "id");
        assertThat(request.shaping().pretty()).isTrue();
        assertThat(request.format()).isEqualTo(Format.XML);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-HTTP-Method-Override: DELETE", "x-http-method: DELETE", "X-Method-Override: DELETE"})
    void a_method_is_never_overridden(String header) { // HTTP-019
        assertThat(outcome(ask("POST /fhir/Patient", header, "Content-Type: application/json")))
                .isEqualTo("400 malformed-header");
        assertThat(outcome(ask("POST /fhir/Patient?_method=DELETE", "Content-Type: application/json")))
                .isEqualTo("400 unknown-parameter");
    }

    @ParameterizedTest
    @CsvSource({
        "'', JSON",
        "*/*, JSON",
        "application/fhir+json, JSON",
        "application/*, JSON",
        "application/json, JSON",
        "application/fhir+xml, XML",
        "'text/xml;q=0.9, text/html', XML",
        "'application/fhir+xml, */*;q=0.8', XML",
        "'application/fhir+xml;q=0.5, application/fhir+json', JSON",
        "'application/fhir+xml, application/fhir+json', XML",
        "'application/fhir+json;q=0, */*', XML",
        "'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', XML",
        "application/fhir+json; fhirVersion=4.0, JSON",
        "'application/fhir+json; fhirVersion=3.0, */*;q=0.1', JSON",
    })
    void the_best_format_that_is_served_is_answered_in(String accept, Format expected) {
        assertThat(made("GET /fhir/Patient/p1", "Accept: " + accept).format()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "json, JSON",
        "xml, XML",
        "application/fhir%2Bxml, XML",
        "application/fhir+json, JSON",
        "text/xml, XML",
        "application/xml+fhir, XML",
        "application/json;fhirVersion=4.0, JSON",
    })
    void the_format_parameter_goes_before_the_accept_header(String given, Format expected) {
        assertThat(made("GET /fhir/Patient/p1?_format=" + given, "Accept: text/turtle")
                        .format())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2",
                "application/fhir+json;",
                "application/json;q=.9",
                "*",
                "application/fhir+json, json",
            })
    void a_loosely_written_accept_header_is_taken_for_what_is_understood_of_it(String accept) {
        assertThat(made("GET /fhir/Patient/p1", "Accept: " + accept).format()).isEqualTo(Format.JSON);
    }

    @ParameterizedTest
    @CsvSource({
        "Condition?category=&patient=p1, Condition?patient=p1",
        "Condition?category&patient=p1, Condition?patient=p1",
        "Condition?patient=p1&, Condition?patient=p1",
        "Condition?&patient=p1, Condition?patient=p1",
        "Condition?patient=p1&_=1700000000000, Condition?patient=p1",
        "Condition/?patient=p1, Condition?patient=p1",
        "Condition/_search?patient=p1, Condition?patient=p1",
        "Patient/p1/, Patient/p1",
        "Patient/p1/Condition/_search?code=a, Patient/p1/Condition?code=a",
        "metadata/, metadata",
    })
    void what_says_nothing_is_ignored(String written, String meant) {
        assertThat(made("GET /fhir/" + written)).isEqualTo(made("GET /fhir/" + meant));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"DELETE /fhir/Condition?patient=", "DELETE /fhir/Condition?_=1", "PUT /fhir/Condition?code&"})
    void an_empty_parameter_is_no_criterion(String line) {
        assertThat(outcome(ask(line, "Content-Type: application/json"))).isEqualTo("405 method");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "identifier=a%7Cb",
                "?identifier=a%7Cb",
                "Patient?identifier=a%7Cb",
                "https://fhir.example/fhir/Patient?identifier=a%7Cb",
                "/fhir/Patient?identifier=a%7Cb&",
            })
    void the_criteria_of_a_conditional_create_are_a_search_of_its_type(String criteria) {
        assertThat(made("POST /fhir/Patient", "Content-Type: application/json", "If-None-Exist: " + criteria)
                        .preconditions()
                        .ifNoneExist())
                .containsExactly(new Parameter("identifier", "a|b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Practitioner?identifier=a",
                "Patient/p1?identifier=a",
                "https://fhir.example/other/Patient?identifier=a",
                "Patient?",
                "identifier=",
                "_=1",
            })
    void criteria_of_anything_else_are_refused(String criteria) {
        assertThat(outcome(ask("POST /fhir/Patient", "Content-Type: application/json", "If-None-Exist: " + criteria)))
                .isEqualTo("400 malformed-header");
    }

    @ParameterizedTest
    @CsvSource({
        "POST /fhir/Patient/p1/$everything, PATIENT_EVERYTHING",
        "POST /fhir/Observation/$lastn, LASTN",
        "POST /fhir/ValueSet/$expand, TERMINOLOGY",
    })
    void an_operation_is_asked_by_post_as_by_get(String line, Interaction interaction) {
        // Given
        FhirRequest posted = made(line + "?_format=json", "Content-Type: application/fhir+json");

        // When
        FhirRequest asked = Ask.PARSER.asGet(posted, List.of()).value().orElseThrow();

        // Then
        assertThat(posted.interaction()).isEqualTo(interaction);
        assertThat(posted.body()).isEqualTo(BodyFormat.JSON);
        assertThat(asked).isEqualTo(made(line.replace("POST", "GET") + "?_format=json"));
        assertThat(outcome(ask(line, "Content-Type: application/pdf"))).isEqualTo("415 media-type");
        assertThat(outcome(ask(line.replace("POST", "PUT"), "Content-Type: application/json")))
                .isEqualTo("405 method");
    }

    @Test
    void parameters_of_a_body_obey_the_list_of_the_operation() {
        // Given
        FhirRequest posted = made("POST /fhir/Patient/p1/$everything?_count=5", "Content-Type: application/json");

        // When / Then
        assertThat(Ask.PARSER
                        .asGet(posted, List.of(new Parameter("start", "2026-01-01")))
                        .value()
                        .orElseThrow())
                .isEqualTo(made("GET /fhir/Patient/p1/$everything?_count=5&start=2026-01-01"));
        assertThat(outcome(Ask.PARSER.asGet(posted, List.of(new Parameter("_count", "9")))))
                .isEqualTo("400 malformed-parameter");
        assertThat(outcome(Ask.PARSER.asGet(posted, List.of(new Parameter("subject", "Patient/p2")))))
                .isEqualTo("400 unknown-parameter");
    }

    @Test
    void raw_bytes_say_what_they_are_and_whose_rules_they_follow() {
        // When
        FhirRequest create =
                made("POST /fhir/Binary", "Content-Type: application/pdf", "X-Security-Context: DocumentReference/d1");

        // Then
        assertThat(create.raw()).contains(new RawContent("application/pdf", Reference.parse("DocumentReference/d1")));
        assertThat(made("POST /fhir/Binary", "Content-Type: application/fhir+json")
                        .raw())
                .isEmpty();
    }

    @Test
    void the_base_may_end_in_a_slash() {
        assertThat(made("POST /fhir/", "Content-Type: application/json"))
                .isEqualTo(made("POST /fhir", "Content-Type: application/json"));
    }

    @Test
    void raw_bytes_are_for_a_binary_alone() { // QRY-015
        assertThat(made("GET /fhir/Binary/b1", "Accept: application/octet-stream")
                        .format())
                .isEqualTo(Format.RAW);
        assertThat(made("GET /fhir/Binary/b1", "Accept: application/pdf").format())
                .isEqualTo(Format.RAW);
        assertThat(made("GET /fhir/Binary/b1", "Accept: application/fhir+json").format())
                .isEqualTo(Format.JSON);
        assertThat(made("GET /fhir/Binary/b1").format()).isEqualTo(Format.RAW);
        assertThat(made("GET /fhir/Binary/b1", "Accept: */*").format()).isEqualTo(Format.RAW);
        assertThat(made("GET /fhir/Binary/b1", "Accept: application/fhir+xml, */*;q=0.8")
                        .format())
                .isEqualTo(Format.XML);
        assertThat(made("GET /fhir/Binary/b1", "Accept: application/pdf, application/fhir+json;q=0.5")
                        .format())
                .isEqualTo(Format.RAW);
        assertThat(outcome(ask("GET /fhir/Patient/p1", "Accept: application/octet-stream")))
                .isEqualTo("406 not-acceptable");
    }

    @Test
    void the_accounting_is_also_a_page_and_a_table() {
        String line = "GET /fhir/Patient/p1/$accounting-of-disclosures";
        assertThat(made(line, "Accept: text/html").format()).isEqualTo(Format.HTML);
        assertThat(made(line, "Accept: text/csv").format()).isEqualTo(Format.CSV);
        assertThat(made(line).format()).isEqualTo(Format.JSON);
    }

    @Test
    void preferences_and_conditions_are_values() {
        // When
        FhirRequest update = made(
                "PUT /fhir/Patient/p1",
                "Content-Type: application/json",
                "If-Match: W/\"3\"",
                "Prefer: return=minimal");
        FhirRequest create =
                made("POST /fhir/Patient", "Content-Type: application/json", "If-None-Exist: identifier=a%7Cb");

        // Then
        assertThat(update.preconditions().ifMatch()).contains("3");
        assertThat(update.preference()).isEqualTo(new Preference(Preference.Echo.MINIMAL, false, false));
        assertThat(create.interaction()).isEqualTo(Interaction.CONDITIONAL_CREATE);
        assertThat(create.preconditions().ifNoneExist()).containsExactly(new Parameter("identifier", "a|b"));
        assertThat(made("GET /fhir/Patient/p1", "Prefer: handling=strict, respond-async")
                        .preference()
                        .respondAsync())
                .isTrue();
    }

    @Test
    void conditions_of_a_read_are_ignored() { // QRY-013
        assertThat(made("GET /fhir/DocumentReference/N1", "If-None-Match: W/\"1\"", "If-Match: W/\"1\""))
                .isEqualTo(made("GET /fhir/DocumentReference/N1"));
    }

    @Test
    void an_entry_of_a_batch_goes_through_the_same_parser() { // QRY-012
        // Given
        RequestParser parser = new RequestParser(FhirVersion.R4, "/fhir");

        // When / Then
        assertThat(parser.parseEntry("GET", "DocumentReference/N1", Map.of())
                        .value()
                        .orElseThrow())
                .isEqualTo(made("GET /fhir/DocumentReference/N1"));
        assertThat(parser.parseEntry("POST", "Patient", Map.of("If-None-Exist", List.of("identifier=a")))
                        .value()
                        .orElseThrow()
                        .interaction())
                .isEqualTo(Interaction.CONDITIONAL_CREATE);
        assertThat(parser.parseEntry("GET", "Condition?code=http://snomed.info/sct|1", Map.of())
                        .value()
                        .orElseThrow())
                .isEqualTo(made("GET /fhir/Condition?code=http://snomed.info/sct|1"));
        for (String url : List.of("/DocumentReference/N1", "/fhir/DocumentReference/N1"))
            assertThat(parser.parseEntry("GET", url, Map.of()).value().orElseThrow())
                    .isEqualTo(made("GET /fhir/DocumentReference/N1"));
        for (String url : List.of(
                "../fhir/DocumentReference/N1",
                "//DocumentReference/N1",
                "//evil/fhir/Patient",
                "http://evil/fhir/Patient/1",
                "Patient/../DocumentReference/N1",
                "DocumentReference/%2e%2e/N1",
                "",
                "?_getpages=a"))
            assertThat(outcome(parser.parseEntry("GET", url, Map.of()))).isEqualTo("400 malformed-target");
    }

    @Test
    void nothing_that_was_asked_stands_in_a_log_line() {
        // Given
        FhirRequest request = form("POST /fhir/Patient/_search?name=CNRY", "family=CNRY", FORM)
                .value()
                .orElseThrow();

        // When
        String text = request + "" + request.parameters() + request.preconditions() + Ask.plan("Patient?name=CNRY");

        // Then
        assertThat(text).doesNotContain("CNRY");
    }

    @Test
    void only_a_form_is_read_before_it_is_parsed() {
        assertThat(RequestParser.wantsForm(Ask.headers(FORM))).isTrue();
        assertThat(RequestParser.wantsForm(
                        Ask.headers("content-type: application/x-www-form-urlencoded;charset=utf-8")))
                .isTrue();
        assertThat(RequestParser.wantsForm(Ask.headers("Content-Type: application/json")))
                .isFalse();
    }

    @Test
    void a_form_is_bounded() {
        assertThat(outcome(form("POST /fhir/Patient/_search", "a".repeat(RequestParser.MAX_FORM + 1), FORM)))
                .isEqualTo("413 too-large");
        assertThat(outcome(form("POST /fhir/Patient/_search", "name=a&".repeat(200) + "name=b", FORM)))
                .isEqualTo("400 malformed-parameter");
        assertThat(outcome(form("POST /fhir/Patient/_search", "name=ä", FORM))).isEqualTo("400 malformed-parameter");
    }
}
