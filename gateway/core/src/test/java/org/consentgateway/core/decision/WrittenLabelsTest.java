package org.consentgateway.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.Yaml;
import org.consentgateway.core.label.ReferenceResolver;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Only a labeller changes labels, but that authors add one to what they wrote: a label is what shows that a psychotherapy
 * note is "separated from the rest of the individual's medical record". 45 CFR 164.501; 164.312(c)(1).
 */
class WrittenLabelsTest {

    private static final WrittenLabels LABELS =
            new WrittenLabels(Packs.HIPAA.notes(), ReferenceResolver.relative(FhirVersion.R4));

    private static final String INLINE =
            "http://hl7.org/fhir/uv/security-label-ds4p/StructureDefinition/extension-inline-sec-label";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    nurse  | none                  | none          | free
                    nurse  | ETH                   | ETH           | free
                    nurse  | none                  | ETH           | a labeller's
                    nurse  | ETH                   | ETH PSYTHPN   | a labeller's
                    nurse  | ETH                   | none          | a labeller's
                    nurse  | PSYTHPN               | none          | a labeller's
                    nurse  | none                  | tag:PSYTHPN   | a labeller's
                    nurse  | tag:PSYTHPN           | none          | a labeller's
                    nurse  | tag:PSYTHPN           | PSYTHPN       | free
                    nurse  | none                  | tag:ETH       | free
                    nurse  | tag:ETH               | none          | free
                    nurse  | tag:PSYCHOTHERAPYNOTE | none          | a labeller's
                    nurse  | ETH                   | ETH SUBSETTED | free
                    nurse  | ETH SUBSETTED         | ETH           | free
                    author | none                  | ETH           | free
                    author | ETH                   | ETH PSYTHPN   | free
                    author | none                  | tag:PSYTHPN   | free
                    author | ETH                   | none          | a labeller's
                    author | ETH                   | HIV           | a labeller's
                    author | PSYTHPN               | none          | a labeller's
                    author | tag:PSYCHOTHERAPYNOTE | none          | a labeller's
                    """, quoteCharacter = '`')
    void a_label_on_a_resource_is_a_labellers_but_that_its_author_adds_one(
            String who, String before, String after, String whose) {
        assertThat(free(who, labelled(before), labelled(after))).isEqualTo(whose.equals("free"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    nurse  | a                  | a, b               | free
                    nurse  | a ETH              | a ETH              | free
                    nurse  | a ETH, b           | a ETH, b, c        | free
                    nurse  | a ETH, b           | a ETH              | free
                    nurse  | a ETH              | changed ETH        | free
                    nurse  | a ETH              | a HIV              | a labeller's
                    nurse  | a ETH, b           | a, b ETH           | a labeller's
                    nurse  | a ETH, b HIV       | a HIV, b ETH       | a labeller's
                    nurse  | a ETH, a           | a                  | free
                    nurse  | a ETH, a           | a, a               | a labeller's
                    nurse  | a                  | a ETH              | a labeller's
                    nurse  | a ETH, b           | a ETH, b ETH       | a labeller's
                    nurse  | a, b               | a, c ETH           | a labeller's
                    nurse  | a                  | a, b ETH           | free
                    nurse  | a                  | a, b ETH, c        | free
                    nurse  | a ETH              | a ETH, b ETH, c    | free
                    nurse  | a ETH              | a ETH, b HIV       | free
                    nurse  | a ETH, b           | b                  | free
                    nurse  | a ETH, b           | a, b               | a labeller's
                    nurse  | a ETH, b           | b, c               | a labeller's
                    nurse  | a ETH, b ETH, c    | a ETH, b, c        | a labeller's
                    nurse  | a ETH, b ETH, c    | a ETH, c           | free
                    nurse  | a ETH, b           | a ETH HIV, b, c    | a labeller's
                    nurse  | a ETH, b           | c HIV, b           | free
                    nurse  | a ETH, b           | c HIV, d           | a labeller's
                    nurse  | a ETH, b           | c ETH HIV          | free
                    nurse  | a ETH              | none               | free
                    nurse  | none               | a ETH              | free
                    nurse  | a PSYTHPN, b       | a, b               | a labeller's
                    nurse  | a PSYTHPN, b       | b                  | free
                    author | a                  | a ETH              | free
                    author | a ETH, b           | a ETH, b ETH       | free
                    author | a ETH              | a ETH HIV          | free
                    author | a ETH              | a HIV              | a labeller's
                    author | a ETH, b           | a, b               | a labeller's
                    author | a ETH, b ETH, c    | a ETH, b, c        | a labeller's
                    author | a PSYTHPN          | a                  | a labeller's
                    """, quoteCharacter = '`')
    void a_label_on_an_annotation_comes_and_goes_with_it(String who, String before, String after, String whose) {
        assertThat(free(who, annotated(before), annotated(after))).isEqualTo(whose.equals("free"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    nurse  | value     | value ETH | a labeller's
                    nurse  | value ETH | value     | a labeller's
                    nurse  | value ETH | value ETH | free
                    nurse  | value     | other     | free
                    nurse  | none      | value ETH | free
                    nurse  | value ETH | none      | free
                    author | value     | value ETH | free
                    author | value ETH | value     | a labeller's
                    """, quoteCharacter = '`')
    void a_label_on_a_single_value_comes_and_goes_with_it(String who, String before, String after, String whose) {
        assertThat(free(who, valued(before), valued(after))).isEqualTo(whose.equals("free"));
    }

    @Test
    void a_label_on_a_list_as_a_whole_is_on_all_of_it() {
        // Given
        Json.Obj before = observation("instantiates: [urn:a]");
        Json.Obj after = observation("instantiates: [urn:a], _instantiates: {extension: [" + inline("ETH") + "]}");

        // Then
        assertThat(free("nurse", before, after)).isFalse();
        assertThat(free("nurse", after, before)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    none                  | none                  | nothing
                    none                  | PSYTHPN               | nothing
                    PSYTHPN               | PSYTHPN               | nothing
                    PSYTHPN               | tag:PSYTHPN           | nothing
                    PSYTHPN ETH           | PSYTHPN               | nothing
                    ETH                   | none                  | nothing
                    PSYTHPN               | none                  | *
                    PSYTHPN               | ETH                   | *
                    tag:PSYTHPN           | tag:ETH               | *
                    PSYCHOTHERAPYNOTE     | none                  | *
                    tag:PSYCHOTHERAPYNOTE | none                  | *
                    """)
    void who_takes_the_label_of_a_note_takes_it_from_the_whole(String before, String after, String taken) {
        assertThat(taken(labelled(before), labelled(after))).isEqualTo(taken);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a PSYTHPN            | a PSYTHPN            | nothing
                    a PSYTHPN            | a PSYTHPN, b         | nothing
                    a PSYTHPN            | a PSYTHPN, b PSYTHPN | nothing
                    a                    | a PSYTHPN            | nothing
                    a ETH                | a                    | nothing
                    a PSYTHPN, b         | b                    | nothing
                    a PSYTHPN, b PSYTHPN | b PSYTHPN            | nothing
                    a PSYTHPN, b ETH     | a PSYTHPN, b         | nothing
                    a PSYTHPN            | none                 | nothing
                    a PSYTHPN            | a                    | note
                    a PSYTHPN            | a ETH                | note
                    a PSYTHPN, b         | b, c                 | note
                    a PSYTHPN, b PSYTHPN | a, b PSYTHPN         | note
                    a PSYTHPN, b         | a, b PSYTHPN         | note
                    a PSYTHPN, a         | a, a                 | note
                    a PSYCHOTHERAPYNOTE  | a                    | note
                    """)
    void a_label_that_goes_with_its_annotation_is_not_taken(String before, String after, String taken) {
        assertThat(taken(annotated(before), annotated(after))).isEqualTo(taken);
    }

    /** Questions within a question, sections within a section, codings of one code. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a PSYTHPN, b PSYTHPN | a PSYTHPN, b PSYTHPN    | nothing
                    a PSYTHPN, b PSYTHPN | a PSYTHPN, b PSYTHPN, c | nothing
                    a PSYTHPN, b PSYTHPN | a PSYTHPN               | nothing
                    a PSYTHPN, b         | b                       | nothing
                    a PSYTHPN            | none                    | nothing
                    a PSYTHPN, b PSYTHPN | a PSYTHPN, b            | taken
                    a PSYTHPN, b PSYTHPN | a PSYTHPN, changed      | taken
                    a PSYTHPN, b         | a, b PSYTHPN            | taken
                    a PSYTHPN            | a                       | taken
                    """)
    void a_label_goes_with_what_bears_it_however_deep_that_stands(String before, String after, String taken) {
        for (String within : List.of("item: [{linkId: q, item: %s}]", "group: {text: g, item: %s}")) {
            String list = taken.equals("taken") ? within.substring(0, within.indexOf(':')) : "nothing";

            assertThat(taken(deep(within, before), deep(within, after))).isEqualTo(list);
            assertThat(free("nurse", deep(within, before), deep(within, after))).isEqualTo(list.equals("nothing"));
        }
    }

    @Test
    void a_label_in_one_list_makes_up_for_none_in_another() {
        // Given
        String noted = "text: a, extension: [" + inline("PSYTHPN") + "]";
        Json.Obj before = observation("note: [{" + noted + "}], component: [{text: b}]");
        Json.Obj after = observation("note: [{text: a}], component: [{text: b}, {" + noted + "}]");

        // Then
        assertThat(taken(before, after)).isEqualTo("note");
        assertThat(free("author", before, after)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a PSYTHPN            | a PSYTHPN            | nothing
                    a PSYTHPN            | a PSYTHPN, b         | nothing
                    a                    | a PSYTHPN            | nothing
                    a ETH                | a                    | nothing
                    a PSYTHPN, b         | b                    | nothing
                    a PSYTHPN            | none                 | nothing
                    a PSYTHPN            | a                    | entry
                    a PSYTHPN, b         | b, c                 | entry
                    a PSYTHPN, b PSYTHPN | a, b PSYTHPN         | entry
                    a tag:PSYTHPN        | a                    | entry
                    """)
    void a_label_that_goes_with_a_resource_within_is_not_taken(String before, String after, String taken) {
        assertThat(taken(bundled(before), bundled(after))).isEqualTo(taken);
        assertThat(free("nurse", bundled(before), bundled(after))).isEqualTo(taken.equals("nothing"));
    }

    private static boolean free(String who, Json.Obj before, Json.Obj after) {
        Caller caller = Caller.named(new Reference("Practitioner", who), Optional.empty(), Set.of());
        return LABELS.free(before, after, caller);
    }

    private static String taken(Json.Obj before, Json.Obj after) {
        Set<String> taken = LABELS.taken(before, after);
        return taken.isEmpty() ? "nothing" : String.join(" ", taken);
    }

    /** {@code ETH tag:PSYTHPN}: with that label and that tag. */
    private static Json.Obj labelled(String labels) {
        return observation(meta(words(labels)));
    }

    /** {@code a ETH, b}: an annotation that says a and bears that label, and one that says b and bears none. */
    private static Json.Obj annotated(String annotations) {
        return annotations.equals("none")
                ? observation("status: final")
                : observation("note: " + list(annotations, WrittenLabelsTest::element));
    }

    private static Json.Obj deep(String within, String items) {
        String list = items.equals("none") ? "[]" : list(items, WrittenLabelsTest::element);
        return observation(within.formatted(list));
    }

    /** {@code value ETH}: one element, and its label. */
    private static Json.Obj valued(String value) {
        return observation(value.equals("none") ? "status: final" : "valueSampledData: " + element(words(value)));
    }

    /** {@code a ETH, b}: a resource of that id with that label, and one with none. */
    private static Json.Obj bundled(String resources) {
        String entries = resources.equals("none") ? "[]" : list(resources, WrittenLabelsTest::entry);
        return Yaml.object("{resourceType: Bundle, id: b, entry: " + entries + "}");
    }

    private static Json.Obj observation(String members) {
        return Yaml.object(
                "{resourceType: Observation, id: o, performer: [{reference: Practitioner/author}], " + members + "}");
    }

    private static String list(String items, Function<List<String>, String> item) {
        return Stream.of(items.split(", ", -1))
                .map(WrittenLabelsTest::words)
                .map(item)
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static List<String> words(String text) {
        return text.equals("none") ? List.of() : List.of(text.split(" ", -1));
    }

    private static String entry(List<String> words) {
        return "{resource: {resourceType: Observation, id: " + words.get(0) + ", "
                + meta(words.subList(1, words.size())) + "}}";
    }

    private static String element(List<String> words) {
        String text = "{text: " + words.get(0);
        if (words.size() == 1) return text + "}";
        return words.stream()
                .skip(1)
                .map(WrittenLabelsTest::inline)
                .collect(Collectors.joining(", ", text + ", extension: [", "]}"));
    }

    private static String inline(String label) {
        return "{url: \"" + INLINE + "\", valueCoding: " + coding(label) + "}";
    }

    private static String meta(List<String> labels) {
        if (labels.isEmpty()) return "status: final";
        return "meta: {security: [" + codings(labels, false) + "], tag: [" + codings(labels, true) + "]}";
    }

    private static String codings(List<String> labels, boolean tags) {
        return labels.stream()
                .filter(label -> label.startsWith("tag:") == tags)
                .map(label -> coding(label.replace("tag:", "")))
                .collect(Collectors.joining(", "));
    }

    private static String coding(String code) {
        String system = code.equals("SUBSETTED") ? Coding.OBSERVATION_VALUE : Coding.ACT_CODE;
        return "{system: \"" + system + "\", code: " + code + "}";
    }
}
