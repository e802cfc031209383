package org.consentgateway.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.server.adapter.undertow.Road;
import org.consentgateway.server.config.InvalidConfiguration;
import org.consentgateway.server.config.PackLoader;
import org.consentgateway.server.config.ToolConfig;

/**
 * What others write and the gateway runs: the policy pack and the routes, read and found valid.
 *
 * @param routes  texts by file name
 * @param remarks what lies in the folder of the routes and is not read
 */
record Inputs(PolicyPack pack, Map<String, String> routes, List<String> remarks) {

    /** Prefix of the step that sends a request to a further upstream. */
    static final String FORWARD_TO = "forward.";

    private static final String ROUTES = ".camel.yaml";

    /** Reads both and reports every problem of either; opens nothing. */
    static Inputs read(ToolConfig config) throws CannotStart {
        List<String> problems = new ArrayList<>();
        Optional<PolicyPack> pack = Optional.empty();
        try {
            pack = Optional.of(PackLoader.load(
                    config.law().packs(), config.organization(), config.law().zone()));
        } catch (InvalidConfiguration e) {
            problems.addAll(e.problems());
        }
        Map<String, String> routes = Map.of();
        List<String> remarks = List.of();
        try {
            routes = routes(config.routes());
            remarks = notRead(config.routes());
            Road.check(routes, steps(config));
        } catch (Road.BadRoutes e) {
            problems.addAll(e.problems());
        } catch (IOException e) {
            problems.add("the routes cannot be read: `" + e.getMessage() + "`");
        }
        if (pack.isEmpty() || !problems.isEmpty()) {
            problems.addAll(remarks); // a road that is missing may lie there under another name
            throw new CannotStart(problems);
        }
        return new Inputs(pack.get(), routes, remarks);
    }

    /** What a route may name. */
    private static Set<String> steps(ToolConfig config) {
        return Stream.concat(Road.STEPS.stream(), config.upstreams().stream().map(FORWARD_TO::concat))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Map<String, String> routes(Optional<Path> folder) throws IOException {
        if (folder.isEmpty()) return Road.builtIn();
        Map<String, String> routes = new TreeMap<>();
        try (var files = Files.newDirectoryStream(folder.get(), "*" + ROUTES)) {
            for (Path file : files) routes.put(String.valueOf(file.getFileName()), Files.readString(file));
        }
        return routes;
    }

    /** A file with another name may be meant as a route, and would be missed in silence. */
    private static List<String> notRead(Optional<Path> folder) throws IOException {
        if (folder.isEmpty()) return List.of();
        try (var files = Files.list(folder.get())) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    // what Kubernetes puts into a mounted folder
                    .filter(name -> !name.endsWith(ROUTES) && !name.startsWith(".."))
                    .sorted()
                    .map(name -> "`" + name + "` in `routes.dir` is not read: only `*" + ROUTES + "` is a route; "
                            + "rename it, or put it elsewhere")
                    .toList();
        }
    }
}
