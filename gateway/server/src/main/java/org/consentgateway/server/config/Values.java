package org.consentgateway.server.config;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The texts that were given, read as what they should be; a text that does not fit is a problem and counts as absent. */
final class Values {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    private final Map<String, String> texts;
    private final List<String> problems;

    Values(Map<String, String> texts, List<String> problems) {
        this.texts = texts;
        this.problems = problems;
    }

    void problem(String sentence) {
        problems.add(sentence);
    }

    /** Where a further file tells its own. */
    List<String> problems() {
        return problems;
    }

    boolean given(String key) {
        return text(key).isPresent();
    }

    Optional<String> text(String key) {
        if (Key.find(key).isEmpty()) throw new IllegalStateException("no such key");
        return Optional.ofNullable(texts.get(key)).filter(text -> !text.isEmpty());
    }

    /** The names that were given after a prefix: of {@code upstreams.imaging.url} it is {@code imaging}. */
    Set<String> named(String prefix) {
        Set<String> names = new TreeSet<>();
        for (String key : texts.keySet()) {
            int end = key.indexOf('.', prefix.length());
            if (key.startsWith(prefix) && end > 0 && Key.find(key).isPresent())
                names.add(key.substring(prefix.length(), end));
        }
        return names;
    }

    Optional<String> required(String key) {
        Optional<String> text = text(key);
        if (text.isEmpty()) problem("`" + key + "` is required");
        return text;
    }

    int number(String key, int fallback, int least, int most) {
        return read(key, "a whole number from " + least + " to " + most, text -> {
                    if (!text.matches("\\d{1,9}")) return Optional.empty();
                    int number = Integer.parseInt(text);
                    return number < least || number > most ? Optional.empty() : Optional.of(number);
                })
                .orElse(fallback);
    }

    boolean flag(String key) {
        return read(key, "`true` or `false`", Values::flagOf).orElse(false);
    }

    static Optional<Boolean> flagOf(String text) {
        return switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    Duration duration(String key, Duration fallback, Duration least, Duration most) {
        String wanted = "a duration with its unit, such as `5s`, from " + show(least) + " to " + show(most);
        return read(key, wanted, text -> duration(text).filter(d -> d.compareTo(least) >= 0 && d.compareTo(most) <= 0))
                .orElse(fallback);
    }

    static Optional<Duration> duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) return Optional.empty();
        long amount = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(amount);
                    case "s" -> Duration.ofSeconds(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    default -> Duration.ofHours(amount);
                });
    }

    private static String show(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? "`" + duration.toSeconds() + "s`" : "`" + duration.toMillis() + "ms`";
    }

    <E extends Enum<E>> E choice(String key, Class<E> type, E fallback) {
        List<String> names = Arrays.stream(type.getEnumConstants())
                .map(value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
        return read(
                        key,
                        "one of `" + String.join("`, `", names) + "`",
                        text -> names.contains(text)
                                ? Optional.of(type.getEnumConstants()[names.indexOf(text)])
                                : Optional.empty())
                .orElse(fallback);
    }

    List<String> list(String key) {
        return text(key).stream()
                .flatMap(text -> Arrays.stream(text.split(",")))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .distinct()
                .toList();
    }

    Optional<Path> path(String key) {
        return read(key, "a path", text -> {
            try {
                return Optional.of(Path.of(text));
            } catch (InvalidPathException e) {
                return Optional.empty();
            }
        });
    }

    Optional<Path> file(String key) {
        Optional<Path> path = path(key);
        path.filter(p -> !Files.isReadable(p))
                .ifPresent(p -> problem("the file of `" + key + "`, `" + p + "`, cannot be read"));
        return path;
    }

    /** An http or https URL without user, query or fragment; the trailing slash is dropped. */
    Optional<URI> url(String key) {
        return read(key, "an absolute http or https URL without user, query and fragment", Values::webUrl);
    }

    static Optional<URI> webUrl(String text) {
        try {
            URI uri = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            boolean plain = uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
            return web && plain && uri.getHost() != null && uri.normalize().equals(uri)
                    ? Optional.of(uri)
                    : Optional.empty();
        } catch (java.net.URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** A secret, or the content of the file that {@code file:/...} names. */
    Optional<Secret> secret(String key) {
        Optional<String> text = text(key);
        if (text.isEmpty()) return Optional.empty();
        return secret(text.get(), "`" + key + "`", this::problem);
    }

    /** @param name of the key, as a sentence names it */
    static Optional<Secret> secret(String text, String name, Consumer<String> problem) {
        if (!text.startsWith("file:")) return Optional.of(new Secret(text));
        try {
            String content =
                    Files.readString(Path.of(text.substring("file:".length()))).strip();
            if (!content.isEmpty()) return Optional.of(new Secret(content));
            problem.accept("the file of " + name + " is empty");
        } catch (IOException | InvalidPathException e) {
            problem.accept("the file of " + name + " cannot be read");
        }
        return Optional.empty();
    }

    <T> Optional<T> read(String key, String wanted, Function<String, Optional<T>> reading) {
        Optional<String> text = text(key);
        Optional<T> value = text.flatMap(reading);
        // a URL with `@` may hold a password
        String shown = text.filter(t -> !t.contains("@"))
                .map(t -> " is `" + t + "`, it")
                .orElse("");
        if (text.isPresent() && value.isEmpty()) problem("`" + key + "`" + shown + " must be " + wanted);
        return value;
    }
}
