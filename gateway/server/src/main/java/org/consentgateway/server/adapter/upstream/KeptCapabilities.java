package org.consentgateway.server.adapter.upstream;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.server.port.ServerCapabilities;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one FHIR server can do, as it has shown: nothing is believed of it before. What it cannot do is not asked again for
 * an hour, across restarts too.
 */
public final class KeptCapabilities implements ServerCapabilities {

    /** The file in {@code data.dir}. */
    public static final String FILE = "ehr-abilities.json";

    private static final Logger LOG = LoggerFactory.getLogger(KeptCapabilities.class);
    private static final Duration ASKED_AGAIN_AFTER = Duration.ofHours(1);

    private final Optional<Path> file;
    private final InstantSource clock;
    private final Map<String, Shown> shown = new TreeMap<>();

    private KeptCapabilities(Optional<Path> file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /** For a tool: forgotten with the process. */
    public static KeptCapabilities forgetful(InstantSource clock) {
        return new KeptCapabilities(Optional.empty(), clock);
    }

    /** Kept in a file of {@code data.dir}; a file that cannot be read is as none. */
    public static KeptCapabilities in(Path file, InstantSource clock) {
        KeptCapabilities abilities = new KeptCapabilities(Optional.of(file), clock);
        abilities.read(file);
        return abilities;
    }

    @Override
    public boolean lacks(Ability ability, String type) {
        Optional<Shown> known = of(ability, type);
        return known.isPresent() && !known.get().can() && isFresh(known.get());
    }

    /** Whether what was shown is not asked again yet. */
    public boolean isFresh(Shown once) {
        return clock.instant().isBefore(once.at().plus(ASKED_AGAIN_AFTER));
    }

    @Override
    public synchronized Optional<Shown> of(Ability ability, String type) {
        return Optional.ofNullable(shown.get(ability.code() + " " + type));
    }

    @Override
    public synchronized void show(Ability ability, String type, boolean can) {
        String key = ability.code() + " " + type;
        Shown before = shown.put(key, new Shown(can, clock.instant()));
        if (before != null && before.can() == can && can) return;
        if (before == null || before.can() != can)
            LOG.info("the EHR {} for {}: {}", ability.meaning(), type, can ? "yes" : "no");
        file.ifPresent(this::write);
    }

    /** All that it has shown, by ability and type. */
    public synchronized Map<String, Shown> all() {
        return Map.copyOf(shown);
    }

    private void read(Path from) {
        try {
            if (!Files.exists(from)) return;
            JsonReader.object(Files.readAllBytes(from)).members().forEach((key, value) -> {
                if (value instanceof Json.Obj one)
                    one.text("at")
                            .ifPresent(at -> shown.put(
                                    key,
                                    new Shown(
                                            one.get("can").equals(Optional.of(new Json.Bool(true))),
                                            Instant.parse(at))));
            });
        } catch (IOException | MalformedJson | java.time.DateTimeException e) {
            LOG.warn("what the EHR can do is learnt anew: its file cannot be read");
        }
    }

    private void write(Path to) {
        Map<String, Json> members = new LinkedHashMap<>();
        shown.forEach((key, one) -> members.put(
                key,
                new Json.Obj(Map.of(
                        "can", new Json.Bool(one.can()),
                        "at", new Json.Text(one.at().toString())))));
        try {
            Path written = to.resolveSibling(to.getFileName() + ".new");
            Files.writeString(written, JsonWriter.text(new Json.Obj(members)), StandardCharsets.UTF_8);
            Files.move(written, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("what the EHR can do cannot be kept: {}", e.getClass().getName());
        }
    }
}
