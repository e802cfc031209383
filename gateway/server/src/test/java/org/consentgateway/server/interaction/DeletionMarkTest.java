package org.consentgateway.server.interaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The mark of a deletion that was told and not carried out. */
class DeletionMarkTest {

    private static Json.Obj read(String json) throws MalformedJson {
        return JsonReader.object(json.getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"resourceType\":\"Patient\",\"id\":\"p\"}",
                "{\"resourceType\":\"Patient\",\"id\":\"p\",\"extension\":[{\"url\":\"urn:own\",\"valueBoolean\":true}]}",
                // no DomainResource: no extension of its own
                "{\"resourceType\":\"Binary\",\"id\":\"b\"}",
                "{\"resourceType\":\"Binary\",\"id\":\"b\",\"_language\":{\"id\":\"own\"}}"
            })
    void a_mark_is_borne_once_and_leaves_nothing_behind(String json) throws MalformedJson {
        // Given
        Json.Obj resource = read(json);

        // When
        Json.Obj marked = DeletionMark.on(resource);

        // Then
        assertThat(DeletionMark.isOn(resource)).isFalse();
        assertThat(DeletionMark.isOn(marked)).isTrue();
        assertThat(DeletionMark.on(marked)).isEqualTo(marked);
        assertThat(DeletionMark.without(marked)).isEqualTo(resource);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Binary", "Bundle", "Parameters"})
    void what_is_no_domain_resource_bears_it_on_its_language(String type) throws MalformedJson {
        Json.Obj marked = DeletionMark.on(read("{\"resourceType\":\"" + type + "\"}"));

        assertThat(marked.get("extension")).isEmpty();
        assertThat(marked.object("_language")).isPresent();
    }
}
