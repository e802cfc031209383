package org.consentgateway.core.request;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.request.Refusal.Why;

/**
 * Reads a request once, strictly: what is not canonical is refused, never repaired.
 *
 * @param fhir     what may be asked for: its resource types, search parameters and media types
 * @param basePath where FHIR is served, e.g. {@code /fhir}
 */
public record RequestParser(FhirVersion fhir, String basePath) {

    /** The longest request target, in characters. */
    public static final int MAX_TARGET = 8_192;

    /** The longest form, in bytes. */
    public static final int MAX_FORM = 65_536;

    /** What any segment of a FHIR path is made of, once decoded: no {@code ;}, no slash of any kind, no percent sign. */
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._$*\\-]+");

    public RequestParser {
        if (!basePath.matches("(/[A-Za-z0-9._-]+)*")) throw new IllegalArgumentException("not a base path");
    }

    /**
     * Reads a request.
     *
     * @param method  as the request line has it
     * @param target  as the request line has it, origin form, never decoded
     * @param headers every header; names in any case
     * @param form    the body where {@link #wantsForm}, else empty
     */
    public OrRefusal<FhirRequest> parse(String method, String target, Map<String, List<String>> headers, byte[] form) {
        return target.length() > MAX_TARGET ? malformed("target too long") : read(method, target, headers, form);
    }

    /** Reads what we wrote ourselves into a page link: a search that came as a form is longer than a target may be. */
    public OrRefusal<FhirRequest> parseOwn(String canonical) {
        return read("GET", basePath + "/" + canonical, Map.of(), new byte[0]);
    }

    private OrRefusal<FhirRequest> read(String method, String target, Map<String, List<String>> headers, byte[] form) {
        Headers read = Headers.of(headers);
        if (form.length > MAX_FORM) return OrRefusal.refused(Why.TOO_LARGE, "form too large");
        int mark = target.indexOf('?');
        String rawPath = mark < 0 ? target : target.substring(0, mark);
        String rawQuery = mark < 0 ? "" : target.substring(mark + 1);
        if (target.indexOf('#') >= 0) return malformed("a fragment is not sent");
        return segments(withoutSlash(rawPath))
                .then(path -> Query.parse(rawQuery).then(query -> known(method).then(known -> {
                    Optional<Refusal> fault = read.fault();
                    if (fault.isPresent()) return new OrRefusal.Refused<>(fault.get());
                    List<String> base = base();
                    if (path.size() < base.size()
                            || !path.subList(0, base.size()).equals(base))
                        return OrRefusal.refused(Why.NOT_SERVED, "nothing is served here");
                    return below(known, path.subList(base.size(), path.size()), query, read, form);
                })));
    }

    /**
     * Reads {@code Bundle.entry.request} of a batch or transaction: an ordinary request whose URL is relative, of one
     * resource or of a search, never of a further batch.
     *
     * @param method  {@code request.method}
     * @param url     {@code request.url}, relative to the base
     * @param headers {@code If-Match}, {@code If-None-Exist} and the like, from the elements of those names
     */
    public OrRefusal<FhirRequest> parseEntry(String method, String url, Map<String, List<String>> headers) {
        String relative =
                url.startsWith(basePath + "/") ? url.substring(basePath.length() + 1) : url.replaceFirst("^/", "");
        // the parser of targets would take `//host/..` for a path: an entry's URL begins with a word
        if (!relative.matches("[A-Za-z].*") || relative.split("\\?", 2)[0].contains("://"))
            return malformed("entry URL is not relative to the base");
        Map<String, List<String>> all = new java.util.HashMap<>(headers);
        all.put(
                "Content-Type",
                List.of(method.equals("PATCH") ? "application/json-patch+json" : "application/fhir+json"));
        return parse(method, basePath + "/" + relative, all, new byte[0]);
    }

    /** Clients keep their base with a slash, and write one before the query: {@code Patient/?name=}. */
    private static String withoutSlash(String rawPath) {
        return rawPath.length() > 1 && rawPath.endsWith("/") ? rawPath.substring(0, rawPath.length() - 1) : rawPath;
    }

    /** Whether the body must be read before {@link #parse}, because it is a form of at most {@link #MAX_FORM} bytes. */
    public static boolean wantsForm(Map<String, List<String>> headers) {
        return Headers.of(headers).form();
    }

    private List<String> base() {
        return basePath.isEmpty()
                ? List.of()
                : Arrays.asList(basePath.substring(1).split("/", -1));
    }

    private static OrRefusal<Method> known(String method) {
        return Method.of(method)
                .map(OrRefusal::of)
                .orElseGet(() -> OrRefusal.refused(Why.METHOD, "method is not served"));
    }

    /** The segments of the path, each decoded once; what needs a second look is refused. */
    private static OrRefusal<List<String>> segments(String rawPath) {
        if (!rawPath.startsWith("/")) return OrRefusal.refused(Why.MALFORMED_TARGET, "target is not in origin form");
        if (rawPath.equals("/")) return OrRefusal.of(List.of());
        List<String> segments = new ArrayList<>();
        for (String raw : rawPath.substring(1).split("/", -1)) {
            Optional<String> segment = Percent.decode(raw, false)
                    .filter(text -> SEGMENT.matcher(text).matches());
            if (segment.isEmpty() || segment.get().equals(".") || segment.get().equals(".."))
                return OrRefusal.refused(Why.MALFORMED_TARGET, "path is not canonical");
            segments.add(segment.get());
        }
        return OrRefusal.of(segments);
    }

    private OrRefusal<FhirRequest> below(
            Method method, List<String> path, List<Parameter> query, Headers headers, byte[] form) {
        Optional<String> created = path.size() == 1 ? Optional.of(path.get(0)) : Optional.empty();
        return headers.preconditions(method, basePath, created).then(preconditions -> {
            boolean criteria = query.stream().anyMatch(parameter -> !Query.SHAPING.contains(parameter.name()));
            boolean page = query.stream().anyMatch(parameter -> parameter.name().equals("_getpages"));
            boolean ifNoneExist = !preconditions.ifNoneExist().isEmpty();
            return RequestRoute.of(fhir, method, path, new RequestRoute.Criteria(criteria, page, ifNoneExist))
                    .then(route -> withForm(route, query, headers, form)
                            .then(parameters -> assembled(method, route, parameters, preconditions, headers)));
        });
    }

    /** Query and form in one list: what is decided on is what is forwarded, in the body. */
    private static OrRefusal<List<Parameter>> withForm(
            RequestRoute route, List<Parameter> query, Headers headers, byte[] form) {
        if (!route.form() || !headers.form()) return OrRefusal.of(query);
        return Query.parse(Headers.latin(form)).then(fields -> {
            List<Parameter> all = new ArrayList<>(query);
            all.addAll(fields);
            return OrRefusal.of(List.copyOf(all));
        });
    }

    private OrRefusal<FhirRequest> assembled(
            Method method,
            RequestRoute route,
            List<Parameter> parameters,
            Preconditions preconditions,
            Headers headers) {
        Negotiation negotiation = new Negotiation(fhir);
        return AllowedParameters.check(fhir, route.interaction(), parameters).then(shaping -> negotiation
                .answer(
                        route.interaction(),
                        route.type(),
                        parameters.stream()
                                .filter(parameter -> parameter.name().equals("_format"))
                                .map(Parameter::value)
                                .findFirst(),
                        headers.all("accept"))
                .then(format -> negotiation
                        .body(method, route.interaction(), route.type(), route.form(), headers.one("content-type"))
                        .then(body -> OrRefusal.of(new FhirRequest(
                                method,
                                route,
                                parameters,
                                format,
                                new RequestContent(body, body == BodyFormat.RAW ? headers.raw() : Optional.empty()),
                                shaping,
                                headers.preference(),
                                preconditions)))));
    }

    /**
     * An operation that came by POST as the GET that it means: what stands in its {@code Parameters} joins what stands in
     * the query.
     *
     * @see <a href="http://hl7.org/fhir/R4/operations.html#request">FHIR R4 operation request</a>
     */
    public OrRefusal<FhirRequest> asGet(FhirRequest posted, List<Parameter> fromBody) {
        List<Parameter> all = new ArrayList<>(posted.parameters());
        all.addAll(fromBody);
        return AllowedParameters.check(fhir, posted.interaction(), all)
                .then(shaping -> OrRefusal.of(posted.asGet(all, shaping)));
    }

    private static <T> OrRefusal<T> malformed(String what) {
        return OrRefusal.refused(Why.MALFORMED_TARGET, what);
    }
}
