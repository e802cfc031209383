package org.consentgateway.core.redact;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.consentgateway.core.json.Json;

/** Merges arrays: items that were hidden go back behind the neighbour they stood behind. */
final class Rows {

    private static final int NONE = -1;

    private final List<Json> stored;
    private final List<Json> shown;
    private final List<Json> submitted;

    private Rows(Json.Arr stored, Json.Arr shown, Json.Arr submitted) {
        this.stored = stored.items();
        this.shown = shown.items();
        this.submitted = submitted.items();
    }

    /** Empty where it cannot be told which item is which. */
    static Optional<Json> merge(Json.Arr stored, Json.Arr shown, Json.Arr submitted) {
        return new Rows(stored, shown, submitted).merged();
    }

    private Optional<Json> merged() {
        int[] seenAs = aligned(stored, shown, Rows::cutFrom); // of each shown item, its place in stored
        if (Arrays.stream(seenAs).anyMatch(place -> place == NONE)) return Optional.empty();
        int[] from = aligned(shown, submitted, Object::equals); // of each submitted item, its place in shown
        if (!pair(from, seenAs)) return Optional.empty();
        List<Json> merged = new ArrayList<>();
        int behind = hidden(NONE, seenAs, merged);
        for (int i = 0; i < submitted.size(); i++) {
            if (from[i] == NONE) {
                merged.add(submitted.get(i));
                continue;
            }
            int place = seenAs[from[i]];
            behind = deletedBefore(from[i], i, from, seenAs, behind, merged);
            Optional<Json> value = Merge.value(stored.get(place), shown.get(from[i]), submitted.get(i));
            if (value.isEmpty()) return Optional.empty();
            merged.add(value.get());
            behind = hidden(place, seenAs, merged);
        }
        for (int place = behind + 1; place < stored.size(); place++)
            kept(place, from, seenAs).ifPresent(merged::add);
        return Optional.of(new Json.Arr(merged));
    }

    /** Hidden items that stood behind a shown one which the caller deleted. */
    private int deletedBefore(int shownAt, int i, int[] from, int[] seenAs, int behind, List<Json> merged) {
        for (int place = behind + 1; place < seenAs[shownAt]; place++)
            kept(place, from, seenAs).ifPresent(merged::add);
        return Math.max(behind, seenAs[from[i]]);
    }

    /** What stays of an item that the caller did not send: all of a hidden one, of a deleted one what it hides. */
    private Optional<Json> kept(int place, int[] from, int[] seenAs) {
        if (!visible(place, seenAs)) return Optional.of(stored.get(place));
        for (int i = 0; i < seenAs.length; i++) {
            int at = i;
            if (seenAs[i] != place || Arrays.stream(from).anyMatch(sent -> sent == at)) continue;
            if (stored.get(place).equals(shown.get(i))) return Optional.empty();
            return Merge.value(stored.get(place), shown.get(i), new Json.Obj(Map.of()))
                    .filter(left -> !left.equals(new Json.Obj(Map.of())));
        }
        return Optional.empty();
    }

    /** Adds the hidden items right behind the place; gives the last place dealt with. */
    private int hidden(int place, int[] seenAs, List<Json> merged) {
        int next = place + 1;
        while (next < stored.size() && !visible(next, seenAs)) merged.add(stored.get(next++));
        return next - 1;
    }

    private static boolean visible(int place, int[] seenAs) {
        return Arrays.stream(seenAs).anyMatch(seen -> seen == place);
    }

    /**
     * Pairs what the caller changed: between two items that are as shown, as many items as before are the same items in
     * the same order. Where their number differs and one of them hides something, it cannot be told: false.
     */
    private boolean pair(int[] from, int[] seenAs) {
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
                if (hides && !same && end > at) return false;
                if (same) from[at + i] = shownAt + i;
            }
            shownAt = shownEnd + 1;
            at = end + 1;
        }
        return true;
    }

    /** Of each item of the second list its place in the first, in order, as many as can be; exact ones count more. */
    private static int[] aligned(List<Json> first, List<Json> second, BiPredicate<Json, Json> alike) {
        int[][] best = new int[first.size() + 1][second.size() + 1];
        for (int i = first.size() - 1; i >= 0; i--) {
            for (int j = second.size() - 1; j >= 0; j--) {
                int score = score(first.get(i), second.get(j), alike);
                int both = score == 0 ? 0 : score + best[i + 1][j + 1];
                best[i][j] = Math.max(both, Math.max(best[i + 1][j], best[i][j + 1]));
            }
        }
        int[] places = new int[second.size()];
        Arrays.fill(places, NONE);
        int i = 0;
        int j = 0;
        while (i < first.size() && j < second.size()) {
            int score = score(first.get(i), second.get(j), alike);
            if (score > 0 && best[i][j] == score + best[i + 1][j + 1]) places[j++] = i++;
            else if (best[i][j] == best[i + 1][j]) i++;
            else j++;
        }
        return places;
    }

    /** A pair always counts more than any exactness of others: every shown item has its place. */
    private static int score(Json one, Json other, BiPredicate<Json, Json> alike) {
        if (one.equals(other)) return 1025;
        return alike.test(one, other) ? 1024 : 0;
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
                        || member.getValue().equals(Marks.absent(false))
                        || member.getValue().equals(Marks.absent(true))) continue;
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
