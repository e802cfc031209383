package org.consentgateway.server.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.consentgateway.server.adapter.audit.Lookup;
import org.consentgateway.server.attack.World;

/** The gateways that cases are asked of: one as it comes, and those of {@code worlds.yaml}, each when it is needed. */
final class Worlds implements AutoCloseable {

    private static final JsonNode WRITTEN = Fixtures.read("worlds.yaml");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private final Map<String, Place> open = new HashMap<>();

    /** A gateway with what is around it. */
    record Place(World world, Lookup trail, ShiftedClock clock) {}

    Place of(String name) throws IOException {
        Place known = open.get(name);
        if (known != null) return known;
        ShiftedClock clock = new ShiftedClock();
        World world = new World(variables(name), clock);
        Place place = new Place(world, new Lookup(world.data()), clock);
        open.put(name, place);
        return place;
    }

    private static Map<String, String> variables(String name) throws IOException {
        if (!WRITTEN.has(name)) throw new IllegalArgumentException("no world `" + name + "`");
        Map<String, String> variables = new HashMap<>(Map.of("GATEWAY_CONSENT_MAX_AGE", "0s"));
        WRITTEN.path(name)
                .path("set")
                .properties()
                .forEach(one -> variables.put(one.getKey(), one.getValue().asText()));
        if (WRITTEN.path(name).has("pack"))
            variables.put(
                    "GATEWAY_POLICY", pack(WRITTEN.path(name).path("pack")).toString());
        return variables;
    }

    /** A site's own copy of the base pack, with what it changes. */
    private static Path pack(JsonNode changes) throws IOException {
        JsonNode base = Fixtures.readAt("/packs/us-hipaa.yaml");
        Path file = Files.createTempFile("pack", ".yaml");
        YAML.writeValue(file.toFile(), Fixtures.merged(base, changes));
        return file;
    }

    @Override
    public void close() {
        open.values().forEach(place -> place.world().close());
    }
}
