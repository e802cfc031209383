package org.consentgateway.core.decision;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.ReferenceResolver;

/** Compares what decisions rest on in two versions of a resource: facts, not their wording. */
final class FactElements {

    /** What is said beside a fact, for people to read. */
    private static final Set<String> WORDING = Set.of("display", "text", "id");

    /** An element that is not there. */
    static final String NOTHING = "--";

    private FactElements() {}

    /** Whom a resource is about, by whom it is and who keeps it, as a text to compare. */
    static String people(Facts facts) {
        return facts.type() + " "
                + new TreeSet<>(facts.subjects()) + facts.unreadableSubject()
                + new TreeSet<>(facts.authors())
                + facts.custodian();
    }

    /** Whether both are about the same patients, by the same authors, of the same keeper. */
    static boolean samePeople(Facts before, Facts after) {
        return before.subjects().equals(after.subjects())
                && before.unreadableSubject() == after.unreadableSubject()
                && before.authors().equals(after.authors())
                && before.custodian().equals(after.custodian());
    }

    /** Whether a rule or a consent would find the same in both. */
    static boolean same(Facts before, Facts after) {
        return samePeople(before, after)
                && before.labels().equals(after.labels())
                && before.tags().equals(after.tags())
                && before.codes().equals(after.codes())
                && before.categories().equals(after.categories())
                && before.settings().equals(after.settings())
                && before.names().equals(after.names())
                && before.encounters().equals(after.encounters())
                && before.clinicalDate().equals(after.clinicalDate())
                && before.references().equals(after.references())
                && before.source().equals(after.source())
                && before.profiles().equals(after.profiles());
    }

    /** The element with the extensions of a primitive, whatever its wording, the order of its items and its bases. */
    static String plain(Json.Obj resource, String element, ReferenceResolver bases) {
        return plain(resource.get(element), bases) + plain(resource.get("_" + element), bases);
    }

    private static String plain(Optional<Json> value, ReferenceResolver bases) {
        return value.map(json -> plain(json, bases)).orElse("-");
    }

    static String plain(Json json, ReferenceResolver bases) {
        if (json instanceof Json.Arr array) {
            return array.items().stream()
                    .map(item -> plain(item, bases))
                    .sorted()
                    .collect(Collectors.joining(",", "[", "]"));
        }
        if (!(json instanceof Json.Obj object)) return text(json);
        Map<String, String> members = new TreeMap<>();
        object.members().forEach((name, value) -> {
            if (WORDING.contains(name)) return;
            boolean literal = name.equals("reference") && value instanceof Json.Text;
            members.put(name, literal ? reference(((Json.Text) value).value(), bases) : plain(value, bases));
        });
        return members.toString();
    }

    private static String reference(String literal, ReferenceResolver bases) {
        return bases.resource(literal).map(Object::toString).orElse(literal);
    }

    private static String text(Json json) {
        return new String(JsonWriter.bytes(new Json.Obj(Map.of("", json))), java.nio.charset.StandardCharsets.UTF_8);
    }
}
