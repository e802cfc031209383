package org.consentgateway.server.pages;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How easily Spanish is read, Fernández Huerta 1959: {@code 206.84 - 60 syllables/words - 1.02 words/sentences}; 70 and
 * more is easy.
 */
final class FernandezHuerta {

    private FernandezHuerta() {}

    static double ease(String html) {
        String text = html.replaceAll("</p>", ". ").replaceAll("<[^>]+>", " ").replaceAll("\\.\\s*\\.", ".");
        List<String> words = Arrays.stream(text.split("[^\\p{L}]+"))
                .filter(word -> !word.isEmpty())
                .toList();
        long sentences = Arrays.stream(text.split("[.!?:]+(\\s|$)"))
                .filter(sentence -> sentence.matches("(?s).*\\p{L}.*"))
                .count();
        long syllables = words.stream().mapToLong(FernandezHuerta::syllables).sum();
        return 206.84 - 60.0 * syllables / words.size() - 1.02 * words.size() / sentences;
    }

    /** A strong vowel makes a syllable, a weak one beside it does not unless it bears an accent. */
    static int syllables(String word) {
        String letters = word.toLowerCase(Locale.ROOT)
                .replaceAll("qu(?=[eéií])", "q")
                .replaceAll("gu(?=[eéií])", "g")
                .replaceAll("y$", "i");
        int count = 0;
        boolean weakBefore = false;
        boolean strongBefore = false;
        for (int i = 0; i < letters.length(); i++) {
            char letter = letters.charAt(i);
            boolean strong = "aeoáéóíú".indexOf(letter) >= 0;
            boolean weak = "iuü".indexOf(letter) >= 0;
            // a weak vowel joins the strong one beside it; two strong ones, or an accented weak one, part
            if (strong && !(weakBefore && "íú".indexOf(letter) < 0)) count++;
            if (weak && !strongBefore && !weakBefore) count++;
            weakBefore = weak;
            strongBefore = strong;
        }
        return Math.max(1, count);
    }
}
