package org.consentgateway.server.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One key of {@code gateway.yaml}: the only list of what can be set, from which the reader, the reference page and the
 * example file are made.
 *
 * @param name     dotted
 * @param fallback what holds when it is not set, in words
 * @param example  a value that the reader accepts
 * @param meaning  one sentence
 */
record Key(String name, String fallback, String example, String meaning) {

    private static final Pattern NAMED = Pattern.compile("^(upstreams|enforcement-points)\\.[a-z][a-z0-9]*\\.");
    private static final Pattern NAMED_VARIABLE =
            Pattern.compile("^GATEWAY_(UPSTREAMS|ENFORCEMENT_POINTS)_([A-Z][A-Z0-9]*)_");

    static final List<Key> ALL = Stream.of(
                    ListenerKeys.all(),
                    UpstreamKeys.all(),
                    TokenIssuerKeys.all(),
                    PolicyKeys.all(),
                    InstallationKeys.all(),
                    NoticeKeys.all())
            .flatMap(List::stream)
            .toList();
    static final Map<String, Key> BY_NAME =
            ALL.stream().collect(Collectors.toUnmodifiableMap(Key::name, Function.identity()));

    /** The key of a name in a file: of a named upstream, the one key that stands for all of them. */
    static Optional<Key> find(String name) {
        if (name.contains(".NAME.")) return Optional.empty();
        return Optional.ofNullable(BY_NAME.get(NAMED.matcher(name).replaceFirst("$1.NAME.")));
    }

    /** The name of the key that a variable sets, empty where it sets none. */
    static Optional<String> setBy(String variable) {
        Matcher named = NAMED_VARIABLE.matcher(variable);
        String general = named.lookingAt() ? named.replaceFirst("GATEWAY_$1_NAME_") : variable;
        return ALL.stream()
                .filter(key -> key.variable().equals(general))
                .map(key -> named.reset().lookingAt()
                        ? key.name().replace("NAME", named.group(2).toLowerCase(Locale.ROOT))
                        : key.name())
                .findFirst();
    }

    /** The variable that sets the key: {@code GATEWAY_} and the key in capitals, dots and dashes as underscores. */
    String variable() {
        return "GATEWAY_" + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** The known key that looks most like the text, where one is near enough to be meant. */
    static Optional<String> nearest(String text) {
        return ALL.stream()
                .map(Key::name)
                .min((a, b) -> Integer.compare(distance(a, text), distance(b, text)))
                .filter(name -> distance(name, text) <= Math.max(2, text.length() / 4));
    }

    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) previous[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(previous[j], row[j - 1]) + 1);
            }
            previous = row;
        }
        return previous[b.length()];
    }
}
