package org.consentgateway.server.port;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The decisions of the trail, by what people ask for. Made from the trail and never read for a decision. Blocks. */
public interface DecisionIndex {

    /**
     * One request as the trail tells of it.
     *
     * @param place       where it stands among all
     * @param asker       who asked
     * @param interaction {@code read}, {@code search-type}, {@code page}, ...
     * @param answer      how it ended
     */
    record Row(
            Place place,
            String requestId,
            Asker asker,
            String interaction,
            String target,
            Answer answer,
            Set<String> patients) {
        public Row {
            patients = Set.copyOf(patients);
        }

        /** The same, about these patients. */
        public Row about(Set<String> whom) {
            return new Row(place, requestId, asker, interaction, target, answer, whom);
        }

        public Instant at() {
            return place.at();
        }

        /** Number of its DECISION record. */
        public long sequence() {
            return place.sequence();
        }

        /** The caller as people know them. */
        public String who() {
            return asker.person().isEmpty() ? asker.subject() : asker.person();
        }
    }

    /**
     * Who asked, and for what.
     *
     * @param person     {@code Practitioner/x}, or nothing
     * @param purposes   codes, separated by spaces
     * @param breakGlass whether break-glass was asserted
     */
    record Asker(String subject, String person, String client, String purposes, boolean breakGlass) {}

    /**
     * How a request ended.
     *
     * @param outcome {@code released}, {@code stripped}, {@code withheld}, {@code refused}, or {@code own}: an answer
     *                about nobody's chart
     * @param reason  the first of those that tell most
     * @param reasons codes, those that tell most first
     */
    record Answer(String outcome, String reason, List<String> reasons) {
        public Answer {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * What is asked for; what is empty is not asked for.
     *
     * @param caller reference of a person, or the subject of a token
     * @param before only rows that come after this one in the answer: the next page
     */
    record Query(
            Optional<String> patient,
            Optional<String> caller,
            Optional<String> client,
            Optional<String> outcome,
            Optional<Instant> from,
            Optional<Instant> until,
            boolean breakGlass,
            Optional<Place> before) {

        /** All of them. */
        public static final Query ALL = new Query(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty());

        /** What one caller got so. */
        public static Query of(String caller, String outcome) {
            return new Query(
                    Optional.empty(),
                    Optional.of(caller),
                    Optional.empty(),
                    Optional.of(outcome),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    Optional.empty());
        }

        /** Those that asserted break-glass. */
        public Query withBreakGlass() {
            return new Query(patient, caller, client, outcome, from, until, true, before);
        }
    }

    /** Where a row stands among all. */
    record Place(Instant at, long sequence) {

        /** As a page writes it into a link. */
        public String text() {
            return at.toEpochMilli() + "-" + sequence;
        }

        /** What {@link #text} wrote; empty for anything else. */
        public static Optional<Place> parse(String text) {
            if (!text.matches("[0-9]{1,15}-[0-9]{1,18}")) return Optional.empty();
            String[] parts = text.split("-", -1);
            return Optional.of(new Place(Instant.ofEpochMilli(Long.parseLong(parts[0])), Long.parseLong(parts[1])));
        }
    }

    /** How many, of what. */
    record Count(String what, long times) {}

    /** By what they are counted. */
    enum By {
        OUTCOME,
        REASON,
        CLIENT,
        HOUR
    }

    /** The latest first. */
    List<Row> find(Query query, int atMost);

    /** The most first; by hour the earliest first, counted from {@code from}. */
    List<Count> count(Instant from, Instant until, By by);
}
