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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one FHIR server can do, as it has shown: nothing is believed of it before. What it cannot do is not asked again for
 * an hour, across restarts too.
 */
public final class Abilities {

    private static final Logger LOG = LoggerFactory.getLogger(Abilities.class);
    private static final Duration ASKED_AGAIN_AFTER = Duration.ofHours(1);

    /** One thing that servers can do or not. */
    public enum Ability {
        /** Several values of {@code _id} in one search of a type. */
        SEVERAL_IDS("takes several ids in one search"),
        /** Patients by {@code link}. */
        PATIENT_LINK("finds patients by `link`"),
        /** Older versions of a resource. */
        HISTORY("keeps versions"),
        /** A resource that others refer to. */
        DELETE_OF_REFERRED("deletes what something refers to");

        private final String meaning;

        Ability(String meaning) {
            this.meaning = meaning;
        }

        /** In words, after "the EHR". */
        public String meaning() {
            return meaning;
        }

        /** As the file and the metrics name it. */
        public String code() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    /** @param at when it was shown */
    public record Shown(boolean can, Instant at) {}

    private final Optional<Path> file;
    private final InstantSource clock;
    private final Map<String, Shown> shown = new TreeMap<>();

    private Abilities(Optional<Path> file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /** For a tool: forgotten with the process. */
    public static Abilities forgetful(InstantSource clock) {
        return new Abilities(Optional.empty(), clock);
    }

    /** Kept in a file of {@code data.dir}; a file that cannot be read is as none. */
    public static Abilities in(Path file, InstantSource clock) {
        Abilities abilities = new Abilities(Optional.of(file), clock);
        abilities.read(file);
        return abilities;
    }

    /** Whether it has shown, not long ago, that it cannot. */
    public boolean lacks(Ability ability, String type) {
        Optional<Shown> known = of(ability, type);
        return known.isPresent()
                && !known.get().can()
                && clock.instant().isBefore(known.get().at().plus(ASKED_AGAIN_AFTER));
    }

    /** What it has shown. */
    public synchronized Optional<Shown> of(Ability ability, String type) {
        return Optional.ofNullable(shown.get(ability.code() + " " + type));
    }

    /** It has just shown whether it can. */
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
