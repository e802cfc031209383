package org.consentgateway.core.label;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A text as it stands, and as it reads once character references and percent-encoding are undone. */
final class DecodedTexts {

    /** Texts encoded more often than this are read no further. */
    private static final int ROUNDS = 3;

    /** Characters of base64 that are looked into. */
    private static final int LONGEST_BASE64 = 1 << 20;

    /** Named character references of HTML that a URL may be written with. */
    private static final Map<String, String> NAMED = Map.ofEntries(
            Map.entry("amp", "&"),
            Map.entry("sol", "/"),
            Map.entry("quest", "?"),
            Map.entry("num", "#"),
            Map.entry("equals", "="),
            Map.entry("colon", ":"),
            Map.entry("period", "."),
            Map.entry("dash", "-"),
            Map.entry("hyphen", "-"),
            Map.entry("percnt", "%"),
            Map.entry("quot", "\""),
            Map.entry("apos", "'"),
            Map.entry("lt", "<"),
            Map.entry("gt", ">"),
            Map.entry("nbsp", " "));

    private DecodedTexts() {}

    /** Every reading, the text itself first. */
    static Set<String> of(String text) {
        if (text.indexOf('&') < 0 && text.indexOf('%') < 0) return Set.of(text);
        Set<String> all = new LinkedHashSet<>();
        all.add(text);
        String reading = text;
        for (int i = 0; i < ROUNDS; i++) {
            reading = percent(references(reading));
            if (!all.add(reading)) break;
        }
        return all;
    }

    /** The last reading. */
    static String plain(String text) {
        String last = text;
        for (String reading : of(text)) last = reading;
        return last;
    }

    /** What base64 encodes, read as text. */
    static Optional<String> base64(String text) {
        if (text.length() > LONGEST_BASE64) return Optional.empty();
        try {
            byte[] octets =
                    Base64.getMimeDecoder().decode(text.replace('-', '+').replace('_', '/'));
            return Optional.of(new String(octets, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String references(String text) {
        int at = text.indexOf('&');
        if (at < 0) return text;
        StringBuilder plain = new StringBuilder(text.length());
        int from = 0;
        while (at >= 0) {
            int end = at + 1;
            while (end < text.length() && end - at < 12 && isName(text.charAt(end))) end++;
            Optional<String> meant = reference(text.substring(at + 1, end));
            plain.append(text, from, at).append(meant.orElse("&"));
            from = meant.isEmpty() ? at + 1 : end < text.length() && text.charAt(end) == ';' ? end + 1 : end;
            at = text.indexOf('&', from);
        }
        return plain.append(text, from, text.length()).toString();
    }

    private static boolean isName(char c) {
        return c == '#' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static Optional<String> reference(String name) {
        if (!name.startsWith("#")) return Optional.ofNullable(NAMED.get(name));
        boolean hex = name.startsWith("#x") || name.startsWith("#X");
        try {
            int code = hex ? Integer.parseInt(name.substring(2), 16) : Integer.parseInt(name.substring(1));
            return Character.isValidCodePoint(code) ? Optional.of(Character.toString(code)) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static String percent(String text) {
        int at = text.indexOf('%');
        if (at < 0) return text;
        StringBuilder plain = new StringBuilder(text.length());
        int from = 0;
        while (at >= 0) {
            int octet = at + 2 < text.length() ? hex(text.charAt(at + 1)) << 4 | hex(text.charAt(at + 2)) : -1;
            // what a reference is made of is ASCII
            boolean ascii = octet > ' ' && octet < 0x7f;
            plain.append(text, from, at);
            if (ascii) plain.append((char) octet);
            else plain.append('%');
            from = ascii ? at + 3 : at + 1;
            at = text.indexOf('%', from);
        }
        return plain.append(text, from, text.length()).toString();
    }

    private static int hex(char digit) {
        return digit < 0x80 ? Character.digit(digit, 16) : -1;
    }
}
