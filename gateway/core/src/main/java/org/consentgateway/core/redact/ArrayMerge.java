package org.consentgateway.core.redact;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.fhir.Elements;
import org.consentgateway.core.json.Json;

/** Merges arrays: items that were hidden go back behind the neighbour they stood behind. */
final class ArrayMerge {

    private static final int NONE = -1;

    private final Merge merge;
    private final String place;
    private final Elements schema;
    private final List<Json> stored;
    private final List<Json> shown;
    private final List<Json> submitted;
    private final Set<Json> again = new HashSet<>(); // submitted items that are none of the shown

    private ArrayMerge(
            Merge merge, String place, Elements schema, Json.Arr stored, Json.Arr shown, Json.Arr submitted) {
        this.merge = merge;
        this.place = place;
        this.schema = schema;
        this.stored = stored.items();
        this.shown = shown.items();
        this.submitted = submitted.items();
    }

    /** What of the hidden cannot be told a place is kept by the merge. */
    static Json merge(Merge merge, String place, Elements schema, Json.Arr stored, Json.Arr shown, Json.Arr submitted) {
        return new ArrayMerge(merge, place, schema, stored, shown, submitted).merged();
    }

    private Json merged() {
        int[] seenAs = Alignment.of(stored, shown, ArrayMerge::cutFrom); // of each shown item, its place in stored
        if (Arrays.stream(seenAs).anyMatch(at -> at == NONE)) {
            merge.keep(place, new Json.Arr(stored));
            return new Json.Arr(submitted);
        }
        int[] from = Alignment.of(shown, submitted, Alignment.EQUAL); // of each submitted item, its place in shown
        Set<Integer> replaced = pair(from, seenAs);
        int[] seen = new int[stored.size()]; // of each stored item, which shown one it is
        Arrays.fill(seen, NONE);
        for (int i = 0; i < seenAs.length; i++) seen[seenAs[i]] = i;
        boolean[] sent = new boolean[shown.size()];
        for (int at : from) if (at != NONE) sent[at] = true;
        for (int i = 0; i < from.length; i++) if (from[i] == NONE) again.add(submitted.get(i));
        List<Json> merged = new ArrayList<>();
        int next = left(0, NONE, seen, sent, replaced, merged);
        for (int i = 0; i < submitted.size(); i++) {
            if (from[i] == NONE) {
                merged.add(submitted.get(i));
                continue;
            }
            int at = seenAs[from[i]];
            next = left(next, at, seen, sent, replaced, merged);
            merged.add(merge.value(item(at), schema, stored.get(at), shown.get(from[i]), submitted.get(i)));
            next = left(Math.max(next, at + 1), NONE, seen, sent, replaced, merged);
        }
        left(next, stored.size(), seen, sent, replaced, merged);
        return new Json.Arr(merged);
    }

    private String item(int at) {
        return place + "[" + at + "]";
    }

    /**
     * Adds what stays of the items from a place on that the caller did not send: up to another, or where that is none as
     * long as they were hidden. Gives the next place.
     */
    private int left(int from, int to, int[] seen, boolean[] sent, Set<Integer> replaced, List<Json> merged) {
        int at = from;
        while (to == NONE ? at < stored.size() && seen[at] == NONE : at < to) {
            boolean hidden = seen[at] == NONE;
            // what the caller wrote by themself, word for word, stands for it: they see one
            if (hidden && !again.contains(stored.get(at))) merged.add(stored.get(at));
            else if (!hidden && !sent[seen[at]])
                ofDeleted(at, seen[at], replaced).ifPresent(merged::add);
            at++;
        }
        return at;
    }

    /** What stays in its place of an item that the caller deleted: what it hides, where that can stand alone. */
    private Optional<Json> ofDeleted(int at, int as, Set<Integer> replaced) {
        if (stored.get(at).equals(shown.get(as))) return Optional.empty();
        if (replaced.contains(as)) {
            merge.keep(item(at), stored.get(at));
            return Optional.empty();
        }
        Json left = merge.value(item(at), schema, stored.get(at), shown.get(as), new Json.Obj(Map.of()));
        boolean stands =
                left instanceof Json.Obj one && schema.standsWith(one.members().keySet());
        if (left.equals(new Json.Obj(Map.of()))) return Optional.empty();
        if (stands) return Optional.of(left);
        merge.keep(item(at), left);
        return Optional.empty();
    }

    /**
     * Pairs what the caller changed: between two items that are as shown, as many items as before are the same items in
     * the same order. Gives those that hide something and were replaced by another number of items: which became of which
     * cannot be told.
     */
    private Set<Integer> pair(int[] from, int[] seenAs) {
        Set<Integer> replaced = new HashSet<>();
        int shownAt = 0;
        int at = 0;
        while (at <= submitted.size()) {
            int end = at;
            while (end < submitted.size() && from[end] == NONE) end++;
            int shownEnd = end < submitted.size() ? from[end] : shown.size();
            boolean same = end - at == shownEnd - shownAt;
            for (int i = 0; i < shownEnd - shownAt; i++) {
                boolean hides = !stored.get(seenAs[shownAt + i]).equals(shown.get(shownAt + i));
                // items that are gone and replaced by none were deleted; what they hide is kept
                if (hides && !same && end > at) replaced.add(shownAt + i);
                if (same) from[at + i] = shownAt + i;
            }
            shownAt = shownEnd + 1;
            at = end + 1;
        }
        return replaced;
    }

    /** Whether the one may be the other with something taken out. */
    static boolean cutFrom(Json stored, Json shown) {
        if (stored.equals(shown)) return true;
        if (stored instanceof Json.Obj was && shown instanceof Json.Obj seen) {
            for (Map.Entry<String, Json> member : seen.members().entrySet()) {
                Optional<Json> before = was.get(member.getKey());
                boolean written =
                        member.getKey().equals("text") || member.getKey().equals("meta");
                if (written
                        || member.getValue().equals(RedactionMarks.absent(false))
                        || member.getValue().equals(RedactionMarks.absent(true))) continue;
                if (before.isEmpty() || !cutFrom(before.get(), member.getValue())) return false;
            }
            return true;
        }
        if (stored instanceof Json.Arr was && shown instanceof Json.Arr seen) {
            int at = 0;
            for (Json item : seen.items()) {
                while (at < was.items().size() && !cutFrom(was.items().get(at), item)) at++;
                if (at++ >= was.items().size()) return false;
            }
            return true;
        }
        return false;
    }
}
