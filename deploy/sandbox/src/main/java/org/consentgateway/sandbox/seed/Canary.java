package org.consentgateway.sandbox.seed;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * A string that stands in one protected place of the seed and nowhere else. Where it is seen, that note has leaked.
 *
 * @param key what the seed's files call it
 * @param text the string itself
 * @param resource the resource that holds it, such as {@code DocumentReference/N1}
 * @param whole whether the whole resource is protected, or a part of an ordinary one
 * @param carrier how the note is carried, in words
 */
public record Canary(String key, String text, String resource, boolean whole, String carrier) {

    private static final List<Canary> ALL = read();

    /** Every canary of the seed. */
    public static List<Canary> all() {
        return ALL;
    }

    /** The canary of this resource, such as {@code DocumentReference/N1}. */
    public static Canary of(String resource) {
        return ALL.stream()
                .filter(canary -> canary.resource().equals(resource))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no canary in `" + resource + "`"));
    }

    /** The canaries that occur in these bytes, in plain text or in base64. */
    public static List<Canary> in(byte[] bytes) {
        return in(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    /** The canaries that occur in this text, in plain text or in base64. */
    public static List<Canary> in(String text) {
        return ALL.stream().filter(canary -> canary.occursIn(text)).toList();
    }

    private boolean occursIn(String haystack) {
        return forms().anyMatch(haystack::contains);
    }

    /** As it stands, and as base64 shows it at each of the three places where it can begin. */
    private Stream<String> forms() {
        return Stream.concat(Stream.of(text), Stream.of(0, 1, 2).map(this::inBase64));
    }

    private String inBase64(int offset) {
        String encoded =
                Base64.getEncoder().encodeToString((" ".repeat(offset) + text).getBytes(StandardCharsets.US_ASCII));
        int from = offset == 0 ? 0 : 4;
        // the last group is cut off: what follows the canary shares bits with it
        return encoded.substring(from, encoded.length() - 4);
    }

    private static List<Canary> read() {
        List<Canary> all = new ArrayList<>();
        for (JsonNode entry : Resources.json(Resources.text("/canaries.json"))) {
            all.add(new Canary(
                    entry.get("key").textValue(),
                    entry.get("canary").textValue(),
                    entry.get("resource").textValue(),
                    "whole".equals(entry.get("protects").textValue()),
                    entry.get("carrier").textValue()));
        }
        return List.copyOf(all);
    }

    @Override
    public String toString() {
        return "Canary[" + resource + "]";
    }
}
