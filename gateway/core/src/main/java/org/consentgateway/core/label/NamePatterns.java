package org.consentgateway.core.label;

import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.consentgateway.core.request.Coding;

/**
 * Names of kinds that the pack's rules look for where an EHR writes no code: words, with {@code *} for any others. Case,
 * signs and blanks do not matter. What of a name is kept is the pattern that it fits, never the name: people write into it.
 */
final class NamePatterns {

    /** Before a pattern that was found, in the place of the name that fitted it. */
    private static final char MARK = '~';

    private static final Pattern SIGNS = Pattern.compile("[^\\p{L}\\p{N}]+");

    private final Set<Known> all;
    private final BoundedCache<Set<String>> fitting = new BoundedCache<>(this::look);

    private record Known(String pattern, Pattern regex) {}

    NamePatterns(Collection<String> patterns) {
        all = patterns.stream()
                .map(pattern -> new Known(pattern, regex(pattern)))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The patterns that one of the names fits; names that are marks already are taken at their word. */
    Set<String> in(Set<String> names) {
        if (all.isEmpty() || names.isEmpty()) return Set.of();
        Set<String> found = new HashSet<>();
        for (String name : names) found.addAll(fitting.of(new Coding("", name)));
        return found;
    }

    /** What is kept of names: a mark for each pattern that one of them fits. */
    Set<String> marks(Set<String> names) {
        return in(names).stream().map(pattern -> MARK + pattern).collect(Collectors.toUnmodifiableSet());
    }

    /** A name as it is read: nothing that an EHR writes is a mark. */
    static String unmarked(String name) {
        int start = 0;
        while (start < name.length() && name.charAt(start) == MARK) start++;
        return name.substring(start);
    }

    private Set<String> look(Coding name) {
        String text = name.code();
        boolean mark = !text.isEmpty() && text.charAt(0) == MARK;
        String words = mark ? text.substring(1) : words(text);
        return all.stream()
                .filter(known -> mark
                        ? known.pattern().equals(words)
                        : known.regex().matcher(words).matches())
                .map(Known::pattern)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Pattern regex(String pattern) {
        StringBuilder regex = new StringBuilder();
        String rest = pattern.replaceAll("\\*+", "*");
        for (int i = 0; i < rest.length(); ) {
            int star = rest.indexOf('*', i);
            int end = star < 0 ? rest.length() : star;
            String words = words(rest.substring(i, end));
            if (!words.isEmpty()) regex.append(Pattern.quote(words));
            if (star >= 0) regex.append(".*");
            i = end + 1;
        }
        return Pattern.compile(regex.toString());
    }

    /** Letters and digits in small letters, one blank between words; full-width ones are plain. */
    private static String words(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) plain.append(CodingVariants.plain(text.charAt(i)));
        return SIGNS.matcher(plain.toString().toLowerCase(Locale.ROOT))
                .replaceAll(" ")
                .strip();
    }
}
