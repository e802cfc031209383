package org.consentgateway.server.port;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;

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

    private static final int LONG = 600;

    /** Those of a record, in order. */
    public static List<DisclosedRow> of(Recorded record) {
        Json.Obj caller = record.body().object("caller").orElse(new Json.Obj(Map.of()));
        List<DisclosedRow> rows = new ArrayList<>();
        record.judged()
                .filter(group -> !group.text("decision").orElse("withhold").equals("withhold"))
                .forEach(group -> {
                    List<String> patients = texts(group, "patients").toList();
                    for (String resource : texts(group, "resources").toList())
                        for (String patient : patients.isEmpty() ? List.of("") : patients)
                            rows.add(new DisclosedRow(
                                    record.sequence(),
                                    rows.size(),
                                    cut(record.requestId(), 128),
                                    record.at().toEpochMilli(),
                                    cut(resource, LONG),
                                    patient,
                                    cut(
                                            caller.text("user")
                                                    .or(() -> caller.text("subject"))
                                                    .orElse("unknown"),
                                            LONG),
                                    cut(caller.text("client").orElse("unknown"), 256),
                                    cut(record.body().text("pack").orElse(""), 160),
                                    consents(group),
                                    cut(purposes(caller), 300),
                                    cut(group.text("class").orElse(""), 16),
                                    cut(reason(group), 80)));
                });
        return rows;
    }

    private static String purposes(Json.Obj caller) {
        return texts(caller, "purposes")
                .map(purpose -> purpose.substring(purpose.lastIndexOf('#') + 1))
                .map(purpose -> purpose.substring(purpose.lastIndexOf('|') + 1))
                .collect(Collectors.joining(" "));
    }

    private static String reason(Json.Obj group) {
        List<String> codes = group.objects("reasons").stream()
                .flatMap(reason -> reason.text("code").stream())
                .toList();
        if (codes.contains(AUTHORIZED)) return AUTHORIZED;
        return codes.isEmpty() ? "" : codes.get(0);
    }

    private static String consents(Json.Obj group) {
        String all = group.objects("reasons").stream()
                .flatMap(reason -> reason.text("consent").stream())
                .map(path -> path.replaceFirst("#.*", ""))
                .distinct()
                .collect(Collectors.joining(" "));
        return all.isEmpty() ? "" : cut(" " + all, 511) + " ";
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }

    private static Stream<String> texts(Json.Obj from, String member) {
        return from.items(member).stream()
                .flatMap(item -> item instanceof Json.Text text ? Stream.of(text.value()) : Stream.empty());
    }
}
