package org.consentgateway.server.ehr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.StreamSupport;

/** How one EHR departs from what FHIR asks: a file of {@code ehr/}, each habit with where it is known from. */
public final class Habits {

    private static final Set<String> SOURCES = Set.of("vendor documentation", "reported", "none");
    private static final Map<String, JsonNode> DEFAULTS = read("lenient");

    private final String name;
    private final Map<String, JsonNode> values;

    private Habits(String name, Map<String, JsonNode> values) {
        this.name = name;
        this.values = Map.copyOf(values);
    }

    /** The names of all files. */
    public static List<String> names() {
        return List.of("lenient", "epic", "millennium", "meditech", "athena", "google", "aidbox");
    }

    /** The habits of one EHR; what its file leaves out is as in {@code lenient}. */
    public static Habits of(String name) {
        Map<String, JsonNode> values = new HashMap<>(DEFAULTS);
        values.putAll(read(name));
        return new Habits(name, values);
    }

    /** The same but for one habit. */
    public Habits with(String habit, Object value) {
        if (!DEFAULTS.containsKey(habit)) throw new IllegalArgumentException("unknown habit `" + habit + "`");
        Map<String, JsonNode> changed = new HashMap<>(values);
        changed.put(habit, new YAMLMapper().valueToTree(value));
        return new Habits(name, changed);
    }

    public String name() {
        return name;
    }

    /** The other base under which it writes its own; empty for none. */
    public String otherBase() {
        return text("other-base");
    }

    /** Whether it answers a history. */
    public boolean keepsVersions() {
        return is("history");
    }

    /** Whether it takes notice of the parameter. */
    public boolean heeds(String parameter) {
        return !list("unsupported").contains(parameter);
    }

    boolean is(String habit) {
        return of(values, habit).asBoolean();
    }

    int number(String habit) {
        return of(values, habit).asInt();
    }

    String text(String habit) {
        return of(values, habit).asText();
    }

    List<String> list(String habit) {
        List<String> list = new ArrayList<>();
        of(values, habit).forEach(item -> list.add(item.asText()));
        return list;
    }

    private static JsonNode of(Map<String, JsonNode> values, String habit) {
        return Objects.requireNonNull(values.get(habit), habit);
    }

    private static Map<String, JsonNode> read(String name) {
        try (InputStream file =
                Objects.requireNonNull(Habits.class.getResourceAsStream("/ehr/" + name + ".yaml"), name)) {
            JsonNode habits = new YAMLMapper().readTree(file).path("habits");
            Map<String, JsonNode> values = new HashMap<>();
            StreamSupport.stream(habits.spliterator(), false).forEach(habit -> {
                if (!SOURCES.contains(habit.path("source").asText()))
                    throw new IllegalArgumentException("`" + name + "`: no source of " + habit);
                values.put(habit.path("habit").asText(), habit.path("value"));
            });
            return values;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
