package org.consentgateway.server.proof;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;

/** Kinds of parts and steps that are known to tell the worlds apart and are left out until they no longer do: {@code proof/open-kinds.yaml}. */
final class OpenKinds {

    /**
     * One of them.
     *
     * @param kinds  beginnings of kinds; a session that has all of them is left out
     * @param reason what is open
     */
    record Open(List<String> kinds, String reason) {
        boolean covers(ProofSession session) {
            return kinds.stream().allMatch(session::has);
        }
    }

    private OpenKinds() {}

    static List<Open> all() {
        try (InputStream file = Objects.requireNonNull(
                OpenKinds.class.getResourceAsStream("/proof/open-kinds.yaml"), "open-kinds.yaml")) {
            return new YAMLMapper().readValue(file, new TypeReference<List<Open>>() {});
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
