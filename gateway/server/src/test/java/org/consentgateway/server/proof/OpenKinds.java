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
     * @param kinds  beginnings of kinds; of a session that has all of them, the parts of the first are left out
     * @param reason what is open
     */
    record Open(List<String> kinds, String reason) {

        ProofSession without(ProofSession session) {
            if (!kinds.stream().allMatch(session::has)) return session;
            return new ProofSession(
                    session.chart().stream().filter(item -> !is(item.kind())).toList(),
                    session.steps().stream().filter(step -> !is(step.kind())).toList());
        }

        private boolean is(String kind) {
            return ProofSession.is(kind, kinds.get(0));
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
