package org.consentgateway.core.fhir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The resource types of a version of FHIR and their search parameters, as the specification defines them, with those that
 * guides in wide use add (for R4: US Core 6 to 9, CARIN Blue Button 2).
 *
 * @see <a href="http://hl7.org/fhir/R4/searchparameter-registry.html">FHIR R4 search parameter registry</a>
 */
public final class SearchParameters {

    private final Set<String> types;
    private final Map<String, Map<String, Definition>> byType;

    private SearchParameters(Set<String> types, Map<String, Map<String, Definition>> byType) {
        this.types = Collections.unmodifiableSet(types);
        this.byType = byType;
    }

    /** What a parameter's values are. */
    public enum Kind {
        COMPOSITE,
        DATE,
        NUMBER,
        QUANTITY,
        REFERENCE,
        SPECIAL,
        STRING,
        TOKEN,
        URI
    }

    /**
     * One parameter of one type.
     *
     * @param kind    what its values are
     * @param targets of a reference: the types it may point to
     * @param anyTarget of a reference: it may point to every type
     * @param components of a composite: codes of its components
     * @param paths   elements that it looks at, dotted, without the type
     */
    public record Definition(
            String type,
            String code,
            Kind kind,
            Set<String> targets,
            boolean anyTarget,
            List<String> components,
            Set<String> paths) {

        /** Whether it may point to one of these types. */
        public boolean reaches(Set<String> wanted) {
            return kind == Kind.REFERENCE && (anyTarget || !Collections.disjoint(targets, wanted));
        }

        /** Whether it may point to the type. */
        public boolean reaches(String wanted) {
            return kind == Kind.REFERENCE && (anyTarget || targets.contains(wanted));
        }
    }

    /** Names of all concrete resource types, sorted. */
    public Set<String> types() {
        return types;
    }

    /** Whether the type has a parameter of that code. */
    public boolean has(String type, String code) {
        return find(type, code).isPresent();
    }

    /** The type's parameters by code, sorted, each with its kind as FHIR's {@code search-param-type} has it. */
    public SortedMap<String, String> kinds(String type) {
        SortedMap<String, String> kinds = new TreeMap<>();
        of(type).forEach(definition ->
                kinds.put(definition.code(), definition.kind().name().toLowerCase(Locale.ROOT)));
        return kinds;
    }

    /** Codes of the type's parameters by which it can be found from what it refers to; empty: it refers to no such type. */
    public Set<String> referring(String type, String to) {
        Set<String> codes = new TreeSet<>();
        for (Definition definition : of(type)) if (definition.reaches(to)) codes.add(definition.code());
        return codes;
    }

    /** The parameter of that code on that type. */
    public Optional<Definition> find(String type, String code) {
        return Optional.ofNullable(byType.getOrDefault(type, Map.of()).get(code));
    }

    /** All parameters of the type. */
    public List<Definition> of(String type) {
        return List.copyOf(byType.getOrDefault(type, Map.of()).values());
    }

    /** Those of tables beside this class. */
    static SearchParameters read(String... resources) {
        Set<String> types = new TreeSet<>();
        Map<String, Map<String, Definition>> byType = new HashMap<>();
        for (String resource : resources) read(resource, types, byType);
        return new SearchParameters(types, byType);
    }

    private static void read(String resource, Set<String> types, Map<String, Map<String, Definition>> byType) {
        try (InputStream stream = Objects.requireNonNull(SearchParameters.class.getResourceAsStream(resource));
                BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("#")) continue;
                String[] field = line.split(" ", -1);
                if (field.length == 2) types.add(field[1]);
                else
                    byType.computeIfAbsent(field[0], type -> new HashMap<>())
                            .put(field[1], definition(field[0], field[1], field[2], field[3], field[4]));
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Definition definition(String type, String code, String kind, String targets, String paths) {
        return new Definition(
                type,
                code,
                Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
                Set.copyOf(list(targets, ",")),
                targets.equals("*"),
                targets.contains("$") ? list(targets, "\\$") : List.of(),
                Set.copyOf(list(paths, ",")));
    }

    private static List<String> list(String field, String separator) {
        return field.equals("-") || field.equals("*") ? List.of() : Arrays.asList(field.split(separator, -1));
    }
}
