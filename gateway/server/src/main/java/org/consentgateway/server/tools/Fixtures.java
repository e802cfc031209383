package org.consentgateway.server.tools;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What cases of a file share under a name: {@code resources}, {@code consents}, {@code grants}, {@code callers}. One that
 * no case names is refused, as a key is that nobody reads.
 */
final class Fixtures {

    static final String RESOURCES = "resources";
    static final String CONSENTS = "consents";
    static final String GRANTS = "grants";
    static final String CALLERS = "callers";

    private final CaseYaml file;
    private final Set<String> used = new HashSet<>();

    Fixtures(CaseYaml file) {
        this.file = file;
    }

    /** What stands there: a name of a fixture of that kind, or the thing itself. */
    CaseYaml get(String kind, CaseYaml where, JsonNode said) throws UnusableCase {
        if (!said.isTextual()) return where.below(where.where() + " " + kind, said);
        JsonNode fixture = kind(kind).get(said.asText());
        if (fixture == null) throw new UnusableCase(where.where() + ": no `" + said.asText() + "` among the " + kind);
        used.add(kind + " " + said.asText());
        return where.below(file.where() + " " + kind + " `" + said.asText() + "`", fixture);
    }

    /** Refuses fixtures that no case named. */
    void done() throws UnusableCase {
        Set<String> left = new TreeSet<>();
        for (String kind : Set.of(RESOURCES, CONSENTS, GRANTS, CALLERS)) {
            for (String name : kind(kind).keySet()) {
                if (!used.contains(kind + " " + name)) left.add(kind + " `" + name + "`");
            }
        }
        if (!left.isEmpty()) throw new UnusableCase(file.where() + ": no case uses " + left);
    }

    private Map<String, JsonNode> kind(String kind) throws UnusableCase {
        Map<String, JsonNode> named = new LinkedHashMap<>();
        file.raw(kind).ifPresent(fixtures -> fixtures.properties()
                .forEach(fixture -> named.put(fixture.getKey(), fixture.getValue())));
        return named;
    }
}
