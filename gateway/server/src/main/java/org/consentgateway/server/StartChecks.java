package org.consentgateway.server;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.consentgateway.server.adapter.upstream.Probe.Finding;
import org.consentgateway.server.adapter.upstream.Probe.Level;
import org.consentgateway.server.config.ConfigReader;
import org.consentgateway.server.config.InvalidConfiguration;
import org.consentgateway.server.tools.LocalChecks;

/**
 * What has to be well before the gateway starts.
 *
 * @param file        {@code --config FILE}
 * @param environment variables of the process
 */
record StartChecks(Optional<Path> file, Map<String, String> environment) {

    /** What a gateway is made of, read once and found good. */
    record Startable(ConfigReader.Loaded loaded, Inputs inputs) {}

    /**
     * The configuration, its pack, its routes and its key stores being valid; every problem of all is told.
     *
     * @param more what has to be well besides
     */
    Startable valid(Function<LocalChecks, List<Finding>> more) throws InvalidConfiguration, CannotStart {
        List<String> problems = new ArrayList<>();
        Optional<ConfigReader.Loaded> loaded = Optional.empty();
        Optional<Inputs> inputs = Optional.empty();
        try {
            loaded = Optional.of(ConfigReader.read(file, environment));
        } catch (InvalidConfiguration e) {
            problems.addAll(e.problems());
        }
        try {
            inputs = Optional.of(Inputs.read(ConfigReader.tool(file, environment)));
        } catch (InvalidConfiguration e) {
            if (problems.isEmpty()) throw e; // else told already: a tool reads a part of the same keys
        } catch (CannotStart e) {
            problems.addAll(e.problems());
        }
        if (loaded.isPresent()) {
            Map<String, String> routes = inputs.map(Inputs::routes).orElse(Map.of());
            LocalChecks checks = new LocalChecks(loaded.get().config(), routes, environment, InstantSource.system());
            Stream.concat(checks.startable().stream(), more.apply(checks).stream())
                    .filter(one -> one.level() == Level.BAD)
                    .forEach(one -> problems.add(one.says() + ": " + one.todo()));
        }
        if (!problems.isEmpty() || loaded.isEmpty() || inputs.isEmpty()) throw new CannotStart(problems);
        return new Startable(loaded.get(), inputs.get());
    }
}
