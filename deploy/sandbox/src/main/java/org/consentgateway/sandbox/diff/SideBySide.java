package org.consentgateway.sandbox.diff;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Prints the EHR's answer on the left, with what was withheld struck through, and the gateway's on the right. */
public final class SideBySide {

    private static final int LONGEST_WHOLE = 60;
    private static final String OF_WHOM_THE_TOUR_TELLS = "Patient/P1";
    private static final Pattern REFERENCE = Pattern.compile("\"reference\" : \"([^\"]+)\"");

    private final PrintStream out;
    private final int half;
    private final boolean colour;

    /** @param width columns of the terminal */
    public SideBySide(PrintStream out, int width, boolean colour) {
        this.out = out;
        this.half = Math.max(30, (width - 3) / 2);
        this.colour = colour;
    }

    /** Where reasons are asked for. */
    public record Why(String gateway, String token, String caller, String organization, String purpose) {}

    /** Prints both answers and, for each resource that lost something, the gateway's reasons. */
    public void print(int ehrStatus, String ehrBody, int gatewayStatus, String gatewayBody, Why why)
            throws IOException, InterruptedException {
        ComparedAnswer ehr = ComparedAnswer.of(ehrStatus, ehrBody);
        ComparedAnswer gateway = ComparedAnswer.of(gatewayStatus, gatewayBody);
        Reasons reasons = new Reasons(why.gateway(), why.token(), why.caller(), why.organization(), why.purpose());
        row("EHR answers " + ehr.status(), "gateway answers " + gateway.status(), false);
        row("-".repeat(half), "-".repeat(half), false);
        int same = 0;
        for (var entry : ehr.resources().entrySet()) {
            String reference = entry.getKey();
            List<String> left = ehr.lines(reference);
            List<String> right = gateway.lines(reference);
            if (left.equals(right) && (ehr.resources().size() > 1 || left.size() > LONGEST_WHOLE)) {
                same++;
                continue;
            }
            columns(left, right);
            if (!left.equals(right)) {
                explain(reference, entry.getValue(), left, right, reasons);
            }
        }
        for (String reference : gateway.resources().keySet()) {
            if (!ehr.resources().containsKey(reference)) {
                gateway.lines(reference).forEach(line -> row("", line, false));
            }
        }
        if (same > 0) {
            out.println(same + " resources are the same in both answers");
        }
    }

    /** Why the resource is gone, or why what it pointed at is. */
    private void explain(String reference, JsonNode resource, List<String> left, List<String> right, Reasons reasons)
            throws IOException, InterruptedException {
        String patient = patient(reference, resource);
        List<String> asked = right.isEmpty() ? List.of(reference) : lostReferences(left, right);
        for (String lost : asked.isEmpty() ? List.of(reference) : asked) {
            out.println("  why " + lost);
            for (String reason : reasons.of(lost, patient)) {
                out.println("    " + reason);
            }
        }
        out.println();
    }

    private static String patient(String reference, JsonNode resource) {
        String subject = reference.startsWith("Patient/")
                ? reference
                : resource.path("subject")
                        .path("reference")
                        .asText(resource.path("for").path("reference").asText());
        return subject.startsWith("Patient/") ? subject : OF_WHOM_THE_TOUR_TELLS;
    }

    private static List<String> lostReferences(List<String> left, List<String> right) {
        return left.stream()
                .filter(line -> !right.contains(line))
                .map(REFERENCE::matcher)
                .filter(Matcher::find)
                .map(match -> match.group(1))
                .distinct()
                .toList();
    }

    /** Lines of both sides in step; a line of the left that the right lacks is struck through. */
    private void columns(List<String> left, List<String> right) {
        int[][] common = common(left, right);
        int i = 0;
        int j = 0;
        while (i < left.size() || j < right.size()) {
            if (i < left.size() && j < right.size() && left.get(i).equals(right.get(j))) {
                row(left.get(i++), right.get(j++), false);
            } else if (j == right.size() || (i < left.size() && common[i + 1][j] >= common[i][j + 1])) {
                row(left.get(i++), "", true);
            } else {
                row("", right.get(j++), false);
            }
        }
    }

    /** How many lines the two have in common from each place on. */
    private static int[][] common(List<String> left, List<String> right) {
        int[][] common = new int[left.size() + 1][right.size() + 1];
        for (int i = left.size() - 1; i >= 0; i--) {
            for (int j = right.size() - 1; j >= 0; j--) {
                common[i][j] = left.get(i).equals(right.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }

    private void row(String left, String right, boolean struck) {
        String cut = cut(left);
        String padding = " ".repeat(half - cut.length());
        String shown = struck ? strike(cut) : cut;
        out.println(shown + padding + (struck ? " x " : " | ") + cut(right));
    }

    private String strike(String line) {
        if (colour) {
            return "\u001B[9;31m" + line + "\u001B[0m";
        }
        // a combining stroke after each letter reads the same without colours
        List<String> letters = new ArrayList<>();
        line.codePoints().forEach(letter -> letters.add(Character.toString(letter) + (letter == ' ' ? "" : "\u0336")));
        return String.join("", letters);
    }

    private String cut(String line) {
        return line.length() <= half ? line : line.substring(0, half - 1) + ">";
    }
}
