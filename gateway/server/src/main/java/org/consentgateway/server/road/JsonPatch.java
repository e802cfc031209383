package org.consentgateway.server.road;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.flipkart.zjsonpatch.JsonPatchApplicationException;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.json.MalformedJson;

/**
 * Applies a JSON Patch to what the caller sees.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6902">RFC 6902</a>
 */
final class JsonPatch {

    // exact decimals: 0.10 stays 0.10
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private JsonPatch() {}

    /** Whether a pointer of the patch names a place in a list, which what is hidden may shift. RFC 6901 section 4. */
    static boolean countsPlaces(byte[] patch) {
        try {
            JsonNode operations = MAPPER.readTree(patch);
            return Stream.of("path", "from")
                    .flatMap(member -> operations.findValuesAsText(member).stream())
                    .anyMatch(pointer -> pointer.matches(".*/([0-9]+|-)(/.*)?"));
        } catch (IOException e) {
            return false; // it is no patch, and does not apply
        }
    }

    /** The patched resource; empty when the patch is none, does not apply, or makes no object. */
    static Optional<Json.Obj> apply(Json.Obj shown, byte[] patch) {
        try {
            JsonNode operations = MAPPER.readTree(patch);
            JsonNode patched =
                    com.flipkart.zjsonpatch.JsonPatch.apply(operations, MAPPER.readTree(JsonWriter.bytes(shown)));
            return Optional.of(JsonReader.object(MAPPER.writeValueAsBytes(patched)));
        } catch (IOException | JsonPatchApplicationException | MalformedJson e) {
            return Optional.empty();
        }
    }
}
