package org.consentgateway.server.tools;

import java.io.PrintStream;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** Counts under headings. Codes and rule names are counted, never a text, an id or a name. */
final class Tally {

    private final Map<String, Map<String, Integer>> counts = new TreeMap<>();

    void count(String heading, String what) {
        counts.computeIfAbsent(heading, name -> new TreeMap<>()).merge(what, 1, Integer::sum);
    }

    /** Prints a heading with its counts, the most frequent first; a heading without counts says so. */
    void print(String heading, PrintStream out) {
        Map<String, Integer> found = counts.getOrDefault(heading, Map.of());
        out.println("  " + heading + (found.isEmpty() ? ": none" : ""));
        found.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> out.printf("    %6d  %s%n", entry.getValue(), printable(entry.getKey())));
    }

    /** What an EHR sends as a code is untrusted: no control character reaches a terminal, and no line is endless. */
    private static String printable(String text) {
        String plain = text.replaceAll("[^\\x20-\\x7e]", "?");
        return plain.length() <= 160 ? plain : plain.substring(0, 157) + "...";
    }
}
