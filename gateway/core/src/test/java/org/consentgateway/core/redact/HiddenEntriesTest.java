package org.consentgateway.core.redact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.consentgateway.core.redact.Upstream.bundle;
import static org.consentgateway.core.redact.Upstream.match;
import static org.consentgateway.core.redact.Upstream.note;
import static org.consentgateway.core.redact.Upstream.plain;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.consentgateway.core.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages, links and totals are those of an EHR that does not have what is hidden, wherever and in whatever number it stands. */
class HiddenEntriesTest {

    private static final int RUNS = 4_000;

    /** What an entry is to the caller. */
    private enum Entry {
        SHOWN,
        NOT_MATCHING,
        OTHER_TYPE,
        HIDDEN,
        /** Shown without what was searched for. */
        STRIPPED;

        boolean isHidden() {
            return this == HIDDEN || this == STRIPPED;
        }

        String resource(String id) {
            return switch (this) {
                case SHOWN -> plain(id);
                case NOT_MATCHING -> "{\"resourceType\":\"DocumentReference\",\"id\":\"" + id + "\"}";
                case OTHER_TYPE -> "{\"resourceType\":\"Patient\",\"id\":\"" + id + "\"}";
                case HIDDEN -> note(id);
                case STRIPPED -> plain(id).replace("ordinary", "stripped");
            };
        }
    }

    /** An entry at its place in the EHR's order. */
    private record Placed(Entry entry, String id) {
        String json() {
            return match(entry.resource(id));
        }
    }

    /** One answer as the caller sees it. */
    private record Seen(List<String> ids, boolean next, Optional<Json> total) {}

    private static final Court COURT = new Court(one -> {
        if (Court.note(one.resource())) return new Verdict.Drop(one);
        boolean cut = one.resource().text("description").equals(Optional.of("stripped"));
        Edits edits = new Edits(Set.of(List.of("description")), Set.of(), Set.of(), false);
        return new Verdict.Release(one, cut ? edits : Edits.NONE);
    });

