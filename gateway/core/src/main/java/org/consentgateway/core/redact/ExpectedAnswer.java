package org.consentgateway.core.redact;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Include;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.VersionWindow;

/** What kind of answer is due, from the plan of the request; upstream's own claims do not change it. */
public sealed interface ExpectedAnswer {

    /** How it is shown. */
    ResponseFormat rendering();

    /**
     * One resource: read, vread, an operation that answers with one resource, the echo of a write.
     *
     * @param type expected type, empty where the operation may answer with any; another type is unusable
     * @param id   expected id; another id is unusable
     */
    record Single(Optional<String> type, Optional<String> id, ResponseFormat rendering) implements ExpectedAnswer {}

    /**
     * Which of what upstream sends is a match.
     *
     * @param types types that a match may have; empty: any ({@code $everything})
     * @param owed  post-check on a match, as the EHR has it and redacted: whether it meets the search by what is shown
     */
    record Matches(Set<String> types, BiPredicate<Json.Obj, Json.Obj> owed) {
        public Matches {
            types = Set.copyOf(types);
        }
    }

    /**
     * Where a page begins and ends.
     *
     * @param selfUrl public URL of {@code link[self]}
     * @param from    where the page begins, and how many matches are due; empty: at the first, as many as upstream sends
     * @param pages   further upstream pages
     * @param next    writes {@code link[next]}
     * @param ahead   entries that the caller may see and that do not match, after which the page ends
     */
    record Paging(String selfUrl, Optional<NextLinks.Position> from, Pages pages, NextLinks next, int ahead) {}

    /**
     * A page of a search or of {@code $everything}.
     *
     * @param matches  what is a match
     * @param paging   where it begins and ends
     * @param notice   outcome entry appended when something was withheld ({@code marked} only)
     * @param includes what may come beside the matches
     * @param whole    whether this is {@code $everything}: all of it is one answer, and what is no patient's own, such as
     *                 a Practitioner, is in it only where something shown refers to it; or it would tell who wrote a
     *                 note that is not shown
     * @param document what a Bundle of type {@code document} says of itself (identifier, timestamp), where the answer is one
     */
    record Searchset(
            Matches matches,
            Paging paging,
            Optional<Json.Obj> notice,
            List<Include> includes,
            boolean whole,
            Optional<Json.Obj> document,
            ResponseFormat rendering)
            implements ExpectedAnswer {
        public Searchset {
            includes = List.copyOf(includes);
        }

        /** A page of a search that includes nothing. */
        public Searchset(Matches matches, Paging paging, ResponseFormat rendering) {
            this(matches, paging, Optional.empty(), List.of(), false, Optional.empty(), rendering);
        }

        /** Types that a match may have; empty: any. */
        public Set<String> types() {
            return matches.types();
        }

        /** What a match must still meet by what is shown of it. */
        public BiPredicate<Json.Obj, Json.Obj> owed() {
            return matches.owed();
        }

        /** Public URL of {@code link[self]}. */
        public String selfUrl() {
            return paging.selfUrl();
        }

        /** Where the page begins. */
        public Optional<NextLinks.Position> from() {
            return paging.from();
        }

        /** Further upstream pages. */
        public Pages pages() {
            return paging.pages();
        }

        /** Writes {@code link[next]}. */
        public NextLinks next() {
            return paging.next();
        }

        /** Entries without a match after which the page ends. */
        public int ahead() {
            return paging.ahead();
        }
    }

    /**
     * {@code _summary=count}: a Bundle with the total alone.
     *
     * @param cap entries that the caller may see and that may be counted; beyond it the total is absent
     */
    record Count(
            Set<String> types,
            String selfUrl,
            Pages pages,
            int cap,
            BiPredicate<Json.Obj, Json.Obj> owed,
            ResponseFormat rendering)
            implements ExpectedAnswer {
        public Count {
            types = Set.copyOf(types);
        }
    }

    /**
     * The history of one resource. The judge sees to it that all versions share the strictest verdict.
     *
     * @param of         the resource; an entry of any other is dropped
     * @param selfUrl    public URL of {@code link[self]}
     * @param pages      further upstream pages, all written into one answer
     * @param tombstones whether entries that tell of a deletion are shown
     * @param deleted    whether the caller was told of a deletion that upstream does not know of: it is the newest entry
     * @param deletions  versions that are shown as deletions
     * @param window     versions that are asked for
     */
    record History(
            Reference of,
            String selfUrl,
            Pages pages,
            boolean tombstones,
            boolean deleted,
            Set<String> deletions,
            VersionWindow window,
            ResponseFormat rendering)
            implements ExpectedAnswer {
        public History {
            deletions = Set.copyOf(deletions);
        }
    }

    /** Applies the one that fits. */
    default <T> T match(
            Function<Single, T> single,
            Function<Searchset, T> searchset,
            Function<Count, T> count,
            Function<History, T> history) {
        if (this instanceof Single s) return single.apply(s);
        if (this instanceof Searchset s) return searchset.apply(s);
        if (this instanceof Count c) return count.apply(c);
        return history.apply((History) this);
    }
}
