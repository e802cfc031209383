package org.consentgateway.server.port;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;

/**
 * Resources that went out together and were decided alike, as a record tells them: one row for each of their patients.
 *
 * @param first     the row of the first resource and the first patient; its position is that of the group
 * @param resources as {@link DisclosedRow#resource}, in order
 * @param patients  whose they all are; one that is empty where they are nobody's
 */
public record DisclosedGroup(DisclosedRow first, List<String> resources, List<String> patients) {

    private static final int LONG = 600;

    public DisclosedGroup {
        resources = List.copyOf(resources);
        patients = List.copyOf(patients);
    }

    /** Those of a record, in order. */
    public static List<DisclosedGroup> of(Recorded record) {
        List<DisclosedGroup> groups = new ArrayList<>();
        int position = 0;
        for (Json.Obj judged : record.judged().toList()) {
            boolean out = !judged.text("decision").orElse("withhold").equals("withhold");
            List<String> resources =
                    texts(judged, "resources").map(one -> cut(one, LONG)).toList();
            if (!out || resources.isEmpty()) continue;
            DisclosedGroup group = of(record, judged, resources, position);
            groups.add(group);
            position += group.resources.size() * group.patients.size();
        }
        return groups;
    }

    private static DisclosedGroup of(Recorded record, Json.Obj judged, List<String> resources, int position) {
        List<String> named = texts(judged, "patients").toList();
        List<String> patients = named.isEmpty() ? List.of("") : named;
        Json.Obj caller = record.body().object("caller").orElse(new Json.Obj(Map.of()));
        DisclosedRow first = new DisclosedRow(
                new DisclosedRow.Entry(
                        record.sequence(),
                        position,
                        cut(record.requestId(), 128),
                        record.at().toEpochMilli()),
                resources.get(0),
                patients.get(0),
                new DisclosedRow.Receiver(
                        cut(caller.text("user").or(() -> caller.text("subject")).orElse("unknown"), LONG),
                        cut(caller.text("client").orElse("unknown"), 256),
                        cut(purposes(caller), 300)),
                new DisclosedRow.Ground(
                        cut(record.body().text("pack").orElse(""), 160),
                        consents(judged),
                        cut(judged.text("class").orElse(""), 16),
                        cut(reason(judged), 80)));
        return new DisclosedGroup(first, resources, patients);
    }

    /** A row for each resource and patient, in order. */
    public List<DisclosedRow> rows() {
        List<DisclosedRow> rows = new ArrayList<>(resources.size() * patients.size());
        for (String resource : resources)
            for (String patient : patients)
                rows.add(first.about(first.entry().position() + rows.size(), resource, patient));
        return rows;
    }

    private static String purposes(Json.Obj caller) {
        return texts(caller, "purposes")
                .map(purpose -> purpose.substring(purpose.lastIndexOf('#') + 1))
                .map(purpose -> purpose.substring(purpose.lastIndexOf('|') + 1))
                .collect(Collectors.joining(" "));
    }

    private static String reason(Json.Obj judged) {
        List<String> codes = judged.objects("reasons").stream()
                .flatMap(reason -> reason.text("code").stream())
                .toList();
        if (codes.contains(DisclosedRow.AUTHORIZED)) return DisclosedRow.AUTHORIZED;
        return codes.isEmpty() ? "" : codes.get(0);
    }

    private static String consents(Json.Obj judged) {
        String all = judged.objects("reasons").stream()
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
