package org.consentgateway.core.request;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentgateway.core.request.Preference.Echo;
import org.consentgateway.core.request.Refusal.Why;

/**
 * The few headers that bear on what is asked.
 *
 * @param values by name in lower case
 */
record Headers(Map<String, List<String>> values) {

    private static final Set<String> OVERRIDES = Set.of("x-http-method-override", "x-http-method", "x-method-override");
    private static final Set<String> SINGLE =
            Set.of("content-type", "content-encoding", "if-match", "if-none-exist", "x-security-context");
    private static final Pattern VERSION = Pattern.compile("(?:W/)?\"([A-Za-z0-9\\-.]{1,256})\"");

    static Headers of(Map<String, List<String>> given) {
        Map<String, List<String>> values = new TreeMap<>();
        given.forEach((name, all) -> values.computeIfAbsent(name.toLowerCase(Locale.ROOT), lower -> new ArrayList<>())
                .addAll(all));
        return new Headers(values);
    }

    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    Optional<String> one(String name) {
        return all(name).stream().findFirst();
    }

    /** What is wrong with them whatever is asked. */
    Optional<Refusal> fault() {
        if (OVERRIDES.stream().anyMatch(values::containsKey))
            return Optional.of(new Refusal(Why.MALFORMED_HEADER, "a method is not overridden"));
        if (SINGLE.stream().anyMatch(name -> all(name).size() > 1))
            return Optional.of(new Refusal(Why.MALFORMED_HEADER, "header given twice"));
        if (one("content-encoding")
                .filter(coding -> !coding.equalsIgnoreCase("identity"))
                .isPresent()) return Optional.of(new Refusal(Why.MEDIA_TYPE, "content coding is not served"));
        return Optional.empty();
    }

    /** Whether the body is said to be a form. */
    boolean form() {
        return one("content-type")
                .flatMap(MediaType::parse)
                .filter(media -> media.name().equals("application/x-www-form-urlencoded"))
                .isPresent();
    }

    /** {@code Prefer}; what is unknown is ignored, and of one preference the first counts (RFC 7240). */
    Preference preference() {
        Echo echo = Echo.UNSPECIFIED;
        Optional<String> handling = Optional.empty();
        boolean async = false;
        for (String preference : String.join(",", all("prefer")).split("[,;]", -1)) {
            String plain = preference.replace("\"", "").replace(" ", "").strip();
            // more readily taken for asynchronous than not: that one is refused
            async |= plain.toLowerCase(Locale.ROOT).startsWith("respond-async");
            if (echo == Echo.UNSPECIFIED) echo = echo(plain);
            if (handling.isEmpty() && plain.startsWith("handling=")) handling = Optional.of(plain);
        }
        return new Preference(
                echo, async, handling.filter("handling=lenient"::equals).isPresent());
    }

    private static Echo echo(String preference) {
        return switch (preference) {
            case "return=minimal" -> Echo.MINIMAL;
            case "return=representation" -> Echo.REPRESENTATION;
            case "return=OperationOutcome" -> Echo.OPERATION_OUTCOME;
            default -> Echo.UNSPECIFIED;
        };
    }

    /** {@code If-Match}, {@code If-None-Exist} and {@code If-None-Match: *} of a write; on reads they are ignored. */
    OrRefusal<Preconditions> preconditions(Method method, String basePath, Optional<String> created) {
        if (method.safe()) return OrRefusal.of(Preconditions.NONE);
        boolean ifNoneMatch = values.containsKey("if-none-match");
        boolean served = method == Method.PUT && all("if-none-match").equals(List.of("*"));
        if ((ifNoneMatch && !served) || values.containsKey("if-unmodified-since"))
            return OrRefusal.refused(Why.MALFORMED_HEADER, "condition is not served on a write");
        Optional<String> ifMatch = Optional.empty();
        if (values.containsKey("if-match")) {
            String given = one("if-match").orElse("").strip();
            Matcher version = VERSION.matcher(given);
            boolean any = given.equals(Preconditions.ANY);
            if (!any && !version.matches())
                return OrRefusal.refused(Why.MALFORMED_HEADER, "`If-Match` names no version");
            ifMatch = Optional.of(any ? Preconditions.ANY : version.group(1));
        }
        Optional<String> found = ifMatch;
        return ifNoneExist(method, basePath, created)
                .then(criteria -> OrRefusal.of(new Preconditions(found, criteria, ifNoneMatch)));
    }

    /** Criteria alone, or as a search of the type that is created, relative or with the base that the client knows. */
    private OrRefusal<List<Parameter>> ifNoneExist(Method method, String basePath, Optional<String> created) {
        if (!values.containsKey("if-none-exist")) return OrRefusal.of(List.of());
        String given = one("if-none-exist").orElse("").strip();
        int mark = given.indexOf('?');
        String before = mark < 0 ? "" : given.substring(0, mark);
        boolean ours = before.isEmpty()
                || created.filter(type -> before.equals(type)
                                || before.replaceFirst("^https?://[^/?#]+", "").equals(basePath + "/" + type))
                        .isPresent();
        if (method != Method.POST || !ours)
            return OrRefusal.refused(Why.MALFORMED_HEADER, "`If-None-Exist` is a search of the type that is created");
        return Query.parse(given.substring(mark + 1))
                .then(criteria -> criteria.isEmpty()
                        ? OrRefusal.refused(Why.MALFORMED_HEADER, "`If-None-Exist` needs criteria")
                        : OrRefusal.of(criteria));
    }

    /** What is said of a body that is no FHIR. */
    Optional<RawContent> raw() {
        return one("content-type")
                .map(type ->
                        new RawContent(type.strip(), one("x-security-context").flatMap(Reference::parse)));
    }

    /** The form as text: octets beyond ASCII become a character that no strict decoding accepts. */
    static String latin(byte[] form) {
        return new String(form, StandardCharsets.ISO_8859_1);
    }
}
