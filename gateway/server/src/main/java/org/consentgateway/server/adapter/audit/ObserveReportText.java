package org.consentgateway.server.adapter.audit;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;

/** {@code gateway.jar observe-report}: prints an {@link ObserveReport} as a table, or as one JSON object. */
public record ObserveReportText(boolean json) {

    /** @return 0, or 1 where the trail cannot be read or nothing was observed */
    public int run(Path dataFolder, PrintStream out) {
        try {
            ObserveReport report = ObserveReport.of(dataFolder);
            if (report.first().isEmpty()) {
                out.println("the trail in `" + dataFolder + "` holds nothing that was observed");
                return 1;
            }
            if (json) out.println(JsonWriter.text(object(report)));
            else table(report, out);
            return 0;
        } catch (IOException e) {
            out.println("the audit trail cannot be read: " + e.getMessage());
            return 1;
        } finally {
            out.flush();
        }
    }

    private static void table(ObserveReport report, PrintStream out) {
        out.printf(
                "%d requests of %d apps from %s to %s; enforcing would have changed the answers to %d%n",
                report.requests(),
                report.apps(),
                report.first().orElseThrow(),
                report.last().orElseThrow(),
                report.changed());
        List<String[]> rows = report.inOrder()
                .map(each -> new String[] {
                    each.getKey().app(),
                    each.getKey().type(),
                    each.getKey().would(),
                    each.getKey().rule(),
                    each.getKey().reason() + " (" + each.getKey().citation() + ")",
                    Long.toString(each.getValue().resources()),
                    Long.toString(each.getValue().requests())
                })
                .toList();
        if (rows.isEmpty()) return;
        String[] heads = {"app", "type", "would", "rule", "reason", "resources", "requests"};
        int[] widths = new int[heads.length];
        for (int column = 0; column < heads.length; column++) {
            widths[column] = heads[column].length();
            for (String[] row : rows) widths[column] = Math.max(widths[column], row[column].length());
        }
        out.println();
        line(heads, widths, out);
        rows.forEach(row -> line(row, widths, out));
    }

    private static void line(String[] cells, int[] widths, PrintStream out) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.length; column++) {
            boolean number = column >= 5;
            line.append(String.format((number ? "%" : "%-") + widths[column] + "s  ", cells[column]));
        }
        out.println(line.toString().stripTrailing());
    }

    private static Json.Obj object(ObserveReport report) {
        Map<String, Json> body = new LinkedHashMap<>();
        body.put("from", new Json.Text(report.first().orElseThrow().toString()));
        body.put("to", new Json.Text(report.last().orElseThrow().toString()));
        body.put("requests", number(report.requests()));
        body.put("apps", number(report.apps()));
        body.put("changed", number(report.changed()));
        body.put(
                "changes",
                new Json.Arr(report.inOrder().map(ObserveReportText::change).toList()));
        return new Json.Obj(body);
    }

    private static Json change(Map.Entry<ObservedChange, ObserveReport.Count> each) {
        Map<String, Json> body = new LinkedHashMap<>();
        body.put("app", new Json.Text(each.getKey().app()));
        body.put("type", new Json.Text(each.getKey().type()));
        body.put("would", new Json.Text(each.getKey().would()));
        body.put("rule", new Json.Text(each.getKey().rule()));
        body.put("reason", new Json.Text(each.getKey().reason()));
        body.put("citation", new Json.Text(each.getKey().citation()));
        body.put("resources", number(each.getValue().resources()));
        body.put("requests", number(each.getValue().requests()));
        return new Json.Obj(body);
    }

    private static Json.Num number(long value) {
        return new Json.Num(Long.toString(value));
    }
}