    @Test
    void a_search_walked_to_its_end_shows_nothing_of_what_is_hidden() throws Exception {
        long seed = System.nanoTime();
        System.out.println("hidden entries: seed " + seed);
        Random random = new Random(seed);
        for (int run = 0; run < RUNS; run++) {
            List<Placed> all = entries(random);
            int page = 1 + random.nextInt(9);
            int ahead = random.nextInt(6);
            int cap = random.nextInt(12);
            assertThat(walk(all, page, ahead))
                    .as("run %d: %s in pages of %d, %d ahead", run, all, page, ahead)
                    .isEqualTo(walk(without(all), page, ahead));
            int due = 1 + random.nextInt(12);
            assertThat(walk(all, page, ahead, Optional.of(due)))
                    .as("run %d: %s in pages of %d, %d due, %d ahead", run, all, page, due, ahead)
                    .isEqualTo(walk(without(all), page, ahead, Optional.of(due)));
            assertThat(count(all, page, cap))
                    .as("run %d: %s in pages of %d, counted to %d", run, all, page, cap)
                    .isEqualTo(count(without(all), page, cap));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 64, 100})
    void a_page_that_is_smaller_than_the_EHRs_ends_where_it_is_due_and_opens_no_other(int due) throws Exception {
        // Given a page with one more than is due; the one after it would not be found
        List<Placed> all = IntStream.rangeClosed(0, due)
                .mapToObj(i -> new Placed(Entry.SHOWN, "s" + i))
                .toList();
        Upstream upstream = new Upstream();
        ExpectedAnswer.Searchset search =
                upstream.search(Optional.of(new NextLinks.Position("", 0, due)), 100, "DocumentReference");

        // When
        upstream.redact(
                bundle("not there", all.stream().map(Placed::json).toArray(String[]::new)), search, Court.guarding());

        // Then
        assertThat(upstream.ids()).hasSize(due);
        assertThat(upstream.sealed).containsExactly(new NextLinks.Position("", due, due));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 500, 9_999})
    void own_entries_that_do_not_match_tell_nothing_of_a_note_behind_them(int hidden) throws Exception {
        // Given as many of one's own as the search looks ahead, a note or many, and nothing after them
        int ahead = 4;
        List<Placed> padded = new ArrayList<>();
        padded.add(new Placed(Entry.SHOWN, "s"));
        IntStream.range(1, ahead).forEach(i -> padded.add(new Placed(Entry.NOT_MATCHING, "n" + i)));
        List<Placed> with = new ArrayList<>(padded);
        IntStream.range(0, hidden).forEach(i -> with.add(new Placed(Entry.HIDDEN, "h" + i)));

        // Then
        assertThat(walk(with, 50, ahead))
                .isEqualTo(walk(padded, 50, ahead))
                .containsExactly(new Seen(List.of("s"), false, Optional.of(new Json.Num("1"))));
        assertThat(count(with, 50, ahead)).isEqualTo(count(padded, 50, ahead));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void more_than_any_chart_holds_takes_too_long(boolean counted) {
        List<Placed> all = IntStream.rangeClosed(0, PageCounts.HIDDEN)
                .mapToObj(i -> new Placed(Entry.HIDDEN, "h" + i))
                .toList();

        Unusable late = catchThrowableOfType(Unusable.class, () -> {
            if (counted) count(all, 1_000, 5);
            else walk(all, 1_000, 5);
        });

        assertThat(late.isLate()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void pages_without_end_that_hold_nothing_are_ended(boolean counted) {
        Upstream upstream = new Upstream();
        for (int i = 0; i < 1_000; i++) upstream.page("p" + i, bundle("p" + (i + 1)));

        Unusable ended = catchThrowableOfType(
                Unusable.class,
                () -> upstream.redact(
                        bundle("p0", match(plain("a")).replace("match", "outcome")),
                        counted ? countOf(upstream, 5) : upstream.search("DocumentReference"),
                        COURT));

        assertThat(ended.isLate()).isTrue();
    }

    private static List<Placed> entries(Random random) {
        List<Placed> all = new ArrayList<>();
        int some = random.nextInt(40);
        int hiddenOfTen = random.nextInt(10);
        for (int i = 0; i < some; i++) {
            Entry entry = random.nextInt(10) < hiddenOfTen
                    ? (random.nextBoolean() ? Entry.HIDDEN : Entry.STRIPPED)
                    : Entry.values()[random.nextInt(3)];
            // in a row, too: a window of its own and more
            int row = entry == Entry.HIDDEN && random.nextInt(20) == 0 ? 70 : 1;
            for (int j = 0; j < row; j++) all.add(new Placed(entry, entry.name().charAt(0) + "-" + i + "-" + j));
        }
        return Collections.unmodifiableList(all);
    }

    private static List<Placed> without(List<Placed> all) {
        return all.stream().filter(one -> !one.entry().isHidden()).toList();
    }

    /** Every answer of a search, followed over its `next` to the end. */
    private static List<Seen> walk(List<Placed> all, int page, int ahead) throws Exception {
        return walk(all, page, ahead, Optional.empty());
    }

    /** @param due matches of a page of the caller's, where that is known */
    private static List<Seen> walk(List<Placed> all, int page, int ahead, Optional<Integer> due) throws Exception {
        List<Seen> walked = new ArrayList<>();
        Optional<NextLinks.Position> from = due.map(quota -> new NextLinks.Position("", 0, quota));
        do {
            Upstream upstream = pages(all, page);
            String first = from.map(NextLinks.Position::upstreamUrl).orElse("");
            upstream.redact(body(all, page, first), owed(upstream.search(from, ahead, "DocumentReference")), COURT);
            from = upstream.sealed.stream().findFirst();
            walked.add(
                    new Seen(upstream.ids(), from.isPresent(), upstream.json().get("total")));
            assertThat(walked).as("it comes to an end").hasSizeLessThan(2_000);
        } while (from.isPresent());
        return walked;
    }

    private static Seen count(List<Placed> all, int page, int cap) throws Exception {
        Upstream upstream = pages(all, page);
        upstream.redact(body(all, page, ""), countOf(upstream, cap), COURT);
        return new Seen(List.of(), false, upstream.json().get("total"));
    }

    private static ExpectedAnswer countOf(Upstream upstream, int cap) {
        ExpectedAnswer.Searchset search = owed(upstream.search("DocumentReference"));
        return new ExpectedAnswer.Count(
                search.types(), search.selfUrl(), search.pages(), cap, search.owed(), ResponseFormat.WHOLE);
    }

    private static ExpectedAnswer.Searchset owed(ExpectedAnswer.Searchset search) {
        return new ExpectedAnswer.Searchset(
                new ExpectedAnswer.Matches(search.types(), (whole, shown) -> shown.text("description")
                        .isPresent()),
                search.paging(),
                search.rendering());
    }

    private static Upstream pages(List<Placed> all, int page) {
        Upstream upstream = new Upstream();
        for (int i = 1; i * page < all.size(); i++) upstream.page("p" + i, body(all, page, "p" + i));
        return upstream;
    }

    private static String body(List<Placed> all, int page, String url) {
        int at = url.isEmpty() ? 0 : Integer.parseInt(url.substring(1));
        boolean more = (at + 1) * page < all.size();
        List<String> entries = all.stream()
                .skip((long) at * page)
                .limit(page)
                .map(Placed::json)
                .collect(Collectors.toList());
        return bundle(more ? "p" + (at + 1) : "", entries.toArray(new String[0]));
    }
}
