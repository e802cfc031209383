package org.consentgateway.server.operations;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The Flesch-Kincaid grade of an HTML page's text, its legal citations left out. */
public final class ReadingLevel {

    private static final Pattern VOWELS = Pattern.compile("[aeiouy]+");

    private ReadingLevel() {}

    /** School grade, {@code 0.39 words/sentences + 11.8 syllables/words - 15.59}. */
    public static double grade(String html) {
        String text = text(html);
        List<String> words = Arrays.stream(text.split("[^A-Za-z'’]+"))
                .filter(word -> word.matches(".*[A-Za-z].*"))
                .toList();
        long sentences = Arrays.stream(text.split("[.!?:]+(\\s|$)"))
                .filter(sentence -> sentence.matches("(?s).*[A-Za-z].*"))
                .count();
        long syllables = words.stream().mapToLong(ReadingLevel::syllables).sum();
        return 0.39 * words.size() / sentences + 11.8 * syllables / words.size() - 15.59;
    }

    /** The text as it is read: no markup, no style, no citation; what ends a block ends a sentence. */
    static String text(String html) {
        return html.replaceAll("(?s)<(style|head|cite|footer)\\b.*?</\\1>", " ")
                .replaceAll("</(h1|h2|li|p)>", ". ")
                .replaceAll("<[^>]+>", " ")
                .replace("&#39;", "'")
                .replace("&quot;", "\"")
                .replace("&amp;", "&")
                .replaceAll("\\.\\s*\\.", ".")
                .replaceAll("\\s+", " ");
    }

    private static long syllables(String word) {
        String letters = word.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
        String sounded = letters.replaceAll("(?<=[^laeiouy])e$|(?<=[^lsxzhcgaeiouy])es$|(?<=[^tdaeiouy])ed$", "");
        return Math.max(1, VOWELS.matcher(sounded).results().count());
    }
}
