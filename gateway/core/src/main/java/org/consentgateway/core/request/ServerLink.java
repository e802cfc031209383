package org.consentgateway.core.request;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Where a link that a FHIR server wrote leads on that server: always to the host that is configured for it, whatever host
 * the link names, and never outside its base. Characters that no URI may hold are escaped, as browsers do.
 */
public final class ServerLink {

    private static final String HELD = "-._~:/?#@!$&'()*+,;=";

    private ServerLink() {}

    /**
     * The address to ask.
     *
     * @param base  FHIR base that is asked, without a trailing slash
     * @param other further bases under which the same server writes links
     * @param link  as written: absolute, relative to the base or the host, or a query alone
     * @return empty when its path is under none of the bases, or holds dot segments
     */
    public static Optional<URI> on(URI base, List<String> other, String link) {
        String text = escaped(link);
        if (text.isEmpty()) return Optional.empty();
        for (String written : other) if (isUnder(text, written)) return within(base, text.substring(written.length()));
        try {
            URI resolved = text.startsWith("?")
                    ? URI.create(base + text)
                    : URI.create(base + "/").resolve(text);
            String path = resolved.getRawPath();
            String root = base.getRawPath() == null ? "" : base.getRawPath();
            if (path == null || resolved.isOpaque()) return Optional.empty();
            String query = resolved.getRawQuery() == null ? "" : "?" + resolved.getRawQuery();
            if (isUnder(path, root)) return within(base, path.substring(root.length()) + query);
            // some write what follows the base as if the base were the host
            return text.startsWith("/") && !text.startsWith("//") ? within(base, path + query) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isUnder(String text, String base) {
        return text.startsWith(base)
                && (text.length() == base.length() || "/?".indexOf(text.charAt(base.length())) >= 0);
    }

    private static Optional<URI> within(URI base, String rest) {
        int fragment = rest.indexOf('#');
        String kept = fragment < 0 ? rest : rest.substring(0, fragment);
        int query = kept.indexOf('?');
        String path = query < 0 ? kept : kept.substring(0, query);
        for (String segment : path.split("/", -1)) {
            String plain = segment.replace("%2e", ".").replace("%2E", ".");
            if (plain.equals("..")
                    || plain.equals(".")
                    || plain.toLowerCase(java.util.Locale.ROOT).contains("%2f")) return Optional.empty();
        }
        try {
            return Optional.of(URI.create(base + kept));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The text with every octet escaped that may not stand in a URI; a bare percent sign is one. */
    private static String escaped(String link) {
        StringBuilder text = new StringBuilder(link.length());
        int scheme = link.indexOf("://");
        int path = scheme < 0 ? 0 : link.indexOf('/', scheme + 3);
        for (int at = 0; at < link.length(); ) {
            int point = link.codePointAt(at);
            boolean escape =
                    point == '%' && at + 2 < link.length() && isHex(link.charAt(at + 1)) && isHex(link.charAt(at + 2));
            if (escape || isPlain(point) || (at < path && (point == '[' || point == ']'))) {
                text.appendCodePoint(point);
            } else {
                for (byte octet : new String(Character.toChars(point)).getBytes(StandardCharsets.UTF_8))
                    text.append('%')
                            .append(Character.toUpperCase(Character.forDigit((octet >> 4) & 15, 16)))
                            .append(Character.toUpperCase(Character.forDigit(octet & 15, 16)));
            }
            at += Character.charCount(point);
        }
        return text.toString();
    }

    private static boolean isPlain(int point) {
        return (point >= 'a' && point <= 'z')
                || (point >= 'A' && point <= 'Z')
                || (point >= '0' && point <= '9')
                || HELD.indexOf(point) >= 0;
    }

    private static boolean isHex(char c) {
        return Character.digit(c, 16) >= 0 && c < 128;
    }
}
