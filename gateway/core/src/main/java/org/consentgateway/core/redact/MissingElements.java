package org.consentgateway.core.redact;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.consentgateway.core.json.Json;

/**
 * Which elements of a resource are not in what is shown of it, for whoever takes them out in the gateway's stead.
 *
 * <p>INVARIANT: who takes out every element that is named has nothing left that is not shown. Where an array cannot be
 * matched item by item it is named whole.
 */
public final class MissingElements {

    private MissingElements() {}

    /**
     * Paths as FHIRPath writes them, {@code content[0].attachment}; none where all is shown.
     *
     * @param whole as the EHR holds it
     * @param shown what the redaction left of it
     */
    public static Set<String> of(Json.Obj whole, Json.Obj shown) {
        Set<String> paths = new TreeSet<>();
        object(whole, shown, "", paths);
        return Collections.unmodifiableSet(paths);
    }

    private static void object(Json.Obj whole, Json.Obj shown, String at, Set<String> paths) {
        for (Map.Entry<String, Json> member : whole.members().entrySet()) {
            String path = at.isEmpty() ? member.getKey() : at + "." + member.getKey();
            Json left = shown.members().get(member.getKey());
            if (left == null) paths.add(path);
            else value(member.getValue(), left, path, paths);
        }
    }

    /** A value that differs is named itself where nothing in it can be named. */
    private static void value(Json whole, Json shown, String at, Set<String> paths) {
        if (whole.equals(shown)) return;
        Set<String> inside = new TreeSet<>();
        boolean told;
        if (whole instanceof Json.Obj object && shown instanceof Json.Obj left) {
            object(object, left, at, inside);
            told = !inside.isEmpty();
        } else {
            told = whole instanceof Json.Arr array
                    && shown instanceof Json.Arr left
                    && items(array.items(), left.items(), at, inside);
        }
        if (told) paths.addAll(inside);
        else paths.add(at);
    }

    /** Whether what is missing of the items could be named. */
    private static boolean items(List<Json> whole, List<Json> shown, String at, Set<String> paths) {
        if (whole.size() == shown.size()) {
            for (int i = 0; i < whole.size(); i++) value(whole.get(i), shown.get(i), at + "[" + i + "]", paths);
            return !paths.isEmpty();
        }
        List<String> gone = new ArrayList<>();
        int kept = 0;
        for (int i = 0; i < whole.size(); i++) {
            if (kept < shown.size() && whole.get(i).equals(shown.get(kept))) kept++;
            else gone.add(at + "[" + i + "]");
        }
        // what is left over was changed as well as moved
        if (kept < shown.size()) return false;
        paths.addAll(gone);
        return !gone.isEmpty();
    }
}
