package org.consentgateway.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.Yaml;
import org.consentgateway.core.label.ReferenceResolver;
import org.consentgateway.core.law.PackReader;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;
import org.consentgateway.core.request.Scopes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nobody writes their own permission: who asks is verified, and by somebody else. 45 CFR 164.514(h)(1). */
class WriteLawTest {

    private static final ReferenceResolver OURS =
            new ReferenceResolver(FhirVersion.R4, List.of("https://ehr.example/fhir"));
    private static final WriteLaw LAW = new WriteLaw(Packs.HIPAA, OURS);

    /** At a site where the unit of an encounter tells notes. */
    private static final WriteLaw BY_UNIT = new WriteLaw(
            site("notes: {rules: [{name: unit, types: [DocumentReference], "
                    + "encounter: {places: [Location/unit]}, then: suspected}]}"),
            OURS);

    /** At a site where consents are the consent managers' to write. */
    private static final WriteLaw MANAGED =
            new WriteLaw(site("writes: {consent-manager: {Consent: [provision]}}"), OURS);

    private static final String LABEL =
            "meta: {security: [{system: \"http://terminology.hl7.org/CodeSystem/v3-ActCode\", code: PSYTHPN}]}";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Patient     | birthDate: "1970"                            | birthDate: "1970"                            | none
                    Patient     | birthDate: "1970"                            | birthDate: "1970", gender: male              | none
                    Patient     | birthDate: "1970"                            | birthDate: "1971"                            | registrar
                    Patient     | gender: male                                 | gender: male, birthDate: "1971"              | registrar
                    Patient     | birthDate: "1970"                            | gender: male                                 | registrar
                    Patient     | birthDate: "1970"                            | birthDate: "1970", _birthDate: {id: a, extension: [{url: u}]} | registrar
                    CareTeam    | status: active                               | status: inactive                             | registrar
                    Binary      | securityContext: {reference: Patient/p}      | securityContext: {reference: Patient/q}      | labeller
                    Observation | valueString: a                               | valueString: b                               | none
                    Observation | subject: {reference: Patient/p}              | subject: {reference: Patient/q}              | registrar
                    Observation | subject: {reference: Patient/p}              | subject: {reference: "https://ehr.example/fhir/Patient/p"} | none
                    Observation | performer: [{reference: Practitioner/a}]     | performer: [{reference: Practitioner/b}]     | registrar
                    Composition | custodian: {reference: Organization/a}       | custodian: {reference: Organization/b}       | registrar
                    Observation | status: final                                | LABEL                                        | labeller
                    Observation | LABEL                                        | status: final                                | labeller
                    Observation | subject: {reference: Patient/p}              | subject: {reference: Patient/q}, LABEL       | labeller registrar
                    Consent     | provision: {type: permit}                    | provision: {type: deny}                      | none
                    """)
    void what_decisions_rest_on_is_not_everybodys_to_change(String type, String shown, String sent, String lacking) {
        Json.Obj before = resource(type, shown);
        Json.Obj after = resource(type, sent);

        assertThat(roles(LAW.lackingToReplace(before, after, holding("none")))).isEqualTo(lacking);
        assertThat(LAW.lackingToReplace(before, after, holding("labeller registrar")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    none                  | labeller registrar
                    registrar             | labeller
                    labeller              | registrar
                    labeller registrar    | none
                    consent-manager       | labeller registrar
                    privacy-officer       | labeller registrar
                    """)
    void one_role_does_not_stand_in_for_another(String held, String lacking) {
        Json.Obj shown = resource("Observation", "subject: {reference: Patient/p}");
        Json.Obj sent = resource("Observation", "subject: {reference: Patient/q}, LABEL");

        assertThat(roles(LAW.lackingToReplace(shown, sent, holding(held)))).isEqualTo(lacking);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    provision: {type: permit}           | provision: {type: deny}                 | consent-manager
                    provision: {type: permit}           | provision: {type: permit}, status: draft | none
                    """)
    void a_site_gives_consents_to_their_managers(String shown, String sent, String lacking) {
        Json.Obj before = resource("Consent", shown);
        Json.Obj after = resource("Consent", sent);

        assertThat(roles(MANAGED.lackingToReplace(before, after, holding("registrar"))))
                .isEqualTo(lacking);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Patient      | gender: male                           | none      | none
                    Patient      | birthDate: "1970"                      | none      | registrar
                    Patient      | _birthDate: {extension: [{url: u}]}    | none      | registrar
                    Patient      | link: [{other: {reference: Patient/b}}] | registrar | registrar
                    Patient      | _link: [{id: a}]                       | registrar | registrar
                    Practitioner | active: true                           | none      | registrar
                    Practitioner | identifier: [{value: a}]               | registrar | registrar
                    Binary       | securityContext: {reference: List/a}   | none      | labeller
                    Observation  | valueString: a                         | none      | none
                    """)
    void who_makes_or_takes_away_what_names_somebody_is_a_registrar(
            String type, String sent, String anyId, String chosenId) {
        Json.Obj resource = resource(type, sent);

        assertThat(roles(LAW.lackingToCreate(resource, false, holding("none")))).isEqualTo(anyId);
        assertThat(roles(LAW.lackingToCreate(resource, true, holding("none")))).isEqualTo(chosenId);
        assertThat(roles(LAW.lackingToDelete(resource, holding("none")))).isEqualTo(chosenId);
        assertThat(LAW.lackingToDelete(resource, holding("labeller registrar"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    p by a         | p by a         | none      | {}
                    p by a         | p by b         | registrar | {Bundle/x=[facts]}
                    p by a         | q by a         | registrar | {Bundle/x=[facts]}
                    p by a         | p by a, q by b | none      | {Bundle/x=[facts]}
                    p by a, q by b | p by a         | none      | {Bundle/x=[facts]}
                    p by a, q by b | q by b, p by a | none      | {}
                    p by a, q by b | p by b, q by a | registrar | {Bundle/x=[facts]}
                    p by a, p by a | p by a, p by b | registrar | {Bundle/x=[facts]}
                    p by a, p by a | p by a         | none      | {Bundle/x=[facts]}
                    """)
    void a_part_is_not_given_to_other_people(String shown, String sent, String lacking, String facts) {
        Json.Obj before = resource("Bundle", parts(shown));
        Json.Obj after = resource("Bundle", parts(sent));

        assertThat(roles(LAW.lackingToReplace(before, after, holding("none")))).isEqualTo(lacking);
        assertThat(written(LAW, "Bundle", parts(shown), parts(sent))).isEqualTo(facts);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Patient     | none                     | gender: male                           | {}
                    Patient     | none                     | birthDate: "1970"                      | {Patient/x=[birthDate]}
                    Patient     | birthDate: "1970"        | none                                   | {Patient/x=[birthDate]}
                    Patient     | birthDate: "1970"        | birthDate: "1970", gender: male        | {}
                    Patient     | birthDate: "1970"        | birthDate: "1971"                      | {Patient/x=[birthDate]}
                    Patient     | birthDate: "1970"        | birthDate: "1970", _birthDate: {a: 1}  | {Patient/x=[birthDate]}
                    Patient     | gender: male             | birthDate: "1970", identifier: [{value: a}] | {Patient/x=[birthDate, identifier]}
                    Consent     | none                     | status: active                         | {Consent/x=[facts]}
                    Consent     | status: active           | none                                   | {Consent/x=[facts]}
                    Consent     | status: active           | status: active                         | {Consent/x=[facts]}
                    Observation | none                     | subject: {reference: Patient/p}        | {}
                    Observation | subject: {reference: Patient/p} | none                            | {}
                    Observation | subject: {reference: Patient/p} | subject: {reference: Patient/p}, valueString: a | {}
                    Observation | subject: {reference: Patient/p} | subject: {reference: Patient/q} | {Observation/x=[facts]}
                    Observation | status: final            | LABEL                                  | {Observation/x=[facts]}
                    Composition | type: {text: Letter}     | type: {text: Report}                   | {}
                    Composition | type: {text: Letter}     | type: {text: Psychotherapy note}       | {Composition/x=[facts]}
                    """)
    void what_decisions_rest_on_is_the_writers_word(String type, String before, String after, String written) {
        assertThat(written(LAW, type, before, after)).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    none  | b     | {Patient/b=[link], Patient/x=[facts, link]}
                    b     | none  | {Patient/b=[link], Patient/x=[facts, link]}
                    b     | b     | {}
                    b     | c     | {Patient/b=[link], Patient/c=[link], Patient/x=[facts, link]}
                    b     | b, c  | {Patient/b=[link], Patient/c=[link], Patient/x=[facts, link]}
                    b, c  | c     | {Patient/b=[link], Patient/c=[link], Patient/x=[facts, link]}
                    x     | c     | {Patient/c=[link], Patient/x=[facts, link]}
                    """)
    void a_link_is_as_much_the_word_of_the_one_as_of_the_other(String before, String after, String written) {
        assertThat(written(LAW, "Patient", links(before), links(after))).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    link: [{other: {reference: Patient/x}}], birthDate: "1970"                     | {Patient/x=[birthDate, link]}
                    link: [{other: {reference: "https://ehr.example/fhir/Patient/b"}}]             | {Patient/b=[link], Patient/x=[link]}
                    link: [{other: {reference: "https://elsewhere.example/fhir/Patient/b"}}]       | {Patient/x=[link]}
                    link: [{other: {display: b}}, {type: seealso}]                                 | {Patient/x=[link]}
                    """)
    void a_link_reaches_whom_it_names_here(String sent, String written) {
        assertThat(written(LAW, "Patient", "none", sent)).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Location    | name: Unit     | name: Ward     | {}                     | {Location/x=[surroundings]}
                    Location    | name: Unit     | none           | {}                     | {Location/x=[surroundings]}
                    Location    | name: Unit     | name: Unit     | {}                     | {}
                    Location    | name: Unit     | name: Unit, description: a | {}         | {}
                    Location    | none           | name: Unit     | {}                     | {}
                    Observation | valueString: a | valueString: b | {}                     | {}
                    Observation | valueString: a | none           | {}                     | {}
                    Encounter   | location: [{location: {reference: Location/a}}] | location: [{location: {reference: Location/b}}] | {Encounter/x=[facts]} | {Encounter/x=[facts, surroundings]}
                    """)
    void where_it_was_made_is_the_writers_word_at_a_site_that_asks_it(
            String type, String before, String after, String nobodyAsks, String asked) {
        assertThat(written(LAW, type, before, after)).isEqualTo(nobodyAsks);
        assertThat(written(BY_UNIT, type, before, after)).isEqualTo(asked);
    }

    @Test
    void the_label_of_a_note_that_is_taken_off_is_told() {
        Json.Obj labelled = resource("Observation", "LABEL");
        Json.Obj bare = resource("Observation", "status: final");

        assertThat(LAW.labelsTaken(labelled, bare)).containsExactly("*");
        assertThat(LAW.labelsTaken(bare, labelled)).isEmpty();
    }

    private static String written(WriteLaw law, String type, String before, String after) {
        Map<Reference, Set<String>> written =
                law.written(new Reference(type, "x"), version(type, before), version(type, after));
        return new TreeMap<>(written).toString();
    }

    private static Optional<Json.Obj> version(String type, String members) {
        return members.equals("none") ? Optional.empty() : Optional.of(resource(type, members));
    }

    private static Json.Obj resource(String type, String members) {
        return Yaml.object("{resourceType: " + type + ", id: x, " + members.replace("LABEL", LABEL) + "}");
    }

    /** {@code p by a, q by b}: a part about p by a, and one about q by b. */
    private static String parts(String text) {
        return Stream.of(text.split(", ", -1))
                .map(part -> part.split(" by ", -1))
                .map(part -> "{resource: {resourceType: Observation, subject: {reference: Patient/" + part[0]
                        + "}, performer: [{reference: Practitioner/" + part[1] + "}]}}")
                .collect(Collectors.joining(", ", "entry: [", "]"));
    }

    private static String links(String others) {
        if (others.equals("none")) return "gender: male";
        return Stream.of(others.split(", ", -1))
                .map(other -> "{other: {reference: Patient/" + other + "}}")
                .collect(Collectors.joining(", ", "link: [", "]"));
    }

    private static Caller holding(String roles) {
        Set<Role> held = EnumSet.noneOf(Role.class);
        for (String role : roles.split(" ", -1)) Role.of(role).ifPresent(held::add);
        return new Caller(
                "subject",
                "client",
                Optional.of(new Reference("Practitioner", "nurse")),
                Optional.empty(),
                Caller.PurposeOfUse.of(Set.of()),
                new Caller.Permissions(new Scopes(List.of()), Optional.empty(), held));
    }

    private static String roles(Set<Role> roles) {
        return roles.isEmpty()
                ? "none"
                : roles.stream().map(Role::code).sorted().collect(Collectors.joining(" "));
    }

    private static PolicyPack site(String own) {
        Json.Obj base = Packs.yaml(Path.of("../../fhir-profiles/src/main/resources/packs/us-hipaa.yaml"));
        Json.Obj overlay = Yaml.object("{id: site, version: 1.0.0, extends: us-hipaa, " + own + "}");
        List<String> problems = new ArrayList<>();
        return PackReader.read(List.of(base, overlay), Packs.ORG, ZoneId.of("UTC"), problems)
                .orElseThrow(() -> new IllegalStateException(String.join("\n", problems)));
    }
}
