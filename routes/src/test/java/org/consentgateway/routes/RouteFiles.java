package org.consentgateway.routes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentgateway.server.adapter.undertow.Road;

/** The folders of this module. */
final class RouteFiles {

    /** What the gateway names, with one further upstream. */
    static final Set<String> STEPS =
            Stream.concat(Road.STEPS.stream(), Stream.of("forward.imaging")).collect(Collectors.toUnmodifiableSet());

    private RouteFiles() {}

    static List<Path> in(String folder) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            return files.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .sorted()
                    .toList();
        }
    }

    /** All of a folder, by name. */
    static Map<String, String> all(String folder) throws IOException {
        Map<String, String> routes = new TreeMap<>();
        for (Path file : in(folder)) routes.putAll(alone(file));
        return routes;
    }

    static Map<String, String> alone(Path file) throws IOException {
        return Map.of(String.valueOf(file.getFileName()), Files.readString(file));
    }
}
