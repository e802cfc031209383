package org.consentgateway.core.redact;

import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where a file of another server lies, whatever its URL is signed with: a presigned URL is another one each time that it is
 * written, and leads to the same file. It serves to close; nothing is fetched by it.
 */
public final class FileLocation {

    /** Parameters of the stores that sign: who may fetch, until when, how it is offered; never which file it is. */
    private static final Pattern SIGNATURE = Pattern.compile(
            "x-(?:amz|goog|oss|cos|sig).*|q-(?:sign|ak|key|header|url|signature).*|googleaccessid|awsaccesskeyid"
                    + "|ossaccesskeyid|key-pair-id|policy|signature|sig|s[vetpri]|ss|srt|spr|sk(?:oid|tid|t|e|s|v)|hmac"
                    + "|hdne[at]s?|expires?|expiry|expiration|response-.*");

    /** Parameters that may be a permission, and may be the name of the file where nothing else is. */
    private static final Pattern PERMISSION = Pattern.compile("token|access_token|auth|auth_?key|jwt|key");

    /** The ones that make a URL a signed one. */
    private static final Pattern SIGNED = Pattern.compile(
            "x-(?:amz|goog|oss|sig).*|q-signature|signature|sig|hmac|hdne[at]s?|token|access_token|jwt");

    private static final Pattern NAMES_A_FILE = Pattern.compile("(?:.*/)?[^/]*[0-9.][^/]*");

    private static final Pattern URL = Pattern.compile("https?://[^\\s\"'<>\\\\^`{|}]+", Pattern.CASE_INSENSITIVE);

    private FileLocation() {}

    /** Host and path of an absolute http or https URL, and those parameters that are no signature; empty for other text. */
    public static Optional<String> of(String url) {
        Matcher whole = URL.matcher(url.strip());
        if (!whole.matches()) return Optional.empty();
        return parsed(whole.group()).map(FileLocation::location);
    }

    private static String location(URI uri) {
        String path = Optional.ofNullable(uri.getPath()).orElse("").replaceAll("/{2,}", "/");
        List<String> bare = parameters(uri)
                .filter(parameter -> !SIGNATURE.matcher(name(parameter)).matches())
                .sorted()
                .toList();
        List<String> kept = bare.stream()
                .filter(parameter -> !PERMISSION.matcher(name(parameter)).matches())
                .toList();
        boolean named = !kept.isEmpty() || NAMES_A_FILE.matcher(path).matches();
        String query = String.join("&", named ? kept : bare);
        return host(uri) + path + (query.isEmpty() ? "" : "?" + query);
    }

    /** Whether a URL carries a signature. */
    public static boolean isSigned(String url) {
        return parsed(url.strip())
                .filter(uri -> parameters(uri)
                        .anyMatch(each -> SIGNED.matcher(name(each)).matches()))
                .isPresent();
    }

    /** The signed URLs that stand anywhere in a text. */
    public static Set<String> signedIn(String text) {
        Set<String> signed = new LinkedHashSet<>();
        if (!text.contains("://") || text.indexOf('=') < 0) return signed;
        Matcher found = URL.matcher(text.replace("&amp;", "&"));
        while (found.find()) if (isSigned(found.group())) signed.add(found.group());
        return signed;
    }

    private static Optional<URI> parsed(String url) {
        try {
            return Optional.of(URI.create(url)).filter(uri -> uri.getHost() != null);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String host(URI uri) {
        int port = uri.getPort();
        boolean usual = port < 0 || port == 80 || port == 443;
        return uri.getHost().toLowerCase(Locale.ROOT) + (usual ? "" : ":" + port);
    }

    private static Stream<String> parameters(URI uri) {
        return Optional.ofNullable(uri.getQuery()).stream()
                .flatMap(query -> Arrays.stream(query.split("&", -1)))
                .filter(parameter -> !parameter.isEmpty());
    }

    private static String name(String parameter) {
        int equals = parameter.indexOf('=');
        return (equals < 0 ? parameter : parameter.substring(0, equals)).toLowerCase(Locale.ROOT);
    }
}
