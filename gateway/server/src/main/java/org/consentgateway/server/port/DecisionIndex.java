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
     * @param sequence    number of its DECISION record
     * @param person      {@code Practitioner/x}, or nothing
     * @param interaction {@code read}, {@code search-type}, {@code page}, ...
     * @param outcome     {@code released}, {@code stripped}, {@code withheld}, {@code refused}, or {@code own}: an answer
     *                    about nobody's chart
     * @param reason      the first of those that tell most
     * @param reasons    codes, those that tell most first
     * @param purposes    codes, separated by spaces
     * @param breakGlass  whether break-glass was asserted
     */
    record Row(
            long sequence,
            Instant at,
            String requestId,
            String subject,
            String person,
            String client,
            String interaction,
            String target,
            String outcome,
            String reason,
            List<String> reasons,
            String purposes,
            boolean breakGlass,
            Set<String> patients) {
        public Row {
            reasons = List.copyOf(reasons);
            patients = Set.copyOf(patients);
        }

        /** The caller as people know them. */
        public String who() {
            return person.isEmpty() ? subject : person;
        }
    }

    /** What is asked for; what is empty is not asked for. */
    record Query(
            Optional<String> patient,
            Optional<String> caller,
            Optional<String> client,
            Optional<String> outcome,
            Optional<Instant> from,
            Optional<Instant> until,
            boolean breakGlass) {}

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
