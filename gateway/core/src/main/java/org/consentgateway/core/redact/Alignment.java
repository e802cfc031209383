package org.consentgateway.core.redact;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.consentgateway.core.json.Json;

/**
 * Which item of one list is which of another, in order. As many as can be where the lists are short; in long ones the
 * items that stand once in both are fixed first, and only what lies between is compared each with each, so that the work
 * grows as n log n.
 */
final class Alignment {

    static final int NONE = -1;

    private static final int EXACT = 1 << 14; // comparisons; 128 items against 128

    private final List<Json> first;
    private final List<Json> second;
    private final BiPredicate<Json, Json> alike;
    private final int[] kinds1; // equal items are of one kind: each is looked at whole but once
    private final int[] kinds2;
    private final int[] places;

    private Alignment(List<Json> first, List<Json> second, BiPredicate<Json, Json> alike) {
        this.first = first;
        this.second = second;
        this.alike = alike;
        Map<Json, Integer> kinds = new HashMap<>();
        this.kinds1 = first.stream().mapToInt(item -> kind(item, kinds)).toArray();
        this.kinds2 = second.stream().mapToInt(item -> kind(item, kinds)).toArray();
        this.places = new int[second.size()];
        Arrays.fill(places, NONE);
    }

    private static int kind(Json item, Map<Json, Integer> kinds) {
        return kinds.computeIfAbsent(item, fresh -> kinds.size());
    }

    /**
     * Of each item of the second list its place in the first, or {@link #NONE}.
     *
     * @param alike whether the item of the first may be that of the second; equal ones always may, and count more
     */
    static int[] of(List<Json> first, List<Json> second, BiPredicate<Json, Json> alike) {
        Alignment alignment = new Alignment(first, second, alike);
        alignment.whole();
        return alignment.places;
    }

    private void whole() {
        int from = 0;
        int to1 = first.size();
        int to2 = second.size();
        while (from < to1 && from < to2 && kinds1[from] == kinds2[from]) places[from] = from++;
        if (cells(from, to1, from, to2) <= EXACT) {
            exact(from, to1, from, to2);
            return;
        }
        while (to1 > from && to2 > from && kinds1[to1 - 1] == kinds2[to2 - 1]) places[--to2] = --to1;
        int i = from;
        int j = from;
        for (int[] fixed : fixed(from, to1, from, to2)) {
            between(i, fixed[0], j, fixed[1]);
            places[fixed[1]] = fixed[0];
            i = fixed[0] + 1;
            j = fixed[1] + 1;
        }
        between(i, to1, j, to2);
    }

    private static long cells(int from1, int to1, int from2, int to2) {
        return (long) (to1 - from1) * (to2 - from2);
    }

    private void between(int from1, int to1, int from2, int to2) {
        if (cells(from1, to1, from2, to2) <= EXACT) exact(from1, to1, from2, to2);
        else greedy(from1, to1, from2, to2);
    }

    /** Each item goes to the first one left that it can be. What is the other list with items taken out is found so. */
    private void greedy(int from1, int to1, int from2, int to2) {
        Map<Integer, Integer> last = new HashMap<>(); // an item that is not there is not looked for
        for (int i = from1; i < to1; i++) last.put(kinds1[i], i);
        boolean onlyEqual = alike == EQUAL;
        int i = from1;
        for (int j = from2; j < to2 && i < to1; j++) {
            if (onlyEqual && last.getOrDefault(kinds2[j], NONE) < i) continue;
            int at = i;
            while (at < to1 && score(at, j) == 0) at++;
            if (at == to1) return; // what was cut from nothing here: then none of it counts
            places[j] = at;
            i = at + 1;
        }
    }

    /** Pairs of items that stand once in each list: as many as keep the order. */
    private List<int[]> fixed(int from1, int to1, int from2, int to2) {
        Map<Integer, Integer> once1 = once(kinds1, from1, to1);
        Map<Integer, Integer> once2 = once(kinds2, from2, to2);
        List<int[]> pairs = new ArrayList<>();
        for (int j = from2; j < to2; j++) {
            int i = once1.getOrDefault(kinds2[j], NONE);
            if (i != NONE && once2.getOrDefault(kinds2[j], NONE) == j) pairs.add(new int[] {i, j});
        }
        return rising(pairs);
    }

    private static Map<Integer, Integer> once(int[] kinds, int from, int to) {
        Map<Integer, Integer> places = new HashMap<>();
        for (int i = from; i < to; i++) places.merge(kinds[i], i, (one, other) -> NONE);
        return places;
    }

    /** The longest run of pairs whose places rise in both lists. */
    private static List<int[]> rising(List<int[]> pairs) {
        int[] before = new int[pairs.size()];
        List<Integer> ends = new ArrayList<>(); // of the runs of each length the one that ends lowest
        for (int k = 0; k < pairs.size(); k++) {
            int low = 0;
            int high = ends.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (pairs.get(ends.get(middle))[0] < pairs.get(k)[0]) low = middle + 1;
                else high = middle;
            }
            before[k] = low == 0 ? NONE : ends.get(low - 1);
            if (low == ends.size()) ends.add(k);
            else ends.set(low, k);
        }
        int[][] run = new int[ends.size()][];
        int k = ends.isEmpty() ? NONE : ends.get(ends.size() - 1);
        for (int at = run.length - 1; at >= 0; at--) {
            run[at] = pairs.get(k);
            k = before[k];
        }
        return List.of(run);
    }

    /** Each with each: the most pairs, of those the most equal ones. */
    private void exact(int from1, int to1, int from2, int to2) {
        int[][] best = new int[to1 - from1 + 1][to2 - from2 + 1];
        for (int i = to1 - 1; i >= from1; i--)
            for (int j = to2 - 1; j >= from2; j--) {
                int score = score(i, j);
                int both = score == 0 ? 0 : score + best[i + 1 - from1][j + 1 - from2];
                best[i - from1][j - from2] =
                        Math.max(both, Math.max(best[i + 1 - from1][j - from2], best[i - from1][j + 1 - from2]));
            }
        int i = from1;
        int j = from2;
        while (i < to1 && j < to2) {
            int score = score(i, j);
            int here = best[i - from1][j - from2];
            if (score > 0 && here == score + best[i + 1 - from1][j + 1 - from2]) places[j++] = i++;
            else if (here == best[i + 1 - from1][j - from2]) i++;
            else j++;
        }
    }

    /** An item is nothing but its equal. */
    static final BiPredicate<Json, Json> EQUAL = Object::equals;

    /** A pair always counts more than any exactness of others: every shown item has its place. */
    private int score(int i, int j) {
        if (kinds1[i] == kinds2[j]) return 1025;
        return alike != EQUAL && alike.test(first.get(i), second.get(j)) ? 1024 : 0;
    }
}
