package org.consentgateway.server.adapter.audit;

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
        String consents) {

    private static final int LONG = 256;

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
                                    cut(caller.text("client").orElse("unknown"), LONG),
                                    cut(record.body().text("pack").orElse(""), 160),
                                    consents(group)));
                });
        return rows;
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
