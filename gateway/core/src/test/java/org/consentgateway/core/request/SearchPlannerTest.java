package org.consentgateway.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.core.request.Ask.ask;
import static org.consentgateway.core.request.Ask.made;
import static org.consentgateway.core.request.Ask.outcome;
import static org.consentgateway.core.request.Ask.plan;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.fhir.SearchParameters;
import org.consentgateway.core.fhir.SearchParameters.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchPlannerTest {

    private static final SearchPlanner PLANNER = new SearchPlanner(FhirVersion.R4, Ask.NOTE_TYPES, Ask.PUBLIC_BASE);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DocumentReference?_content=GUESS", // QRY-006
                "DocumentReference?_text=GUESS",
                "DocumentReference?_text:contains=GUESS",
                "DocumentReference?_filter=description+co+GUESS",
                "DocumentReference?_query=x",
                "Patient?_list=42",
                "Patient?_has:DocumentReference:subject:description=GUESS",
                "Patient?_has:Observation:patient:code=1234-5",
                "Patient?_has:Provenance:target:agent=Practitioner/x",
                "Patient?_has:List:subject:title=GUESS",
                "Patient?_has:Encounter:patient:_has:DocumentReference:encounter:type=x",
                "Patient?_has:Encounter:patient:_security=x",
                "Patient?_has:Encounter:patient:reason-reference=Observation/1",
                "Patient?_has:Unknown:patient:code=x",
                "List?item:DocumentReference.description=GUESS",
                "List?item:DocumentReference.type=x",
                "List?item.type=x",
                "Provenance?target.patient=P1",
                "Encounter?reason-reference.code=x",
                "Encounter?reason-reference:Observation.code=x",
                "Procedure?encounter.reason-reference=Observation/1",
                "Procedure?encounter.reason-reference=1",
                "Observation?subject:Patient._tag=x",
                "Observation?patient._security=x",
                "DocumentReference?author:missing=true",
                "DocumentReference?author:identifier=s|v",
                "DocumentReference?security-label:missing=true",
                "DocumentReference?security-label:not=x",
                "DocumentReference?_security:not=PSYTHPN",
                "DocumentReference?_security:in=http://x",
                "DocumentReference?_tag:missing=true",
                "DocumentReference?_source:missing=true",
                "DocumentReference?_profile:below=http://x",
                "DocumentReference?_id:missing=false",
                "Observation?performer:missing=true",
                "List?item=N1",
                "List?item:missing=true",
                "List?item:identifier=s|v",
                "List?item=https://ehr.internal/fhir/DocumentReference/N1",
                "List?item=urn:uuid:0e1f7a30-0000-0000-0000-000000000000",
                "List?item=Note/N1",
                "List?item:DocumentReference=Patient/1",
                "List?item=Patient/1,N1",
                "List?_sort=item",
                "Provenance?_sort=target",
                "Provenance?_sort=-patient",
                "AuditEvent?_sort=patient",
                "DocumentReference?_sort=relation",
                "DocumentReference?relation=replaces",
                "DocumentReference?relationship=DocumentReference/N1$replaces",
                "Observation?derived-from=N1",
                "Observation?_include:iterate=Observation:derived-from",
                "Patient?_revinclude:iterate=List:item",
                "AuditEvent?entity=N1",
            })
    void a_filter_that_could_see_a_note_is_refused_whatever_the_data(String target) {
        assertThat(outcome(plan(target))).isEqualTo("400 search-oracle");
    }

    @ParameterizedTest
    @CsvSource({
        "Patient?unknown=x, unknown-parameter",
        "Patient?Name=x, unknown-parameter",
        "Patient?name.given=x, unknown-parameter",
        "Patient?organization.unknown=x, unknown-parameter",
        "Patient?.name=x, malformed-parameter",
        "Patient?name:=x, unknown-parameter",
        "Patient?name:exact:contains=x, unknown-parameter",
        "Patient?general-practitioner.=x, unknown-parameter",
        "Patient?_type=Patient, unknown-parameter",
        "Patient?_contained=true, unknown-parameter",
        "Patient?_containedType=contained, unknown-parameter",
        "Patient?_getpages=abc, unknown-parameter",
        "Patient?_method=DELETE, unknown-parameter",
        "Patient?name:frob=x, unknown-modifier",
        "Patient?name:not=x, unknown-modifier",
        "Patient?birthdate:exact=2020, unknown-modifier",
        "Patient?general-practitioner:above=x, unknown-modifier",
        "Patient?general-practitioner:Patient=x, unknown-modifier",
        "Patient?general-practitioner:Foo.name=x, unknown-modifier",
        "Patient?birthdate:missing=maybe, unknown-modifier",
        "Patient?_include:recurse=Patient:organization, unknown-modifier",
        "Patient?_sort:desc=name, unknown-modifier",
        "Patient?_include=*, malformed-parameter",
        "Patient?_include=Patient:*, malformed-parameter",
        "Patient?_include=Observation:subject, malformed-parameter",
        "Patient?_include=Patient:name, malformed-parameter",
        "Patient?_include=Patient:organization:Foo, malformed-parameter",
        "Patient?_include=Patient:organization:Patient, malformed-parameter",
        "Patient?_revinclude=*, malformed-parameter",
        "Patient?_revinclude=Observation:encounter, malformed-parameter",
        "Patient?_revinclude=Observation:*, malformed-parameter",
        "Patient?_sort=unknown, malformed-parameter",
        "'Patient?_sort=name,', malformed-parameter",
        "Observation?_sort=code-value-quantity, malformed-parameter",
        "DocumentReference?patient=P1;patient=P2, malformed-parameter",
        "Patient?organization=a/b/c, malformed-parameter",
    })
    void what_is_not_known_or_not_plain_is_refused(String target, String reason) {
        assertThat(outcome(plan(target))).isEqualTo("400 " + reason);
    }

    @ParameterizedTest
    @CsvSource({
        "Patient?general-practitioner:Foo.name=x, general-practitioner",
        "Patient?_include:recurse=Patient:organization, _include",
        "Patient?_sort:desc=name, _sort",
        "Patient?birthdate:exact=2020, birthdate",
    })
    void a_refusal_names_the_parameter(String target, String name) {
        String said = plan(target).match(made -> "", refusal -> refusal.diagnostics());
        assertThat(said).contains("`" + name + "`");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DocumentReference?patient=P1",
                "DocumentReference?patient=P2&patient=P1", // QRY-003
                "DocumentReference?subject=Patient/P1",
                "DocumentReference?subject:Patient=P1",
                "DocumentReference?patient.name=a",
                "DocumentReference?author:Practitioner.name=a",
                "DocumentReference?author=Practitioner/x",
                "DocumentReference?type=http://loinc.org%7C11488-4&category:text=x&date=ge2020",
                "DocumentReference?_security=PSYTHPN&_tag=a&_profile=http://x&_source=y&_lastUpdated=gt2020&_id=a,b",
                "DocumentReference?location=Binary/b1",
                "DocumentReference?_include=DocumentReference:subject&_revinclude=Provenance:target",
                "Observation?_include=Observation:derived-from:DocumentReference",
                "MedicationRequest?_include=MedicationRequest:medication&_include:iterate=MedicationRequest:encounter",
                "Observation?code:in=http://x&value-quantity=5.4%7Chttp://unitsofmeasure.org%7Cmg&combo-code-value-quantity=a$5",
                "Observation?encounter:missing=false",
                "Patient?name:exact=a&birthdate:missing=false&organization:identifier=s%7Cv",
                "Patient?_has:Encounter:patient:class=AMB",
                "Encounter?patient:Patient.organization.name=a",
                "List?item:Patient=P1",
                "Provenance?target=Patient/P1,Encounter/e1",
                "Patient?_sort=-birthdate,name,_id,_lastUpdated&_count=50",
                "Binary?_id=b1",
                "DocumentReference?patient=P1&type=http://loinc.org|11488-4&period=ge2020", // US Core
                "DocumentReference?facility=x&setting=y&event=z",
                "CareTeam?patient=P1&status=active&role=x",
                "CareTeam?patient=P1&_include=CareTeam:participant&_include:iterate=PractitionerRole:practitioner",
                "Condition?patient=P1&category=x&asserted-date=ge2020",
                "Encounter?patient=P1&discharge-disposition=x",
                "Goal?patient=P1&description=x&lifecycle-status=active&target-date=ge2020",
                "Patient?race=2106-3&ethnicity=2186-5&gender-identity=x",
                "ExplanationOfBenefit?patient=P1&service-date=ge2020&type=pharmacy", // CARIN Blue Button
            })
    void a_search_that_sees_only_what_is_shown_goes_on(String target) {
        // When
        SearchPlan plan = plan(target).value().orElseThrow();

        // Then
        assertThat(plan.owed()).noneMatch(owed -> owed.wanted() instanceof MatchCondition.OneOf);
        assertThat(plan.upstream())
                .isEqualTo(ask("GET /fhir/" + target).value().orElseThrow().parameters());
    }

    @Test
    void a_reference_to_a_note_is_checked_again_once_the_match_is_stripped() {
        // When
        SearchPlan plan =
                plan("List?item=DocumentReference/N1,Patient/P1").value().orElseThrow();

        // Then
        assertThat(plan.owed())
                .containsExactly(new MatchCondition(
                        Set.of("entry.item"),
                        new MatchCondition.OneOf(
                                Set.of(new Reference("DocumentReference", "N1"), new Reference("Patient", "P1")))));
    }

    @Test
    void a_typed_modifier_names_the_note_as_well() {
        assertThat(plan("DocumentReference?related:DocumentReference=N1")
                        .value()
                        .orElseThrow()
                        .owed())
                .containsExactly(new MatchCondition(
                        Set.of("context.related"),
                        new MatchCondition.OneOf(Set.of(new Reference("DocumentReference", "N1")))));
    }

    @Test
    void an_absolute_reference_below_our_own_base_is_ours_and_goes_on_relative() {
        // When
        SearchPlan plan = plan("List?item=" + Ask.PUBLIC_BASE + "/DocumentReference/N1&source=" + Ask.PUBLIC_BASE
                        + "/Practitioner/x")
                .value()
                .orElseThrow();

        // Then
        assertThat(plan.query()).isEqualTo("item=DocumentReference%2FN1&source=Practitioner%2Fx");
        assertThat(plan.owed()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "Provenance?patient.identifier=x, Provenance?patient:Patient.identifier=x",
        "AuditEvent?patient.name=x, AuditEvent?patient:Patient.name=x",
        "Observation?patient.name=x, Observation?patient.name=x",
    })
    void a_chain_over_what_may_point_to_a_note_says_which_type_it_follows(String asked, String upstream) {
        assertThat(plan(asked).value().orElseThrow().target()).isEqualTo(upstream.replace(":Patient", "%3APatient"));
    }

    @Test
    void what_shapes_the_answer_stays_here() {
        // When
        SearchPlan plan =
                plan("Patient?_elements=name&name=a&_total=accurate&_format=xml&_pretty=true&_count=5000&_sort=name")
                        .value()
                        .orElseThrow();

        // Then
        assertThat(plan.target()).isEqualTo("Patient?name=a&_count=1000&_sort=name");
        assertThat(plan.shaping().total()).isEqualTo(ResultParameters.Total.ACCURATE);
        assertThat(plan.owed())
                .containsExactly(new MatchCondition(
                        Set.of("name"),
                        new MatchCondition.Value(new SearchedValue(Kind.STRING, Optional.empty(), List.of("a")))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Patient?_summary=count&name=a&_count=7", "Patient?_count=0&name=a"})
    void a_count_is_counted_here(String target) {
        // When
        SearchPlan plan = plan(target).value().orElseThrow();

        // Then
        assertThat(plan.query()).isEqualTo("name=a");
        assertThat(plan.shaping().countOnly()).isTrue();
    }

    @Test
    void a_compartment_is_searched_as_its_type() {
        assertThat(plan("Patient/P1/DocumentReference?type=a%7Cb")
                        .value()
                        .orElseThrow()
                        .target())
                .isEqualTo("Patient/P1/DocumentReference?type=a%7Cb");
        assertThat(outcome(plan("Patient/P1/DocumentReference?_content=x"))).isEqualTo("400 search-oracle");
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE /fhir/Patient?identifier=a, 200",
        "DELETE /fhir/Patient?_include=Patient:organization, 400 unknown-parameter",
        "DELETE /fhir/Patient?_sort=name, 400 unknown-parameter",
        "DELETE /fhir/Encounter?reason-reference=Observation/1, 400 search-oracle",
        "DELETE /fhir/Patient?_has:Observation:patient:code=x, 400 search-oracle",
        "DELETE /fhir/Patient?frob=x, 400 unknown-parameter",
    })
    void the_criteria_of_a_write_are_judged_as_a_search(String line, String expected) {
        assertThat(outcome(ask(line).then(PLANNER::criteria))).isEqualTo(expected);
    }

    @Test
    void the_criteria_of_a_create_are_in_its_header() {
        // When
        SearchPlan plan = ask("POST /fhir/Patient", "Content-Type: application/json", "If-None-Exist: identifier=a")
                .then(PLANNER::criteria)
                .value()
                .orElseThrow();

        // Then
        assertThat(plan.query()).isEqualTo("identifier=a");
    }

    @Test
    void every_parameter_of_every_type_is_planned_or_refused_and_never_checks_less_than_it_names() {
        for (String type : FhirVersion.R4.types())
            for (SearchParameters.Definition definition :
                    FhirVersion.R4.searchParameters().of(type)) {
                OrRefusal<SearchPlan> answer = plan(type + "?" + definition.code() + "=DocumentReference/N1");
                if (definition.reaches(Ask.NOTE_TYPES)) {
                    assertThat(answer.value())
                            .as("%s?%s", type, definition.code())
                            .hasValueSatisfying(plan -> {
                                assertThat(plan.owed()).hasSize(1);
                                assertThat(plan.owed().get(0).paths()).isNotEmpty();
                            });
                    assertThat(outcome(plan(type + "?" + definition.code() + "=N1")))
                            .isEqualTo("400 search-oracle");
                    assertThat(outcome(plan(type + "?" + definition.code() + ":missing=true")))
                            .isEqualTo("400 search-oracle");
                }
            }
    }

    @Test
    void a_lenient_search_goes_on_without_what_nobody_knows() {
        // Given
        FhirRequest asked = made(
                "GET /fhir/Observation?patient=p1&ah-practice=1&code:sounds-like=x&subject.shoe=42&_count=5&_total=none",
                "Prefer: return=minimal, handling=lenient");

        // When
        FhirRequest understood = PLANNER.understood(asked);

        // Then
        assertThat(understood.canonical())
                .isEqualTo("Observation?patient=p1&code%3Asounds-like=x&_count=5&_total=none");
        // a modifier that is not known is refused all the same: FHIR R4 3.1.1.5.5
        assertThat(outcome(PLANNER.plan(understood))).isEqualTo("400 unknown-modifier");
    }

    @Test
    void leniency_never_drops_what_is_refused_as_an_oracle() {
        FhirRequest asked = made("GET /fhir/Observation?_content=psychotherapy", "Prefer: handling=lenient");
        assertThat(outcome(PLANNER.plan(PLANNER.understood(asked)))).isEqualTo("400 search-oracle");
        FhirRequest strict = made("GET /fhir/Observation?ah-practice=1", "Prefer: handling=strict");
        assertThat(outcome(PLANNER.plan(PLANNER.understood(strict)))).isEqualTo("400 unknown-parameter");
    }
}
