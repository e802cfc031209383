package org.consentgateway.server.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.consentgateway.core.fhir.FhirVersion;

/** Reads {@code gateway.yaml} and the environment, once; reports all problems together. */
public final class ConfigReader {

    /** The version of FHIR that is served; everything else is given it. */
    public static final FhirVersion SERVED = FhirVersion.R4;

    private ConfigReader() {}

    /** @param remarks what the operator should see in the log: variables that set nothing, risky choices */
    public record Loaded(GatewayConfig config, List<String> remarks) {
        public Loaded {
            remarks = List.copyOf(remarks);
        }
    }

    /**
     * @param file        {@code --config FILE}, which must exist; empty: {@code ./gateway.yaml} if present
     * @param environment the variables of the process; they win over the file
     */
    public static Loaded read(Optional<Path> file, Map<String, String> environment) throws InvalidConfiguration {
        List<String> remarks = new ArrayList<>();
        GatewayConfig config = load(file, environment, remarks, Sections::config);
        return new Loaded(config, remarks);
    }

    /** Reads what a tool of the command line needs; the keys by which the gateway serves may be missing. */
    public static ToolConfig tool(Optional<Path> file, Map<String, String> environment) throws InvalidConfiguration {
        return load(file, environment, new ArrayList<>(), sections -> Optional.of(sections.tool()));
    }

    /** @param sections makes the configuration of its sections; empty only where a problem was reported */
    private static <T> T load(
            Optional<Path> file,
            Map<String, String> environment,
            List<String> remarks,
            Function<Sections, Optional<T>> sections)
            throws InvalidConfiguration {
        Path usual = Path.of("gateway.yaml");
        List<String> problems = new ArrayList<>();
        Map<String, String> values = new LinkedHashMap<>();
        file.or(() -> Files.exists(usual) ? Optional.of(usual) : Optional.empty())
                .ifPresent(path -> values.putAll(fromFile(path, problems)));
        values.putAll(fromEnvironment(environment, problems, remarks));
        Optional<T> config = sections.apply(new Sections(SERVED, new Values(values, problems), remarks));
        if (!problems.isEmpty() || config.isEmpty()) throw new InvalidConfiguration(problems);
        return config.get();
    }

    private static Map<String, String> fromFile(Path file, List<String> problems) {
        if (!Files.isRegularFile(file)) {
            problems.add("the configuration file `" + file + "` does not exist");
            return Map.of();
        }
        Map<String, String> values = SettingsFile.read(file, problems);
        for (String name : values.keySet()) {
            if (Key.find(name).isPresent()) continue;
            String meant = Key.nearest(name)
                    .map(near -> ", did you mean `" + near + "`?")
                    .orElse("");
            problems.add("unknown key `" + name + "`" + meant);
        }
        return values;
    }

    private static Map<String, String> fromEnvironment(
            Map<String, String> environment, List<String> problems, List<String> remarks) {
        Map<String, String> values = new LinkedHashMap<>();
        environment.keySet().stream()
                .filter(name -> name.startsWith("GATEWAY_"))
                .sorted()
                .forEach(name -> {
                    Optional<String> key = Key.setBy(name);
                    String value = environment.getOrDefault(name, "").strip();
                    if (key.isEmpty()) remarks.add("the variable `" + name + "` sets nothing");
                    else if (key.get().equals("mode") || key.get().startsWith("mode."))
                        problems.add("the variable `" + name + "` cannot set `" + key.get()
                                + "`: write it into the configuration file");
                    else if (value.isEmpty()) problems.add("the variable `" + name + "` is empty");
                    else values.put(key.get(), value);
                });
        return values;
    }
}
