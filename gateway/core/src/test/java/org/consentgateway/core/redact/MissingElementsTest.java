package org.consentgateway.core.redact;

import static org.assertj.core.api.Assertions.assertThat;

import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever takes out what is named has nothing left that is not shown. */
class MissingElementsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'a':1}                       | {'a':1}               | []",
                "{'a':1,'b':2}                 | {'b':2}               | [a]",
                "{'a':{'b':1,'c':2}}           | {'a':{'c':2}}         | [a.b]",
                "{'a':{'b':1}}                 | {'a':{'b':2}}         | [a.b]",
                "{'a':[1,2,3]}                 | {'a':[1,3]}           | [a[1]]",
                "{'a':[{'b':1,'c':2},{'b':3}]} | {'a':[{'c':2},{'b':3}]} | [a[0].b]",
                "{'a':[{'b':1},{'b':2}]}       | {'a':[{},{'b':2}]}    | [a[0].b]",
                // moved and changed: which item it was cannot be told
                "{'a':[{'b':1,'c':2},{'b':3,'c':4}]} | {'a':[{'c':4}]} | [a]",
                "{'a':[1]}                     | {'a':'1'}             | [a]",
                "{'a':{'b':1}}                 | {'a':{'b':1,'x':2}}   | [a]",
                "{'a':1}                       | {}                    | [a]"
            })
    void every_element_that_is_not_shown_is_named(String whole, String shown, String paths) throws Exception {
        assertThat(MissingElements.of(json(whole), json(shown))).hasToString(paths);
    }

    private static Json.Obj json(String text) throws MalformedJson {
        return JsonReader.object(text.strip().replace('\'', '"').getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
