package org.consentgateway.core.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Yaml;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Identifier;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Test;

class FactsReaderTest {

    private static final ReferenceResolver OURS =
            new ReferenceResolver(FhirVersion.R4, List.of("https://ehr.example/fhir/", "https://gw.example/fhir"));
    private static final Reference P = new Reference("Patient", "p");

    @Test
    void a_document_tells_whose_it_is_who_wrote_it_and_what_it_is() {
        // When
        Facts facts = read("""
                {resourceType: DocumentReference, id: n, meta: {versionId: "3", source: "urn:x#1", profile: [prof],
                   security: [{system: s, code: R}], tag: [{system: t, code: T}]},
                 securityLabel: [{coding: [{system: s, code: PSYTHPN}]}], status: current,
                 type: {coding: [{system: l, code: "1"}]}, category: [{coding: [{system: l, code: c}]}],
                 subject: {reference: "https://ehr.example/fhir/Patient/p/_history/2"},
                 author: [{reference: Practitioner/a}, {reference: "#role"}], authenticator: {reference: Practitioner/z},
                 contained: [{resourceType: PractitionerRole, id: role, practitioner: {reference: Practitioner/b}}],
                 custodian: {reference: Organization/o}, date: "2026-03-10T10:00:00Z",
                 content: [{attachment: {url: "https://gw.example/fhir/Binary/b"}}],
                 context: {encounter: [{reference: Encounter/e}], period: {start: "2026-03-09", end: "2026-03-11"},
                           practiceSetting: {coding: [{system: q, code: k}]}}}
                """);

        // Then
        assertThat(facts.self()).contains(new Reference("DocumentReference", "n"));
        assertThat(facts.subjects()).containsExactly(P);
        assertThat(facts.unreadableSubject()).isFalse();
        assertThat(facts.labels()).containsExactlyInAnyOrder(new Coding("s", "R"), new Coding("s", "PSYTHPN"));
        assertThat(facts.tags()).containsExactly(new Coding("t", "T"));
        assertThat(facts.codes()).containsExactly(new Coding("l", "1"));
        assertThat(facts.categories()).containsExactly(new Coding("l", "c"));
        assertThat(facts.settings()).containsExactly(new Coding("q", "k"));
        assertThat(facts.authors())
                .containsExactlyInAnyOrder(new Reference("Practitioner", "a"), new Reference("Practitioner", "b"));
        assertThat(facts.custodian()).contains(new Reference("Organization", "o"));
        assertThat(facts.encounters()).containsExactly(new Reference("Encounter", "e"));
        assertThat(facts.clinicalDate()).containsExactly("2026-03-09", "2026-03-10T10:00:00Z", "2026-03-11");
        assertThat(facts.references()).contains(P, new Reference("Binary", "b"), new Reference("Practitioner", "z"));
        assertThat(facts.source()).contains("urn:x#1");
        assertThat(facts.profiles()).containsExactly("prof");
        assertThat(facts.versionId()).contains("3");
        assertThat(facts.status()).contains("current");
    }

    @Test
    void what_is_named_by_identifier_alone_is_told_unless_only_people_have_such_a_one() {
        Facts facts = read("""
                {resourceType: Task, id: t, identifier: [{system: s, value: own}],
                 focus: {identifier: {system: s, value: n}},
                 basedOn: [{type: DocumentReference, identifier: {value: m}}],
                 owner: {identifier: {system: s, value: p}},
                 requester: {identifier: {system: "http://hl7.org/fhir/sid/us-npi", value: q}},
                 input: [{valueReference: {identifier: {system: s}}}]}
                """);
        assertThat(facts.mentions().logical())
                .containsExactlyInAnyOrder(
                        new Facts.Logical(new Identifier("s", "n"), Optional.empty()),
                        new Facts.Logical(new Identifier("s", "p"), Optional.empty()),
                        new Facts.Logical(new Identifier("", "m"), Optional.of("DocumentReference")));
    }

