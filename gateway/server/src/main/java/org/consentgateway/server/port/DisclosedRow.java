package org.consentgateway.server.port;

import java.util.List;

/**
 * One resource of one patient that went out, as it is found by.
 *
 * @param entry    where the trail tells it
 * @param resource {@code Type/id} or {@code Type/id/_history/v}
 * @param patient  whose it is; empty for nobody's
 * @param receiver who got it
 * @param ground   on what ground
 */
public record DisclosedRow(Entry entry, String resource, String patient, Receiver receiver, Ground ground) {

    /**
     * @param sequence of the record that tells it
     * @param position in that record, from 0
     * @param request  id of the request
     * @param at       when, in milliseconds
     */
    public record Entry(long sequence, int position, String request, long at) {}

    /**
     * @param recipient who asked
     * @param client    through which app
     * @param purposes  codes, as asserted
     */
    public record Receiver(String recipient, String client, String purposes) {}

    /**
     * @param pack     in force then
     * @param consents that opened it, each between spaces
     * @param note     what it was judged to be: {@code CONFIRMED}, {@code SUSPECTED} or {@code NOT}
     * @param reason   {@link #AUTHORIZED} where an authorization opened it, else the decisive one
     */
    public record Ground(String pack, String consents, String note, String reason) {}

    /** The reason of what went out because its patient has signed an authorization. */
    public static final String AUTHORIZED = "auth-valid";

    /** Those of a record, in order. */
    public static List<DisclosedRow> of(Recorded record) {
        return DisclosedGroup.of(record).stream()
                .flatMap(group -> group.rows().stream())
                .toList();
    }

    /** The same, of another resource or patient of the group that it stands in. */
    DisclosedRow about(int place, String otherResource, String otherPatient) {
        Entry other = new Entry(entry.sequence, place, entry.request, entry.at);
        return new DisclosedRow(other, otherResource, otherPatient, receiver, ground);
    }
}
