package org.consentgateway.server.tools;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.server.adapter.upstream.Probe;
import org.consentgateway.server.adapter.upstream.Probe.Finding;
import org.consentgateway.server.adapter.upstream.Probe.Level;

/** Tells what an EHR can do and what to do about what it cannot; 1 where something would be lost or told. */
public final class Doctor {

    private final Probe probe;

    public Doctor(Probe probe) {
        this.probe = probe;
    }

    /** @param json one JSON object instead of lines */
    public int run(boolean json, PrintStream out) {
        return print(probe.findings(), json, out);
    }

    /**
     * Prints what was found.
     *
     * @return 1 where something would be lost or told
     */
    public static int print(List<Finding> findings, boolean json, PrintStream out) {
        boolean bad = findings.stream().anyMatch(one -> one.level() == Level.BAD);
        if (json) out.println(JsonWriter.text(object(findings)));
        else findings.forEach(one -> out.println(line(one)));
        return bad ? 1 : 0;
    }

    private static String line(Finding finding) {
        String mark =
                switch (finding.level()) {
                    case GOOD -> "ok  ";
                    case NOTE -> "note";
                    case BAD -> "BAD ";
                };
        return mark + "  " + finding.code() + ": " + finding.says()
                + (finding.todo().isEmpty() ? "" : System.lineSeparator() + "        " + finding.todo());
    }

    private static Json.Obj object(List<Finding> findings) {
        return new Json.Obj(Map.of(
                "findings",
                new Json.Arr(findings.stream()
                        .map(one -> {
                            Map<String, Json> members = new LinkedHashMap<>();
                            members.put("code", new Json.Text(one.code()));
                            members.put(
                                    "level", new Json.Text(one.level().name().toLowerCase(java.util.Locale.ROOT)));
                            members.put("says", new Json.Text(one.says()));
                            members.put("todo", new Json.Text(one.todo()));
                            return (Json) new Json.Obj(members);
                        })
                        .toList())));
    }
}