    @Test
    void each_type_names_its_author_in_its_own_element() {
        Reference a = new Reference("Practitioner", "a");
        Map<String, String> elements = Map.ofEntries(
                Map.entry("Composition", "author: [{reference: Practitioner/a}]"),
                Map.entry("ClinicalImpression", "assessor: {reference: Practitioner/a}"),
                Map.entry("Communication", "sender: {reference: Practitioner/a}"),
                Map.entry("Observation", "performer: [{reference: Practitioner/a}]"),
                Map.entry("QuestionnaireResponse", "author: {reference: Practitioner/a}"),
                Map.entry("Media", "operator: {reference: Practitioner/a}"),
                Map.entry("DiagnosticReport", "resultsInterpreter: [{reference: Practitioner/a}]"),
                Map.entry("CarePlan", "author: {reference: Practitioner/a}"),
                Map.entry("List", "source: {reference: Practitioner/a}"),
                Map.entry(
                        "Provenance", "agent: [{type: {coding: [{code: author}]}, who: {reference: Practitioner/a}}]"));
        elements.forEach((type, element) -> assertThat(
                        read("{resourceType: " + type + ", " + element + "}").authors())
                .as(type)
                .containsExactly(a));
        assertThat(read("{resourceType: Provenance, agent: [{type: {coding: [{code: enterer}]}, "
                                + "who: {reference: Practitioner/a}}]}")
                        .authors())
                .isEmpty();
    }

    @Test
    void a_subject_that_cannot_be_read_is_told() {
        assertThat(read("{resourceType: Observation, subject: {reference: 'https://else.example/Patient/p'}}")
                        .unreadableSubject())
                .isTrue();
        assertThat(read("{resourceType: Observation, subject: {display: someone}}")
                        .unreadableSubject())
                .isTrue();
        assertThat(read("{resourceType: Observation, subject: {reference: '#p'}}")
                        .unreadableSubject())
                .isTrue();
        assertThat(read("{resourceType: Observation, subject: {reference: Location/l}}")
                        .unreadableSubject())
                .isFalse();
        assertThat(read("{resourceType: Patient}").unreadableSubject()).isTrue();
        assertThat(read("{resourceType: Patient, id: p}").unreadableSubject()).isFalse();
        assertThat(read("{resourceType: Practitioner, id: x}").unreadableSubject())
                .isFalse();
        assertThat(read("{resourceType: Provenance, target: [{reference: 'urn:uuid:1'}]}")
                        .unreadableSubject())
                .isFalse();
        assertThat(read("{resourceType: AuditEvent, entity: [{what: {reference: 'https://e.example/Patient/p'}}]}")
                        .unreadableSubject())
                .isTrue();
    }

    @Test
    void the_subject_stands_where_the_type_puts_it() {
        assertThat(read("{resourceType: Patient, id: p}").subjects()).containsExactly(P);
        assertThat(read("{resourceType: Coverage, beneficiary: {reference: Patient/p}}")
                        .subjects())
                .containsExactly(P);
        assertThat(read("{resourceType: Task, for: {reference: Patient/p}}").subjects())
                .containsExactly(P);
        assertThat(read("{resourceType: Claim, patient: {reference: Patient/p}}")
                        .subjects())
                .containsExactly(P);
        assertThat(read("{resourceType: Observation, subject: {reference: Group/g}}")
                        .subjects())
                .containsExactly(new Reference("Group", "g"));
        assertThat(read("{resourceType: Appointment, participant: [{actor: {reference: Patient/p}}, "
                                + "{actor: {reference: Practitioner/a}}]}")
                        .subjects())
                .containsExactly(P);
        assertThat(read("{resourceType: Account, subject: [{reference: Patient/p}]}")
                        .subjects())
                .containsExactly(P);
    }

