package org.consentgateway.core.redact;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.consentgateway.core.json.Json;

/** What may stay of an object out of which something was taken, below the top of a resource. */
final class ResidualRules {

    private ResidualRules() {}

    /** Members that say nothing by themselves. */
    private static final Set<String> SHELL = Set.of("id", "url", "linkId");

    private static final Pattern PATIENT = Pattern.compile("(.*/)?Patient/[^/]+(/_history/[^/]+)?");

    /**
     * @param type   of the resource
     * @param name   of the member that holds the object
     * @param before the object as it was
     * @param left   its members that are left
     */
    static boolean cannotStand(String type, String name, Json.Obj before, Map<String, Json> left) {
        return SHELL.containsAll(left.keySet())
                || lost("div", before, left) // Narrative.div is required
                || (lost("resource", before, left) && !name.equals("item")) // Bundle.entry, Parameters.parameter
                || (annotation(before) && lost("text", before, left))
                || (type.equals("AuditEvent") && name.equals("entity") && lost("what", before, left))
                || (type.equals("Composition") && name.equals("section") && emptied(before, left))
                || valueLost(before, left);
    }

    /**
     * Whether an AuditEvent is about nothing any more, or about a patient alone, because what was done was done to what is
     * hidden: that something was done would tell that there is something.
     */
    static boolean tellsOfNothingElse(Json.Obj before, Json.Obj after) {
        if (!before.text("resourceType").equals(Optional.of("AuditEvent"))) return false;
        List<Json.Obj> left = after.objects("entity");
        return left.size() < before.objects("entity").size()
                && left.stream().allMatch(entity -> entity.object("what")
                        .flatMap(what -> what.text("reference"))
                        .filter(reference -> PATIENT.matcher(reference).matches())
                        .isPresent());
    }

    /** What goes along with what was taken out. */
    static Map<String, Json> tidy(String type, String name, Json.Obj before, Map<String, Json> left) {
        boolean section = type.equals("Composition") && name.equals("section");
        boolean same = before.items("entry").equals(items(left, "entry"))
                && before.items("section").equals(items(left, "section"));
        if (!section || same) return left;
        Map<String, Json> tidied = new LinkedHashMap<>(left);
        tidied.remove("text"); // it tells in words what the entries hold
        return tidied;
    }

    private static boolean emptied(Json.Obj before, Map<String, Json> left) {
        boolean lost = lost("entry", before, left) || lost("section", before, left);
        return lost && !left.containsKey("entry") && !left.containsKey("section");
    }

    private static boolean annotation(Json.Obj before) {
        Set<String> names = before.members().keySet();
        return names.contains("text")
                && (names.contains("time") || names.contains("authorString") || names.contains("authorReference"));
    }

    private static boolean valueLost(Json.Obj before, Map<String, Json> left) {
        return before.members().keySet().stream()
                .anyMatch(member -> member.startsWith("value") && !left.containsKey(member));
    }

    private static boolean lost(String member, Json.Obj before, Map<String, Json> left) {
        return before.members().containsKey(member) && !left.containsKey(member);
    }

    private static List<Json> items(Map<String, Json> members, String name) {
        return new Json.Obj(members).items(name);
    }
}
