package org.consentgateway.sandbox.seed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Our own resources, from the files in {@code overlay/} with their marks filled in: {@code date} and {@code instant}
 * count days from now, {@code canary} and {@code base64} hold a note's canary, {@code text} is base64 of what follows.
 */
final class Overlay {

    private static final Pattern MARK = Pattern.compile("\\{\\{(\\w+):([^}]*)}}");
    private static final Pattern MINUTES = Pattern.compile("(-?\\d+)(?:\\+(\\d+)m)?");
    private static final int HOUR_OF_SESSIONS = 15;
    private static final Map<String, String> CANARIES =
            Canary.all().stream().collect(Collectors.toUnmodifiableMap(Canary::key, Canary::text));

    private final Map<String, Function<String, String>> marks;

    Overlay(Instant now) {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        this.marks = Map.of(
                "date", days -> today.plusDays(Long.parseLong(days)).toString(),
                "instant", days -> instant(today, days),
                "canary", Overlay::canary,
                "base64", key -> base64("Session note. " + canary(key) + " End of session."),
                "text", Overlay::base64);
    }

    List<ObjectNode> read(String file) {
        String filled =
                MARK.matcher(Resources.text("/overlay/" + file + ".json")).replaceAll(this::fill);
        List<ObjectNode> resources = new ArrayList<>();
        for (JsonNode resource : Resources.json(filled)) {
            resources.add((ObjectNode) resource);
        }
        return resources;
    }

    private String fill(MatchResult mark) {
        Function<String, String> filler = marks.get(mark.group(1));
        if (filler == null) {
            throw new IllegalStateException("unknown mark `" + mark.group() + "`");
        }
        return Matcher.quoteReplacement(filler.apply(mark.group(2)));
    }

    private static String canary(String key) {
        String text = CANARIES.get(key);
        if (text == null) {
            throw new IllegalStateException("no canary is called `" + key + "`");
        }
        return text;
    }

    private static String instant(LocalDate today, String days) {
        Matcher parts = MINUTES.matcher(days);
        if (!parts.matches()) {
            throw new IllegalStateException("no time is written `" + days + "`");
        }
        String minutes = parts.group(2);
        return today.plusDays(Long.parseLong(parts.group(1)))
                .atTime(HOUR_OF_SESSIONS, 0)
                .toInstant(ZoneOffset.UTC)
                .plus(minutes == null ? 0 : Long.parseLong(minutes), ChronoUnit.MINUTES)
                .toString();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
