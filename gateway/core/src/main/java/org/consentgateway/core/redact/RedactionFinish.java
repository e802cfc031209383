package org.consentgateway.core.redact;

import java.util.Set;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Coding;

/** What every changed resource owes: no narrative that tells, no signature over what is not shown, a mark if told so. */
final class RedactionFinish {

    private RedactionFinish() {}

    private static final Coding PROCESS_INLINE = new Coding(Coding.ACT_CODE, "PROCESSINLINELABEL");

    static Json.Obj changed(Json.Obj before, Json.Obj after, Edits edits) {
        Json.Obj result = after;
        String type = after.text("resourceType").orElse("");
        if (type.equals("Bundle")) result = Bundles.after(result);
        else if (before.object("text").isPresent())
            result = edits.marked()
                    ? RedactionMarks.with(result, "text", RedactionMarks.emptyNarrative())
                    : RedactionMarks.without(result, "text"); // one that says `empty` would say that there was another
        if (type.equals("Bundle") || type.equals("Provenance")) result = RedactionMarks.without(result, "signature");
        if (!edits.elements().isEmpty() && !inlineLabelled(result)) {
            result = SecurityLabels.without(result, Set.of(PROCESS_INLINE));
        }
        return edits.marked() ? SecurityLabels.marked(result, "security", "REDACTED") : result;
    }

    /** Whether an element still bears a label of its own; an older draft had another name for the extension. */
    private static boolean inlineLabelled(Json value) {
        if (value instanceof Json.Arr array) return array.items().stream().anyMatch(RedactionFinish::inlineLabelled);
        if (!(value instanceof Json.Obj object)) return false;
        boolean label = object.text("url")
                .filter(url ->
                        url.endsWith("/extension-inline-sec-label") || url.endsWith("/extension-has-inline-sec-label"))
                .isPresent();
        return label || object.members().values().stream().anyMatch(RedactionFinish::inlineLabelled);
    }
}