    @Test
    void labels_of_elements_are_found_wherever_they_stand() {
        // Given
        String label =
                "{url: 'http://hl7.org/fhir/uv/security-label-ds4p/StructureDefinition/extension-inline-sec-label',"
                        + " valueCoding: {system: s, code: PSYTHPN}}";
        String draft = label.replace("extension-inline", "extension-has-inline");

        // When
        Facts facts = read("{resourceType: Observation, note: [{text: a}, {text: b, extension: [" + label + "]}], "
                + "_valueString: {extension: [" + draft + "]}, "
                + "name: [{_given: [null, {extension: [" + label + "]}]}], "
                + "contained: [{resourceType: Basic, meta: {security: [{system: s, code: PSYTHPN}]}}], "
                + "subject: {modifierExtension: [" + label + "]}, "
                + "extension: [{url: other, valueCoding: {system: s, code: OTHER}}]}");
        Facts whole = read("{resourceType: Observation, extension: [" + label + "]}");
        Facts audit = read("{resourceType: AuditEvent, entity: [{securityLabel: [{system: s, code: PSYTHPN}]}]}");

        // Then
        assertThat(facts.inline())
                .extracting(Facts.InlineLabel::path)
                .containsExactlyInAnyOrder(
                        List.of("note", 1),
                        List.of("valueString"),
                        List.of("name", 0, "given", 1),
                        List.of("subject"),
                        List.of("contained", 0));
        assertThat(facts.labels()).isEmpty();
        assertThat(whole.labels()).containsExactly(new Coding("s", "PSYTHPN"));
        assertThat(whole.inline()).isEmpty();
        assertThat(audit.inline()).extracting(Facts.InlineLabel::path).containsExactly(List.of("entity", 0));
    }

    @Test
    void a_consent_tells_what_it_names_and_whom() {
        // When
        Facts facts = read("{resourceType: Consent, patient: {reference: Patient/p}, organization: [{reference: "
                + "Organization/o}], provision: {type: deny, provision: [{securityLabel: [{system: s, code: PSYTHPN}], "
                + "actor: [{reference: {reference: Practitioner/x}}]}]}}");

        // Then
        assertThat(facts.codes()).containsExactly(new Coding("s", "PSYTHPN"));
        assertThat(facts.recipients()).containsExactly(new Reference("Practitioner", "x"));
    }

    @Test
    void a_composition_tells_its_confidentiality_by_a_bare_code() {
        assertThat(read("{resourceType: Composition, confidentiality: V}").labels())
                .containsExactly(new Coding(Coding.CONFIDENTIALITY, "V"));
    }

    @Test
    void a_code_is_read_from_an_r5_codeable_reference_too() {
        assertThat(read("{resourceType: Procedure, code: {concept: {coding: [{system: s, code: c}]}}}")
                        .codes())
                .containsExactly(new Coding("s", "c"));
    }

    @Test
    void a_resource_with_an_id_that_no_reference_can_name_is_read_and_has_no_reference() {
        assertThat(read("{resourceType: Practitioner, id: a_b}").self()).isEmpty();
        assertThat(read("{resourceType: Practitioner, id: a-b}").self()).contains(new Reference("Practitioner", "a-b"));
    }

    @Test
    void a_label_on_the_metadata_is_one_of_the_resource() {
        // Given
        String label = "{url: 'x/extension-inline-sec-label', valueCoding: {system: s, code: PSYTHPN}}";

        // When
        Facts facts = read("{resourceType: Observation, meta: {extension: [" + label + "]}}");

        // Then
        assertThat(facts.labels()).containsExactly(new Coding("s", "PSYTHPN"));
        assertThat(facts.inline()).isEmpty();
    }

    @Test
    void other_facts_about_others_stay_the_same() {
        // Given
        Facts facts =
                read("{resourceType: Observation, id: o, subject: {reference: 'https://else.example/Patient/q'}}");

        // When
        Facts about = facts.withSubjects(java.util.Set.of(P));

        // Then
        assertThat(about.subjects()).containsExactly(P);
        assertThat(about.unreadableSubject()).isFalse();
        assertThat(about.self()).isEqualTo(facts.self());
    }

    @Test
    void what_has_no_type_is_no_resource() {
        assertThatThrownBy(() -> read("{id: x}")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void only_our_own_bases_are_ours() {
        ReferenceResolver ours =
                new ReferenceResolver(FhirVersion.R4, List.of("https://ehr.example/fhir/", "https://gw.example/fhir"));
        assertThat(ours.resource("https://gw.example/fhir/Patient/p")).contains(P);
        assertThat(ours.resource("https://ehr.example/fhir/Patient/p")).contains(P);
        assertThat(ours.resource("https://ehr.example/fhirx/Patient/p")).isEqualTo(Optional.empty());
        assertThat(ours.resource("https://ehr.example/fhir")).isEmpty();
        assertThat(ours.resource("Patient/p?x=1")).isEmpty();
        assertThat(ours.resource("#p")).isEmpty();
    }

    private static Facts read(String yaml) {
        return FactsReader.read(Yaml.object(yaml), OURS);
    }
}
