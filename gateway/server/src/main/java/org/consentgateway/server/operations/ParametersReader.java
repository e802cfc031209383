package org.consentgateway.server.operations;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.operations.OperationAnswer.Issue;

/**
 * Reads a list of FHIR parameters, or of parts, by name and type, and collects everything that is wrong with it. A name
 * that nobody asks for is wrong as well.
 */
final class ParametersReader {

    private static final int LONGEST_TEXT = 20_000;

    private final String prefix;
    private final Map<String, List<Json.Obj>> byName = new LinkedHashMap<>();
    private final List<Issue> issues;

    ParametersReader(String prefix, List<Json.Obj> parameters, Set<String> known, List<Issue> issues) {
        this.prefix = prefix;
        this.issues = issues;
        for (Json.Obj parameter : parameters) {
            String name = parameter.text("name").orElse("");
            if (known.contains(name))
                byName.computeIfAbsent(name, fresh -> new ArrayList<>()).add(parameter);
            else
                issues.add(new Issue(
                        "not-supported", "unknown parameter in `" + (prefix.isEmpty() ? "Parameters" : prefix) + "`"));
        }
    }

    Optional<String> text(String name) {
        return single(name, "valueString", "valueMarkdown").flatMap(value -> string(name, value));
    }

    Optional<String> idOrText(String name) {
        return single(name, "valueString", "valueId").flatMap(value -> string(name, value));
    }

    Optional<String> code(String name) {
        return single(name, "valueCode", "valueString").flatMap(value -> string(name, value));
    }

    Optional<String> time(String name) {
        return single(name, "valueDateTime", "valueInstant", "valueDate").flatMap(value -> string(name, value));
    }

    Optional<Boolean> flag(String name) {
        return single(name, "valueBoolean").flatMap(value -> {
            if (value instanceof Json.Bool bool) return Optional.of(bool.value());
            return wrong(name, "a boolean");
        });
    }

    Optional<Integer> count(String name) {
        return single(name, "valueInteger", "valuePositiveInt").flatMap(value -> {
            if (value instanceof Json.Num number && number.literal().matches("[1-9][0-9]{0,8}"))
                return Optional.of(Integer.parseInt(number.literal()));
            return wrong(name, "a positive integer");
        });
    }

    Optional<Reference> reference(String name, Function<String, Optional<Reference>> reading) {
        return single(name, "valueReference").flatMap(value -> reference(name, value, reading));
    }

    List<Reference> references(String name, Function<String, Optional<Reference>> reading) {
        List<Reference> all = new ArrayList<>();
        for (Json.Obj parameter : byName.getOrDefault(name, List.of()))
            value(name, parameter, "valueReference")
                    .flatMap(value -> reference(name, value, reading))
                    .ifPresent(all::add);
        return all;
    }

    /** The parts of the one parameter of that name. */
    Optional<ParametersReader> parts(String name, Set<String> known) {
        List<ParametersReader> all = partLists(name, known);
        if (all.size() > 1) issues.add(new Issue("invalid", "`" + prefix + name + "` stands more than once"));
        return all.stream().findFirst();
    }

    /** The parts of each parameter of that name. */
    List<ParametersReader> partLists(String name, Set<String> known) {
        List<ParametersReader> all = new ArrayList<>();
        for (Json.Obj parameter : byName.getOrDefault(name, List.of())) {
            if (!parameter.members().keySet().equals(Set.of("name", "part")))
                issues.add(new Issue("invalid", "`" + prefix + name + "` must have parts"));
            all.add(new ParametersReader(prefix + name + ".", parameter.objects("part"), known, issues));
        }
        return all;
    }

    private Optional<Json> single(String name, String... types) {
        List<Json.Obj> all = byName.getOrDefault(name, List.of());
        if (all.size() > 1) issues.add(new Issue("invalid", "`" + prefix + name + "` stands more than once"));
        return all.isEmpty() ? Optional.empty() : value(name, all.get(0), types);
    }

    private Optional<Json> value(String name, Json.Obj parameter, String... types) {
        for (String type : types) {
            if (parameter.get(type).isPresent() && parameter.members().keySet().equals(Set.of("name", type)))
                return parameter.get(type);
        }
        return wrong(name, "`" + types[0] + "`");
    }

    private Optional<String> string(String name, Json value) {
        if (!(value instanceof Json.Text text)) return wrong(name, "a string");
        String words = text.value();
        if (words.isBlank()) return Optional.empty(); // said nothing: it is missing
        boolean control = words.chars().anyMatch(c -> c == 0 || (c < ' ' && c != '\t' && c != '\n' && c != '\r'));
        if (control || words.length() > LONGEST_TEXT || !wellFormed(words))
            return wrong(name, "plain text of at most 20000 characters");
        return Optional.of(words);
    }

    private static boolean wellFormed(String words) {
        return java.nio.charset.StandardCharsets.UTF_8.newEncoder().canEncode(words);
    }

    private Optional<Reference> reference(String name, Json value, Function<String, Optional<Reference>> reading) {
        Optional<Reference> read =
                value instanceof Json.Obj object ? object.text("reference").flatMap(reading) : Optional.empty();
        return read.isPresent() ? read : wrong(name, "a literal reference to a resource of this server");
    }

    private <T> Optional<T> wrong(String name, String wanted) {
        issues.add(new Issue("invalid", "`" + prefix + name + "` must be " + wanted));
        return Optional.empty();
    }
}
