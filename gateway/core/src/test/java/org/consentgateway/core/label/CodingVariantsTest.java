package org.consentgateway.core.label;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.label.Background.Review;
import org.consentgateway.core.label.Classification.Note;
import org.consentgateway.core.label.NoteRules.Conclusion;
import org.consentgateway.core.label.NoteRules.Custody;
import org.consentgateway.core.label.NoteRules.Rule;
import org.consentgateway.core.label.NoteRules.Signals;
import org.consentgateway.core.label.NoteRules.Tier;
import org.consentgateway.core.request.Coding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What looks like a protected label in any spelling is protected until it is reviewed; ordinary codings are not. */
class CodingVariantsTest {

    private static final String LOCAL = "https://ehr.example.org/labels";
    private static final Coding PSYTHPN = new Coding(Coding.ACT_CODE, "PSYTHPN");
    private static final Coding LAW = new Coding(Coding.PRIVACY_LAW, "HIPAAPsyNotes");
    private static final Coding STORE = new Coding("https://ehr.example.org/stores", "psych-vault");
    private static final NoteRules RULES = new NoteRules(
            new NoteRules.CarrierTypes(Set.of("DocumentReference"), Set.of()),
            new NoteRules.LabelRules(
                    Set.of(PSYTHPN, LAW, new Coding(Coding.ACT_CODE, "HIPAAPsyNotes")),
                    Map.of(new Coding(LOCAL, "PSYNOTE"), PSYTHPN, new Coding(LOCAL, "R"), PSYTHPN),
                    false),
            Map.of(new Coding(Coding.LOINC, "34865-6"), Tier.S, new Coding(Coding.LOINC, "34869-8"), Tier.X),
            Set.of(new Coding(Coding.NUCC, "103TC0700X")),
            Map.of(
                    Custody.SEPARATE,
                    new Signals(Set.of(STORE), Set.of("https://ehr.example.org/vault"), Set.of()),
                    Custody.MAIN_CHART,
                    new Signals(Set.of(new Coding(LOCAL, "main")), Set.of(), Set.of())),
            Lookout.of(List.of(
                    rule("main", Set.of(), Set.of(Custody.MAIN_CHART), false, Note.NOT),
                    rule("excluded", Set.of(Tier.X), Set.of(), false, Note.NOT),
                    rule("apart", Set.of(), Set.of(Custody.SEPARATE), true, Note.SUSPECTED),
                    rule("strong", Set.of(Tier.S), Set.of(), false, Note.SUSPECTED))),
            Set.of());

