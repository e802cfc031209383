package org.consentgateway.server.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code gateway.yaml} and the environment, once; reports all problems together. */
public final class ConfigReader {

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
        Path present = Path.of("gateway.yaml");
        return load(file.or(() -> Files.exists(present) ? Optional.of(present) : Optional.empty()), environment);
    }

    private static Loaded load(Optional<Path> file, Map<String, String> environment) throws InvalidConfiguration {
        List<String> problems = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        Map<String, String> values = new LinkedHashMap<>();
        file.ifPresent(path -> values.putAll(fromFile(path, problems)));
        values.putAll(fromEnvironment(environment, problems, remarks));
        Optional<GatewayConfig> config = new Sections(new Values(values, problems), remarks).config();
        if (!problems.isEmpty() || config.isEmpty()) throw new InvalidConfiguration(problems);
        return new Loaded(config.get(), remarks);
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
                    else if (value.isEmpty()) problems.add("the variable `" + name + "` is empty");
                    else values.put(key.get(), value);
                });
        return values;
    }
}
