package org.consentgateway.server.interaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.json.MalformedJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a validator's answer is passed on: what the form of the resource alone gives rise to. */
class ValidationFindingsTest {

    private static final String NOTHING =
            "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"information\","
                    + "\"code\":\"informational\",\"diagnostics\":\"informational\"}]}";

    private static String told(String issue) throws MalformedJson {
        return JsonWriter.text(ValidationFindings.of(JsonReader.object(
                ("{\"resourceType\":\"OperationOutcome\",\"issue\":[" + issue + "]}").getBytes(UTF_8))));
    }

    @Test
    void an_issue_of_form_is_told_with_its_place_and_in_no_words_of_the_validator() throws MalformedJson {
        String told = told("{\"severity\":\"error\",\"code\":\"required\",\"diagnostics\":\"secret of Patient/x\","
                + "\"expression\":[\"Patient.name[0].family\",\"Patient.name\"]}");

        assertThat(told)
                .isEqualTo(
                        "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\",\"code\":\"required\","
                                + "\"diagnostics\":\"required\",\"expression\":[\"Patient.name[0].family\"]}]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // whether something else is there
                "{\"severity\":\"error\",\"code\":\"not-found\",\"expression\":[\"Observation.subject\"]}",
                "{\"severity\":\"error\",\"code\":\"duplicate\",\"expression\":[\"Patient.identifier\"]}",
                "{\"severity\":\"error\",\"code\":\"invalid\",\"expression\":[\"Observation.subject.reference\"]}",
                // an issue that stands nowhere in what was sent
                "{\"severity\":\"error\",\"code\":\"invalid\"}",
                "{\"severity\":\"error\",\"code\":\"invalid\",\"expression\":[\"Patient.where(id='x')\"]}",
                "{\"severity\":\"unheard-of\",\"code\":\"invalid\",\"expression\":[\"Patient.name\"]}"
            })
    void what_may_be_of_something_else_is_left_out(String issue) throws MalformedJson {
        assertThat(told(issue)).isEqualTo(NOTHING);
    }
}