    /** Each known label under every odd system, with every odd code, in every odd shape. */
    static Stream<String> odd() {
        List<String> all = new ArrayList<>();
        Map<Coding, String> oids = Map.of(PSYTHPN, "2.16.840.1.113883.5.4", LAW, "2.16.840.1.113883.5.1138");
        oids.forEach((label, oid) -> {
            String bare = label.system().substring("http://".length());
            List<String> systems = List.of(
                    "https://" + bare,
                    label.system() + "/",
                    label.system() + "|9.0.0",
                    "HTTP://" + bare,
                    label.system().toUpperCase(java.util.Locale.ROOT),
                    "URN:OID:" + oid,
                    "urn:OID:" + oid,
                    oid,
                    " " + label.system(),
                    label.system() + "\\u00a0",
                    "",
                    " ",
                    "https://anything.example.org/codes",
                    "http://hl7.org/fhir/" + bare.substring(bare.lastIndexOf('/') + 1),
                    label.system().replace("CodeSystem", "ValueSet"),
                    bare,
                    "www." + bare,
                    label.system() + "#x",
                    "http://terminology.hl7.org/CodeSystem/v3-ActCod");
            for (String system : systems) {
                all.add("[" + coding(system, label.code()) + "]");
                all.add(coding(system, label.code())); // an object where FHIR has an array
            }
            List<String> codes = List.of(
                    label.code().toLowerCase(java.util.Locale.ROOT),
                    " " + label.code(),
                    label.code() + "\\t",
                    label.system() + "|" + label.code(),
                    label.code() + "|",
                    "\\u200b" + label.code(),
                    label.code().substring(0, 3) + "-" + label.code().substring(3));
            for (String code : codes) {
                all.add("[" + coding(label.system(), code) + "]");
                all.add("[" + coding("https://" + bare + "/", code) + "]");
            }
            all.add("[\"" + label.code() + "\"]");
            all.add("\"" + label.code() + "\"");
            all.add("[[" + coding(label.system(), label.code()) + "]]");
            all.add("[{\"coding\": [" + coding("", label.code()) + "]}]");
            all.add("[{\"system\": \"" + label.system() + "\", \"code\": [\"" + label.code() + "\"]}]");
            all.add("{\"valueCoding\": " + coding(label.system() + "|1", label.code()) + "}");
        });
        all.add("[{\"display\": \"psychotherapy note information sensitivity\"}]");
        all.add("[{\"text\": \"Psychotherapy Notes\"}]");
        all.add("[{\"system\": \"http://x.example\", \"display\": \"PSYTHPN\"}]");
        for (String system : List.of(
                "http://ehr.example.org/labels",
                LOCAL + "/",
                LOCAL + "|2",
                "",
                "https://EHR.example.org/Labels",
                "https://ehr.example.org/label",
                "https://other.example.org/x")) all.add("[" + coding(system, "psynote") + "]");
        all.add("[" + coding("http://ehr.example.org/labels/", "R") + "]");
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("odd")
    void a_label_in_an_odd_spelling_is_protected_until_it_is_reviewed(String security) throws Exception {
        for (String meta : List.of("{\"security\": %s}", "[{\"versionId\": \"1\"}, {\"security\": %s}]")) {
            // When
            Facts facts = facts(
                    "{\"resourceType\": \"Condition\", \"id\": \"c\", \"meta\": " + meta.formatted(security) + "}");
            // Then
            assertThat(classified(facts, Optional.empty()).isProtected()).isTrue();
            assertThat(RequiredLookups.of(facts, Optional.empty(), RULES).noteBackground())
                    .isTrue();
            if (classified(facts, Optional.empty()).note() == Note.SUSPECTED) {
                assertThat(RULES.inQuestion(facts)).isTrue();
                assertThat(classified(facts, Optional.of(Review.ORDINARY)).isProtected())
                        .isFalse();
            }
        }
        // in the other places where a label stands
        Facts document = facts("{\"resourceType\": \"DocumentReference\", \"securityLabel\": " + security + "}");
        assertThat(classified(document, Optional.empty()).isProtected()).isTrue();
        Facts inline =
                facts("{\"resourceType\": \"Observation\", \"note\": [{\"text\": \"x\", \"extension\": [{\"url\":"
                        + " \"https://hl7.org/fhir/uv/security-label-ds4p/StructureDefinition/extension-inline-sec-label/\","
                        + " \"valueCoding\": " + security + "}]}]}");
        assertThat(inline.inline()).singleElement().satisfies(part -> assertThat(RULES.protectedByOneOf(part.labels()))
                .isTrue());
        assertThat(RequiredLookups.of(inline, Optional.empty(), RULES).noteBackground())
                .isTrue();
        Facts contained =
                facts("{\"resourceType\": \"Observation\", \"contained\": [{\"resourceType\": \"Basic\", \"id\": \"x\","
                        + "\"meta\": {\"security\": " + security + "}}]}");
        assertThat(contained.inline()).singleElement().satisfies(part -> assertThat(
                        RULES.protectedByOneOf(part.labels()))
                .isTrue());
    }

    @Test
    void no_code_of_a_standard_system_is_caught_but_those_that_protect() throws Exception {
        int seen = 0;
        for (String line : lines("/v3-codes.txt")) {
            String[] codes = line.split(" ");
            for (String code : codes) {
                for (String system : List.of("http://terminology.hl7.org/CodeSystem/" + codes[0], "")) {
                    Coding coding = new Coding(system, code);
                    boolean protects = Set.of("PSYTHPN", "HIPAAPsyNotes").contains(code);
                    assertThat(RULES.protectedByOneOf(Set.of(coding)))
                            .as(coding.toString())
                            .isEqualTo(protects);
                    seen++;
                }
            }
        }
        assertThat(seen).isGreaterThan(2_000);
    }

    @Test
    void no_coding_of_an_ordinary_chart_is_caught() throws Exception {
        Set<Coding> seen = new HashSet<>();
        try (Stream<Path> charts = Files.list(Path.of("../../deploy/sandbox/src/main/resources/synthea"))) {
            for (Path chart : charts.filter(file -> file.toString().contains("patient-"))
                    .limit(6)
                    .toList()) {
                try (InputStream json = new GZIPInputStream(Files.newInputStream(chart))) {
                    codings(JsonReader.object(json), seen);
                }
            }
        }
        assertThat(seen).hasSizeGreaterThan(200);
        for (Coding coding : seen) {
            assertThat(RULES.protectedByOneOf(Set.of(coding)))
                    .as(coding.toString())
                    .isFalse();
            assertThat(CodingVariants.loinc(coding).filter(RULES.tiers()::containsKey))
                    .as(coding.toString())
                    .isEmpty();
        }
    }

    private static void codings(Json json, Set<Coding> seen) {
        if (json instanceof Json.Arr array) array.items().forEach(item -> codings(item, seen));
        if (!(json instanceof Json.Obj object)) return;
        object.text("code")
                .ifPresent(code -> seen.add(new Coding(object.text("system").orElse(""), code)));
        object.members().values().forEach(member -> codings(member, seen));
    }

    @ParameterizedTest
    @CsvSource({
        "http://terminology.hl7.org/CodeSystem/v3-ActCode, PSY",
        "http://terminology.hl7.org/CodeSystem/v3-ActCode, MH",
        "https://terminology.hl7.org/CodeSystem/v3-Confidentiality, R",
        "http://terminology.hl7.org/CodeSystem/v3-Confidentiality/, N",
        "'', R",
        "'', N",
        "http://snomed.info/sct, 228557008",
        "http://ehr.example.org/tags, psychotherapy",
        "http://ehr.example.org/tags, psychiatric-note",
        "http://ehr.example.org/tags, PSYTH",
        "https://example.org/other, R",
    })
    void an_ordinary_label_in_any_spelling_is_not_caught(String system, String code) throws Exception {
        Facts facts = facts("{\"resourceType\": \"DocumentReference\", \"meta\": {\"security\": ["
                + coding(system, code) + "], \"tag\": [" + coding(system, code) + "]}, \"securityLabel\": ["
                + coding(system, code) + "]}");
        assertThat(classified(facts, Optional.empty()).note()).isEqualTo(Note.NOT);
        assertThat(RULES.inQuestion(facts)).isFalse();
        assertThat(RequiredLookups.of(facts, Optional.empty(), RULES)).isEqualTo(RequiredLookups.NOTHING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://loinc.org|34865-6",
                "https://loinc.org|34865-6",
                "|34865-6",
                "http://loinc.org/|34865-6",
                "http://loinc.org|LOINC:34865-6",
                "http://www.loinc.org| 34865-6 ",
                "URN:OID:2.16.840.1.113883.6.1|34865-6",
                "http://local.example.org/types|34865-6",
                "LOINC|34865-6"
            })
    void a_type_of_note_protects_in_any_spelling(String type) throws Exception {
        Facts facts = facts("{\"resourceType\": \"DocumentReference\", \"type\": {\"coding\": ["
                + coding(type.substring(0, type.indexOf('|')), type.substring(type.indexOf('|') + 1)) + "]}}");
        assertThat(classified(facts, Optional.empty()).note()).isEqualTo(Note.SUSPECTED);
    }

    @Test
    void what_opens_is_read_to_the_letter() throws Exception {
        // an excluded type that is nearly one does not outweigh a type of note
        Facts facts = facts("{\"resourceType\": \"DocumentReference\", \"type\": {\"coding\": ["
                + coding("https://loinc.org", "34869-8") + "," + coding("http://loinc.org", "34865-6") + "]}}");
        assertThat(classified(facts, Optional.empty()).note()).isEqualTo(Note.SUSPECTED);
        Facts main = facts("{\"resourceType\": \"DocumentReference\", \"meta\": {\"tag\": ["
                + coding(LOCAL + "/", "main") + "]}, \"type\": {\"coding\": [" + coding("", "34865-6") + "]}}");
        assertThat(classified(main, Optional.empty()).note()).isEqualTo(Note.SUSPECTED);
        // custody that protects, and the profession of an author, in any spelling
        for (String meta : List.of(
                "{\"source\": \"http://ehr.example.org/vault/#7\"}",
                "{\"tag\": [" + coding("http://ehr.example.org/stores/", "Psych-Vault") + "]}")) {
            Facts apart = facts("{\"resourceType\": \"DocumentReference\", \"meta\": " + meta + "}");
            assertThat(Classify.classify(apart, background("https://nucc.org/provider-taxonomy"), RULES)
                            .note())
                    .isEqualTo(Note.SUSPECTED);
            assertThat(Classify.classify(apart, background("http://snomed.info/sct"), RULES)
                            .note())
                    .isEqualTo(Note.NOT);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://terminology.hl7.org/CodeSystem/v3-ActCode, PSYTHPN",
        "http://terminology.hl7.org/CodeSystem/v3-ActCode/, mh",
        "urn:x, psythpn",
        "URN:OID:2.16.840.1.113883.5.25, r",
        "http://terminology.hl7.org/CodeSystem/v3-ActCode|3, SPI",
    })
    void a_denial_in_any_spelling_covers_what_it_names(String system, String code) {
        assertThat(Sensitivity.denialCovers(new Coding(system, code), Set.of(PSYTHPN), true))
                .isTrue();
        assertThat(Sensitivity.denialCovers(new Coding(system, code), Set.of(), false))
                .isFalse();
    }

    @Test
    void a_denial_covers_a_label_in_any_spelling_and_no_other() {
        Coding eth = new Coding("https://terminology.hl7.org/CodeSystem/v3-ActCode/", "eth");
        assertThat(Sensitivity.denialCovers(new Coding(Coding.ACT_CODE, "SUD"), Set.of(eth), false))
                .isTrue();
        assertThat(Sensitivity.denialCovers(new Coding(Coding.ACT_CODE, "HIV"), Set.of(eth), false))
                .isFalse();
        assertThat(Sensitivity.denialCovers(
                        new Coding("https://hospital.example/l/", "vip"),
                        Set.of(new Coding("http://hospital.example/l", "VIP")),
                        false))
                .isTrue();
        assertThat(Sensitivity.denialCovers(
                        new Coding(Coding.CONFIDENTIALITY, "R"),
                        Set.of(new Coding("https://terminology.hl7.org/CodeSystem/v3-Confidentiality", "N")),
                        false))
                .isFalse();
    }

    private static Rule rule(String name, Set<Tier> tiers, Set<Custody> custody, boolean author, Note then) {
        return new Rule(
                name,
                Set.of(),
                Set.of(),
                tiers,
                custody,
                author,
                Recognition.NONE,
                new Conclusion(then, Optional.empty()));
    }

    private static Background background(String system) {
        return Background.of(
                new Subjects.Known(Set.of()),
                new Background.Authorship(Set.of(), Set.of(new Coding(system, "103TC0700X"))),
                Background.Membership.NONE);
    }

    private static Classification classified(Facts facts, Optional<Review> review) {
        return Classify.classify(
                facts,
                new Background(
                        new Subjects.Known(Set.of()),
                        Background.Authorship.UNKNOWN,
                        Background.Membership.NONE,
                        Background.VitalStatus.UNKNOWN,
                        new Background.NoteEvidence(Optional.empty(), review, StrictestSeen.NOTHING, Map.of()),
                        Set.of(),
                        CallerWrites.NONE),
                RULES);
    }

    private static String coding(String system, String code) {
        String of = system.isEmpty() ? "" : "\"system\": \"" + system + "\", ";
        return "{" + of + "\"code\": \"" + code + "\"}";
    }

    private static Facts facts(String json) throws MalformedJson {
        return FactsReader.read(
                JsonReader.object(json.getBytes(StandardCharsets.UTF_8)),
                new ReferenceResolver(FhirVersion.R4, List.of()));
    }

    private static List<String> lines(String resource) throws IOException {
        try (InputStream file = Objects.requireNonNull(CodingVariantsTest.class.getResourceAsStream(resource))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }
}
