package org.consentgateway.core.label;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.request.Identifier;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a string points at, and what is no more than words. */
class PointerCandidatesTest {

    private static final Reference M1 = new Reference("Media", "m1");

    private static PointerCandidates in(String name, String value) throws Exception {
        String json = "{\"resourceType\":\"Basic\",\"id\":\"b\",\"extension\":[{\"url\":\"http://x\",\"" + name
                + "\":\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}]}";
        return FactsReader.read(
                        JsonReader.object(json.getBytes(StandardCharsets.UTF_8)),
                        ReferenceResolver.relative(FhirVersion.R4))
                .mentions();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Media/m1",
                "see Media/m1.",
                "(Media/m1), and more",
                "<a href='Media/m1'>x</a>",
                "<a href=&quot;Media&#47;m1&quot;>x</a>",
                "<a href=\"Media&#x2F;m1\">x</a>",
                "<img src=Media&sol;m1>",
                "https://any.example/x/Media/m1/_history/2?a=b#c",
                "http://any.example/Media%2Fm1",
                "Media?_id=m1",
                "https://any.example/fhir/Media?status=x&amp;_id=m0,m1",
                "Media%3F_id%3Dm1",
            })
    void a_pointer_is_found_in_any_text(String text) throws Exception {
        assertThat(in("valueString", text).sure()).contains(M1);
        assertThat(PointerCandidates.any(FhirVersion.R4, "valueString", text, M1::equals, named -> false))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Media/m12", "xMedia/m1", "Medium/m1", "media/m1", "Media / m1", "Media/x/m1"})
    void a_word_that_only_looks_alike_is_none(String text) throws Exception {
        assertThat(in("valueString", text).all()).doesNotContain(M1);
        assertThat(PointerCandidates.any(FhirVersion.R4, "valueString", text, M1::equals, named -> false))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "valueString | Observation/plan of today | false",
                "valueUri | Observation/plan | true",
                "valueString | https://x.example/Observation/plan | true",
                "valueString | Observation/plan2 | true",
                "system | http://x.example/Observation/codes | false",
                "profile | http://x.example/Observation/profile1 | false",
            })
    void words_without_a_digit_and_definitions_may_be_no_more_than_words(String name, String text, boolean sure)
            throws Exception {
        PointerCandidates found = in(name, text);

        assertThat(found.all()).hasSize(1);
        assertThat(found.sure()).hasSize(sure ? 1 : 0);
    }

    @Test
    void a_dot_may_end_a_sentence_or_be_part_of_an_id() throws Exception {
        PointerCandidates found = in("valueString", "see Media/m1.2. Or not");

        assertThat(found.sure()).containsExactly(new Reference("Media", "m1.2"));
        assertThat(found.perhaps()).contains(M1, new Reference("Media", "m1.2."));
    }

    @Test
    void the_query_of_an_AuditEvent_is_read_through_its_base64() throws Exception {
        String query = Base64.getEncoder().encodeToString("Media?_id=m1".getBytes(StandardCharsets.UTF_8));

        assertThat(in("query", query).sure()).containsExactly(M1);
        assertThat(in("valueBase64Binary", query).sure()).containsExactly(M1);
        assertThat(in("data", query).all()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "valueUri, urn:uuid:7F3A-1, '', urn:uuid:7f3a-1",
        "valueString, see urn:oid:1.2.3., '', urn:oid:1.2.3",
        "valueUri, Media?identifier=http://x|77, http://x, 77",
        "valueUri, https://any.example/Media?identifier=77, '', 77",
    })
    void a_urn_or_a_search_names_by_identifier(String name, String text, String system, String value) throws Exception {
        assertThat(in(name, text).logical())
                .extracting(Facts.Logical::identifier)
                .contains(new Identifier(system, value));
    }

    @Test
    void a_code_system_by_OID_names_no_resource() throws Exception {
        assertThat(in("system", "urn:oid:1.2.3").logical()).isEmpty();
    }

    @Test
    void its_own_identifier_points_at_nothing_and_a_reference_by_identifier_does() throws Exception {
        String json = "{\"resourceType\":\"Basic\",\"id\":\"b\",\"identifier\":[{\"system\":\"s\",\"value\":\"own\"},"
                + "{\"value\":\"urn:oid:1.2\"}],\"author\":{\"identifier\":{\"system\":\"s\",\"value\":\"other\"}}}";

        PointerCandidates found = FactsReader.read(
                        JsonReader.object(json.getBytes(StandardCharsets.UTF_8)),
                        ReferenceResolver.relative(FhirVersion.R4))
                .mentions();

        assertThat(found.logical()).containsExactly(new Facts.Logical(new Identifier("s", "other"), Optional.empty()));
    }

    @Test
    void every_string_that_is_found_is_also_cut() throws Exception {
        for (String text : List.of("Media/m1", "a Media%2Fm1 b", "Media?_id=m1", "x&#47;Media/m1"))
            assertThat(in("valueString", text).all())
                    .allMatch(found ->
                            PointerCandidates.any(FhirVersion.R4, "valueString", text, found::equals, named -> false));
    }
}
