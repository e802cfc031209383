package org.consentgateway.core.redact;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiPredicate;
import org.consentgateway.core.json.Json;

/** Which item of one list is which of another, in order. */
final class Alignment {

    static final int NONE = -1;
    /** Beyond so many pairs the middle of two lists, where they differ, is not looked into. */
    private static final long PAIRS = 1_000_000;

    private Alignment() {}

    /** Of each item of the second list its place in the first, in order, as many as can be; exact ones count more. */
    static int[] of(List<Json> first, List<Json> second, BiPredicate<Json, Json> alike) {
        int[] places = new int[second.size()];
        Arrays.fill(places, NONE);
        int shorter = Math.min(first.size(), second.size());
        int head = 0;
        while (head < shorter && first.get(head).equals(second.get(head))) places[head] = head++;
        int tail = 0;
        while (tail < shorter - head
                && first.get(first.size() - 1 - tail).equals(second.get(second.size() - 1 - tail))) {
            places[second.size() - 1 - tail] = first.size() - 1 - tail;
            tail++;
        }
        List<Json> ones = first.subList(head, first.size() - tail);
        List<Json> others = second.subList(head, second.size() - tail);
        if ((long) ones.size() * others.size() > PAIRS) forward(ones, others, alike, head, places);
        else if (!others.isEmpty()) best(ones, others, alike, head, places);
        return places;
    }

    /** Each takes the next that is like it. */
    private static void forward(
            List<Json> first, List<Json> second, BiPredicate<Json, Json> alike, int head, int[] places) {
        int at = 0;
        for (int i = 0; i < second.size() && at < first.size(); i++) {
            int found = at;
            while (found < first.size() && !alike.test(first.get(found), second.get(i))) found++;
            if (found == first.size()) return;
            places[head + i] = head + found;
            at = found + 1;
        }
    }

    private static void best(
            List<Json> first, List<Json> second, BiPredicate<Json, Json> alike, int head, int[] found) {
        int[][] scores = new int[first.size()][second.size()];
        int[][] best = new int[first.size() + 1][second.size() + 1];
        for (int i = first.size() - 1; i >= 0; i--) {
            for (int j = second.size() - 1; j >= 0; j--) {
                scores[i][j] = score(first.get(i), second.get(j), alike);
                int both = scores[i][j] == 0 ? 0 : scores[i][j] + best[i + 1][j + 1];
                best[i][j] = Math.max(both, Math.max(best[i + 1][j], best[i][j + 1]));
            }
        }
        int i = 0;
        int j = 0;
        while (i < first.size() && j < second.size()) {
            int score = scores[i][j];
            if (score > 0 && best[i][j] == score + best[i + 1][j + 1]) found[head + j++] = head + i++;
            else if (best[i][j] == best[i + 1][j]) i++;
            else j++;
        }
    }

    /** A pair always counts more than any exactness of others: every shown item has its place. */
    private static int score(Json one, Json other, BiPredicate<Json, Json> alike) {
        if (one.equals(other)) return 1025;
        return alike.test(one, other) ? 1024 : 0;
    }
}
