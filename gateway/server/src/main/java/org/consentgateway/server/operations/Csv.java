package org.consentgateway.server.operations;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Lines of comma-separated values, RFC 4180; no cell is taken for a formula by who opens them in a spreadsheet. */
public final class Csv {

    private Csv() {}

    /** A line with its end. */
    public static String line(String... cells) {
        return Arrays.stream(cells).map(Csv::cell).collect(Collectors.joining(",")) + "\r\n";
    }

    /** Quoted. */
    static String cell(String text) {
        boolean formula = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
        return "\"" + (formula ? "'" : "") + text.replace("\"", "\"\"") + "\"";
    }
}
