package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.junit.jupiter.api.Test;

/** {@code $lastn}: the latest few of each code, FHIR R4 Observation/$lastn. */
class LastNByCodeTest {

    private static final String PULSE = "{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"8867-4\"}]}";
    private static final String WEIGHT = "{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"29463-7\"}]}";

    private static Json.Obj observation(String code) {
        try {
            return JsonReader.object(
                    ("{\"resourceType\":\"Observation\",\"code\":" + code + "}").getBytes(StandardCharsets.UTF_8));
        } catch (MalformedJson e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Stream<Boolean> shown(int max, String... codes) {
        LastNByCode latest = new LastNByCode(max);
        return Stream.of(codes).map(code -> latest.test(observation(code), observation(code)));
    }

    @Test
    void each_code_is_counted_by_itself() {
        assertThat(shown(1, PULSE, WEIGHT, PULSE, WEIGHT)).containsExactly(true, true, false, false);
    }

    @Test
    void so_many_of_a_code_are_shown_as_were_asked_for() {
        assertThat(shown(2, PULSE, PULSE, PULSE)).containsExactly(true, true, false);
    }

    @Test
    void a_code_in_words_alone_is_a_code() {
        assertThat(shown(1, "{\"text\":\"pulse\"}", "{\"text\":\"weight\"}", "{\"text\":\"pulse\"}"))
                .containsExactly(true, true, false);
    }
}
