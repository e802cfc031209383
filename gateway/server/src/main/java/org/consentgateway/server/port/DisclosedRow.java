package org.consentgateway.server.port;

import java.util.List;

/**
 * One resource of one patient that went out, as it is found by.
 *
 * @param sequence  of the record that tells it
 * @param position  in that record, from 0
 * @param resource  {@code Type/id} or {@code Type/id/_history/v}
 * @param patient   whose it is; empty for nobody's
 * @param recipient who asked
 * @param pack      in force then
 * @param consents  that opened it, each between spaces
 * @param purposes  codes, as asserted
 * @param note      what it was judged to be: {@code CONFIRMED}, {@code SUSPECTED} or {@code NOT}
 * @param reason    {@link #AUTHORIZED} where an authorization opened it, else the decisive one
 */
public record DisclosedRow(
        long sequence,
        int position,
        String request,
        long at,
        String resource,
        String patient,
        String recipient,
        String client,
        String pack,
        String consents,
        String purposes,
        String note,
        String reason) {

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
        return new DisclosedRow(
                sequence,
                place,
                request,
                at,
                otherResource,
                otherPatient,
                recipient,
                client,
                pack,
                consents,
                purposes,
                note,
                reason);
    }
}
