package org.consentgateway.server.interaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.json.MalformedJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6902 on what a caller sees of a resource. */
class JsonPatchTest {

    private static Json.Obj resource(String json) throws MalformedJson {
        return JsonReader.object(json.getBytes(UTF_8));
    }

    private static String patched(String json, String patch) throws MalformedJson {
        return JsonPatch.apply(resource(json), patch.getBytes(UTF_8))
                .map(JsonWriter::text)
                .orElse("none");
    }

    @Test
    void a_number_that_the_patch_does_not_name_keeps_its_digits() throws MalformedJson {
        assertThat(patched("{\"a\":0.10,\"b\":1}", "[{\"op\":\"replace\",\"path\":\"/b\",\"value\":2.50}]"))
                .isEqualTo("{\"a\":0.10,\"b\":2.50}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[",
                "[{\"op\":\"replace\",\"path\":\"/none\",\"value\":1}]",
                "[{\"op\":\"remove\",\"path\":\"/none\"}]",
                "[{\"op\":\"move\",\"from\":\"/none\",\"path\":\"/b\"}]",
                "[{\"op\":\"test\",\"path\":\"/a\",\"value\":2}]",
                "[{\"op\":\"replace\",\"path\":\"\",\"value\":[]}]",
                "[{\"op\":\"add\",\"path\":\"a\",\"value\":1}]"
            })
    void a_patch_that_is_none_or_does_not_apply_changes_nothing(String patch) throws MalformedJson {
        assertThat(patched("{\"a\":1}", patch)).isEqualTo("none");
    }

    @Test
    void a_patch_makes_so_many_copies_and_no_more() throws MalformedJson {
        assertThat(patched("{\"a\":1}", copies(100))).isEqualTo("{\"a\":1,\"b\":1}");
        assertThat(patched("{\"a\":1}", copies(101))).isEqualTo("none");
    }

    @Test
    void copies_that_grow_end_before_they_fill_the_memory() throws MalformedJson {
        String large = "x".repeat(5 << 20);

        assertThat(patched("{\"a\":\"" + large + "\"}", copies(1))).isEqualTo("none");
    }

    private static String copies(int number) {
        String copy = "{\"op\":\"copy\",\"from\":\"/a\",\"path\":\"/b\"}";
        return "[" + String.join(",", Collections.nCopies(number, copy)) + "]";
    }

    @ParameterizedTest
    @CsvSource({
        "/name/0/family, true",
        "/name/-, true",
        "/name/12, true",
        "/name, false",
        "/extension-0/value, false",
        "/birthDate, false"
    })
    void a_pointer_that_counts_places_is_told(String pointer, boolean counts) {
        String patch = "[{\"op\":\"remove\",\"path\":\"" + pointer + "\"}]";

        assertThat(JsonPatch.countsPlaces(patch.getBytes(UTF_8))).isEqualTo(counts);
    }

    @Test
    void the_place_that_something_is_moved_from_counts_too() {
        String patch = "[{\"op\":\"move\",\"from\":\"/name/1\",\"path\":\"/alias\"}]";

        assertThat(JsonPatch.countsPlaces(patch.getBytes(UTF_8))).isTrue();
    }
}
