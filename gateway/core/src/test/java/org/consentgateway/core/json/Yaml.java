package org.consentgateway.core.json;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What a test writes as a YAML mapping, as the JSON object that it stands for. */
public final class Yaml {

    private Yaml() {}

    public static Json.Obj object(String yaml) {
        try {
            return JsonReader.object(new ObjectMapper().writeValueAsBytes(new YAMLMapper().readTree(yaml)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MalformedJson e) {
            throw new IllegalArgumentException("no mapping: " + yaml, e);
        }
    }
}
