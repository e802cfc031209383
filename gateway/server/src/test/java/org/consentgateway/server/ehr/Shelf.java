package org.consentgateway.server.ehr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Every version of every resource, in the order in which they first came; ids follow from the step, not from what is held. */
final class Shelf {

    /** One version; no resource where it is a deletion. */
    record Version(int number, String method, String instant, Optional<ObjectNode> resource) {}

    private Map<String, List<Version>> all = new LinkedHashMap<>();
    private final Map<String, Integer> created = new TreeMap<>();
    private String step = "0";
    private String instant = "2026-03-10T10:00:00.000Z";

    /** From now on resources are dated so, and new ids are made of the step. */
    synchronized void step(String name, String now) {
        step = name;
        instant = now;
        created.clear();
    }

    synchronized void clear() {
        all.clear();
    }

    /** An id that depends on type and step alone, so that what others hold does not show in it. */
    synchronized String freshId(String type) {
        int nth = created.merge(type, 1, Integer::sum);
        return step + "-" + Integer.toHexString(type.hashCode() & 0xffff) + "-" + nth;
    }

    synchronized Optional<ObjectNode> current(String reference) {
        List<Version> versions = all.getOrDefault(reference, List.of());
        return versions.isEmpty()
                ? Optional.empty()
                : versions.get(versions.size() - 1).resource();
    }

    synchronized List<Version> versions(String reference) {
        return List.copyOf(all.getOrDefault(reference, List.of()));
    }

    synchronized List<ObjectNode> currentOnes() {
        return all.keySet().stream()
                .flatMap(reference -> current(reference).stream())
                .toList();
    }

    /** Stores a copy with its version and instant; what does not differ makes no new version. */
    synchronized ObjectNode put(ObjectNode given, String method) {
        ObjectNode resource = given.deepCopy();
        List<Version> versions = all.computeIfAbsent(reference(resource), key -> new ArrayList<>());
        Optional<ObjectNode> before = current(reference(resource));
        if (before.isPresent() && bare(before.get()).equals(bare(resource))) return before.get();
        int number = versions.size() + 1;
        resource.withObject("/meta").put("versionId", Integer.toString(number)).put("lastUpdated", instant);
        versions.add(new Version(number, method, instant, Optional.of(resource)));
        return resource;
    }

    synchronized void delete(String reference) {
        List<Version> versions = Objects.requireNonNull(all.get(reference), reference);
        versions.add(new Version(versions.size() + 1, "DELETE", instant, Optional.empty()));
    }

    /** To undo a transaction. */
    synchronized Map<String, List<Version>> snapshot() {
        Map<String, List<Version>> copy = new LinkedHashMap<>();
        all.forEach((reference, versions) -> copy.put(reference, new ArrayList<>(versions)));
        return copy;
    }

    synchronized void restore(Map<String, List<Version>> snapshot) {
        all = snapshot;
    }

    static String reference(ObjectNode resource) {
        return resource.path("resourceType").asText() + "/"
                + resource.path("id").asText();
    }

    private static JsonNode bare(ObjectNode resource) {
        ObjectNode bare = resource.deepCopy();
        ObjectNode meta = bare.withObject("/meta");
        meta.remove(List.of("versionId", "lastUpdated"));
        if (meta.isEmpty()) bare.remove("meta");
        return bare;
    }
}
