package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.Set;
import java.util.function.Predicate;
import org.consentgateway.core.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The URL of a withheld note's file goes from whatever links it in the same chart. */
class ForeignFilesTest {

    private static final String FILE = "https://files.example/notes/n1.pdf";

    private static final String FILED = NOTE.replace("Binary/n1", FILE + "?X-Amz-Signature=one");

    private static final String LINKING =
            "{'resourceType':'Observation','id':'o1','subject':{'reference':'Patient/%s'},'note':[{'text':'%s'}]}";

    /** The note is withheld, all else may be had. */
    private static boolean butTheNote(Json.Obj one) {
        return !one.text("id").orElse("").equals("N1");
    }

    private final MemoryHospital hospital = new MemoryHospital().with(FILED);

    @ParameterizedTest
    @CsvSource({
        "P1, https://files.example/notes/n1.pdf?X-Amz-Signature=one, true",
        "P1, https://files.example/notes/n1.pdf?X-Amz-Signature=two, true",
        "P1, see https://files.example/notes/n1.pdf?X-Amz-Signature=two there, true",
        "P1, https://files.example/notes/n2.pdf?X-Amz-Signature=one, false",
        "P1, https://other.example/notes/n1.pdf?X-Amz-Signature=one, false",
        "P2, https://files.example/notes/n1.pdf?X-Amz-Signature=one, false"
    })
    void a_text_with_a_signed_url_of_the_file_goes_under_whatever_signature(String patient, String text, boolean goes) {
        assertThat(hidden(LINKING.formatted(patient, text), Set.of(), ForeignFilesTest::butTheNote))
                .isEqualTo(goes ? Set.of(text) : Set.of());
    }

    @Test
    void the_url_of_an_attachment_goes_also_where_it_is_not_signed() {
        assertThat(hidden(LINKING.formatted("P1", "x"), Set.of(FILE), ForeignFilesTest::butTheNote))
                .containsExactly(FILE);
    }

    @Test
    void what_the_caller_may_have_hides_no_file() {
        assertThat(hidden(LINKING.formatted("P1", "x"), Set.of(FILE), one -> true))
                .isEmpty();
    }

    @Test
    void a_resource_hides_no_file_of_its_own() {
        assertThat(hidden(FILED, Set.of(FILE), one -> false)).isEmpty();
    }

    @Test
    void while_the_chart_cannot_be_searched_the_file_may_be_a_notes() {
        hospital.ehr.refuses("GET DocumentReference?patient", 0);
        assertThat(hidden(LINKING.formatted("P1", "x"), Set.of(FILE), ForeignFilesTest::butTheNote))
                .containsExactly(FILE);
    }

    @Test
    void a_holder_that_cannot_be_read_may_be_a_note() {
        hospital.ehr.refuses("GET DocumentReference/N1", 500);
        assertThat(hidden(LINKING.formatted("P1", "x"), Set.of(FILE), one -> true))
                .containsExactly(FILE);
    }

    @Test
    void what_links_no_file_asks_nothing() {
        assertThat(hidden(LINKING.formatted("P1", "x=y://"), Set.of("Binary/n1"), ForeignFilesTest::butTheNote))
                .isEmpty();
        assertThat(hospital.ehr.asked()).isEmpty();
    }

    @Test
    void the_photo_of_a_person_asks_nothing_unless_its_url_is_signed() {
        // Given
        String person = "{'resourceType':'Patient','id':'P1','photo':[{'url':'%s'}]}";

        // Then
        assertThat(hidden(person.formatted(FILE), Set.of(FILE), ForeignFilesTest::butTheNote))
                .isEmpty();
        assertThat(hospital.ehr.asked()).isEmpty();
        String signed = FILE + "?X-Amz-Signature=three";
        assertThat(hidden(person.formatted(signed), Set.of(signed), ForeignFilesTest::butTheNote))
                .containsExactly(signed);
    }

    private Set<String> hidden(String resource, Set<String> urls, Predicate<Json.Obj> mayHave) {
        return new ForeignFiles(hospital.site, "r").hidden(json(resource), urls, json(resource), mayHave);
    }
}
