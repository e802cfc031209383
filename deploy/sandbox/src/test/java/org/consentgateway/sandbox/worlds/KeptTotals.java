package org.consentgateway.sandbox.worlds;

import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A defect, on purpose: a gateway that would hand on the total that the EHR counted. */
record KeptTotals(Worlds worlds) implements Function<Question, Reply> {

    private static final Pattern SEARCHSET = Pattern.compile("\"type\"\\s*:\\s*\"searchset\"");
    private static final Pattern TOTAL = Pattern.compile("\"total\"\\s*:\\s*(\\d+)");

    @Override
    public Reply apply(Question question) {
        Reply reply = worlds.askWith(question);
        Matcher searchset = SEARCHSET.matcher(reply.body());
        if (!searchset.find()) {
            return reply;
        }
        String body = TOTAL.matcher(reply.body()).replaceAll("\"total\":" + counted(question));
        if (body.equals(reply.body())) {
            body = searchset.replaceFirst("$0,\"total\":" + counted(question));
        }
        return new Reply(reply.status(), reply.headers(), body);
    }

    private String counted(Question question) {
        Matcher total = TOTAL.matcher(worlds.askEhr(question.path() + "&_summary=count"));
        return total.find() ? total.group(1) : "0";
    }
}
