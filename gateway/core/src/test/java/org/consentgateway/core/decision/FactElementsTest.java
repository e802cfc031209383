package org.consentgateway.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.Yaml;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.FactsReader;
import org.consentgateway.core.label.ReferenceResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two versions are compared by what decisions rest on, whatever its wording. 45 CFR 164.312(c)(1): protected "from improper
 * alteration or destruction".
 */
class FactElementsTest {

    private static final ReferenceResolver OURS =
            new ReferenceResolver(FhirVersion.R4, List.of("https://ehr.example/fhir"));

    private static final String LETTER = """
            resourceType: DocumentReference
            id: d
            meta:
              source: urn:hospital
              profile: [urn:profile]
              security: [{system: urn:labels, code: secret}]
              tag: [{system: urn:tags, code: ward}]
            type: {coding: [{system: urn:kinds, code: letter}], text: Letter}
            category: [{coding: [{system: urn:shelves, code: clinical}]}]
            subject: {reference: Patient/p}
            author: [{reference: Practitioner/a}, {reference: Practitioner/b}]
            custodian: {reference: Organization/o}
            relatesTo: [{target: {reference: Encounter/e}}, {target: {reference: Encounter/f}}, {target: {reference: List/l}}]
            context:
              encounter: [{reference: Encounter/e}]
              practiceSetting: {coding: [{system: urn:settings, code: unit}]}
              period: {start: "2026-01-01"}
            description: first
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    another patient           | Patient/p                       | Patient/q
                    one who cannot be told    | subject: {reference: Patient/p} | subject: [{reference: Patient/p}, {reference: urn:uuid:1}]
                    another author            | Practitioner/b                  | Practitioner/c
                    an author less            | , {reference: Practitioner/b}   | ''
                    another keeper            | Organization/o                  | Organization/n
                    no keeper                 | custodian:                      | kept:
                    """)
    void other_people_are_other_facts(String what, String said, String otherwise) {
        Facts before = facts(LETTER);
        Facts after = facts(changed(said, otherwise));

        assertThat(FactElements.samePeople(before, after)).as(what).isFalse();
        assertThat(FactElements.same(before, after)).as(what).isFalse();
        assertThat(FactElements.people(after)).as(what).isNotEqualTo(FactElements.people(before));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    label     | code: secret                        | code: public
                    tag       | code: ward                          | code: home
                    code      | code: letter                        | code: report
                    category  | code: clinical                      | code: legal
                    setting   | code: unit                          | code: surgery
                    name      | text: Letter                        | text: Psychotherapy note
                    encounter | encounter: [{reference: Encounter/e | encounter: [{reference: Encounter/f
                    date      | 2026-01-01                          | 2026-01-02
                    reference | List/l                              | List/k
                    source    | urn:hospital                        | urn:practice
                    profile   | urn:profile                         | urn:other
                    """)
    void what_a_rule_or_a_consent_finds_by_is_a_fact(String what, String said, String otherwise) {
        Facts before = facts(LETTER);
        Facts after = facts(changed(said, otherwise));

        assertThat(FactElements.same(before, after)).as(what).isFalse();
        assertThat(FactElements.samePeople(before, after)).as(what).isTrue();
        assertThat(FactElements.people(after)).as(what).isEqualTo(FactElements.people(before));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    content          | description: first | description: second
                    order of authors | [{reference: Practitioner/a}, {reference: Practitioner/b}] | [{reference: Practitioner/b}, {reference: Practitioner/a}]
                    our own base     | Organization/o | https://ehr.example/fhir/Organization/o
                    """)
    void content_and_wording_are_no_facts(String what, String said, String otherwise) {
        Facts before = facts(LETTER);
        Facts after = facts(changed(said, otherwise));

        assertThat(FactElements.same(before, after)).as(what).isTrue();
        assertThat(FactElements.samePeople(before, after)).as(what).isTrue();
        assertThat(FactElements.people(after)).as(what).isEqualTo(FactElements.people(before));
    }

    @Test
    void people_are_told_by_kind_patients_authors_and_keeper() {
        assertThat(FactElements.people(facts(LETTER)))
                .isEqualTo("DocumentReference [Patient/p]false[Practitioner/a, Practitioner/b]"
                        + "Optional[Organization/o]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    true                                   | false                                                            | other
                    true                                   | "true"                                                           | other
                    7                                      | 8                                                                | other
                    active                                 | inactive                                                         | other
                    active                                 | active                                                           | same
                    [{code: a}, {code: b}]                 | [{code: b}, {code: a}]                                           | same
                    [{code: a}, {code: b}]                 | [{code: a}]                                                      | other
                    [{code: a}]                            | {code: a}                                                        | other
                    [{code: a}]                            | []                                                               | other
                    {code: a, system: s}                   | {system: s, code: a}                                             | same
                    {code: a}                              | {code: b}                                                        | other
                    {code: a}                              | {system: a}                                                      | other
                    {code: a, display: one}                | {code: a, display: two}                                          | same
                    {code: a, text: one}                   | {code: a}                                                        | same
                    {code: a, id: one}                     | {code: a, id: two}                                               | same
                    {coding: [{code: a, display: one}]}    | {coding: [{code: a}]}                                            | same
                    {reference: Patient/p}                 | {reference: Patient/q}                                           | other
                    {reference: Patient/p}                 | {reference: "https://ehr.example/fhir/Patient/p"}                | same
                    {reference: Patient/p}                 | {reference: "https://elsewhere.example/fhir/Patient/p"}          | other
                    {reference: "#a"}                      | {reference: "#b"}                                                | other
                    {reference: {reference: Patient/p}}    | {reference: {reference: "https://ehr.example/fhir/Patient/p"}}   | same
                    {reference: {reference: Patient/p}}    | {reference: {reference: Patient/q}}                              | other
                    {url: Patient/p}                       | {url: "https://ehr.example/fhir/Patient/p"}                      | other
                    """)
    void an_element_is_compared_whatever_its_wording_its_order_and_its_base(String said, String otherwise, String is) {
        String before = FactElements.plain(Yaml.object("{member: " + said + "}"), "member", OURS);
        String after = FactElements.plain(Yaml.object("{member: " + otherwise + "}"), "member", OURS);

        assertThat(after.equals(before)).isEqualTo(is.equals("same"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {birthDate: "1970"}                            | {"":"1970"}-
                    {birthDate: "1970", _birthDate: {extension: 1}} | {"":"1970"}{extension={"":1}}
                    {_birthDate: {extension: 1}}                   | -{extension={"":1}}
                    {gender: male}                                 | --
                    """)
    void an_element_is_its_value_and_the_extensions_of_its_value(String patient, String plain) {
        Json.Obj resource = Yaml.object(patient);

        assertThat(FactElements.plain(resource, "birthDate", OURS)).isEqualTo(plain);
    }

    @Test
    void what_is_not_there_is_nothing() {
        assertThat(FactElements.plain(Yaml.object("{gender: male}"), "birthDate", OURS))
                .isEqualTo(FactElements.NOTHING);
    }

    private static String changed(String said, String otherwise) {
        assertThat(LETTER).contains(said);
        return LETTER.replaceFirst(Pattern.quote(said), otherwise);
    }

    private static Facts facts(String yaml) {
        return FactsReader.read(Yaml.object(yaml), OURS);
    }
}
