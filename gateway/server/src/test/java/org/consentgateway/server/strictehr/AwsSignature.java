package org.consentgateway.server.strictehr;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What AWS computes of a call that came, step by step as its manual says (Signature Version 4); it knows no signer.
 *
 * @param method  as it came
 * @param path    as it came, without the query
 * @param query   as it came, empty for none
 * @param headers names in lower case
 */
record AwsSignature(String method, String path, String query, Map<String, String> headers, byte[] body) {

    private static final Pattern AUTHORIZATION =
            Pattern.compile("AWS4-HMAC-SHA256 Credential=([^/]+)/([0-9]{8})/([^/]+)/([^/]+)/aws4_request, ?"
                    + "SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})");

    /** Whether the secret of this key signed this call, host and time included. */
    boolean by(String accessKey, String secret, String service) throws GeneralSecurityException {
        Matcher shown = AUTHORIZATION.matcher(headers.getOrDefault("authorization", ""));
        if (!shown.matches() || !shown.group(1).equals(accessKey)) return false;
        List<String> signed = List.of(shown.group(5).split(";", -1));
        String date = headers.getOrDefault("x-amz-date", "");
        if (!shown.group(4).equals(service) || !signed.containsAll(List.of("host", "x-amz-date"))) return false;
        if (!date.startsWith(shown.group(2))) return false;
        String scope = shown.group(2) + "/" + shown.group(3) + "/" + service + "/aws4_request";
        String text = "AWS4-HMAC-SHA256\n" + date + "\n" + scope + "\n" + hash(bytes(canonical(signed)));
        byte[] key = bytes("AWS4" + secret);
        for (String part : List.of(shown.group(2), shown.group(3), service, "aws4_request")) key = hmac(key, part);
        return HexFormat.of().formatHex(hmac(key, text)).equals(shown.group(6));
    }

    private String canonical(List<String> signed) throws GeneralSecurityException {
        StringBuilder text = new StringBuilder(method).append('\n');
        text.append(twice()).append('\n').append(sorted()).append('\n');
        for (String name : signed)
            text.append(name)
                    .append(':')
                    .append(headers.getOrDefault(name, "").strip())
                    .append('\n');
        return text.append('\n')
                .append(String.join(";", signed))
                .append('\n')
                .append(hash(body))
                .toString();
    }

    /** What came is encoded once; it is encoded again. */
    private String twice() {
        StringBuilder text = new StringBuilder();
        for (String segment : path.substring(1).split("/", -1)) text.append('/').append(encoded(segment));
        return text.toString();
    }

    private String sorted() {
        if (query.isEmpty()) return "";
        return String.join(
                "&",
                Arrays.stream(query.split("&", -1))
                        .map(pair -> pair.contains("=") ? pair : pair + "=")
                        .map(pair -> encoded(decoded(pair.substring(0, pair.indexOf('='))))
                                + "="
                                + encoded(decoded(pair.substring(pair.indexOf('=') + 1))))
                        .sorted()
                        .toList());
    }

    private static String decoded(String text) {
        return java.net.URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte one : bytes(text)) {
            char c = (char) (one & 0xff);
            boolean plain = c < 128 && (Character.isLetterOrDigit(c) || "-_.~".indexOf(c) >= 0);
            encoded.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
        }
        return encoded.toString();
    }

    private static String hash(byte[] bytes) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** With the names in lower case. */
    static Map<String, String> lower(Map<String, String> headers) {
        Map<String, String> lower = new TreeMap<>();
        headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        return lower;
    }
}
