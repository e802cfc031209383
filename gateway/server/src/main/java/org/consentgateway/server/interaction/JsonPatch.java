package org.consentgateway.server.interaction;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.flipkart.zjsonpatch.CompatibilityFlags;
import com.flipkart.zjsonpatch.JsonPatchApplicationException;
import java.io.IOException;
import java.util.EnumSet;
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

    /** RFC 6902 4.2: what is removed must exist. */
    private static final EnumSet<CompatibilityFlags> STRICT =
            EnumSet.of(CompatibilityFlags.FORBID_REMOVE_MISSING_OBJECT);

    private static final int MAX_COPIES = 100;
    private static final int MAX_BYTES = 8 << 20;

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
            if (operations == null || !operations.isArray()) return Optional.empty();
            JsonNode patched = MAPPER.readTree(JsonWriter.bytes(shown));
            int copies = 0;
            ArrayNode together = MAPPER.createArrayNode();
            for (JsonNode operation : operations) {
                together.add(operation);
                if (!operation.path("op").asText().equals("copy")) continue;
                patched = com.flipkart.zjsonpatch.JsonPatch.apply(together, patched, STRICT);
                together.removeAll();
                // each may double what there is: a few dozen would fill the memory
                if (++copies > MAX_COPIES || MAPPER.writeValueAsBytes(patched).length > MAX_BYTES)
                    return Optional.empty();
            }
            patched = com.flipkart.zjsonpatch.JsonPatch.apply(together, patched, STRICT);
            return Optional.of(JsonReader.object(MAPPER.writeValueAsBytes(patched)));
        } catch (IOException | JsonPatchApplicationException | MalformedJson e) {
            return Optional.empty();
        } catch (IllegalArgumentException | IllegalStateException | IndexOutOfBoundsException e) {
            return Optional.empty(); // a pointer that is none: the library says so in these
        }
    }
}
