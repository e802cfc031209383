package org.consentgateway.core.label;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.request.Reference;

/**
 * Reads literal references: which resource a string names, and whether it is surely one of this EHR. What is followed or
 * opened must be {@link Literal#confirmed confirmed}; what is closed may be any.
 *
 * @see <a href="http://hl7.org/fhir/R4/references.html#literal">FHIR R4 literal references</a>
 */
public final class ReferenceResolver {

    private static final String HISTORY = "_history";

    private final FhirVersion fhir;
    private final List<String> bases;

    /**
     * @param fhir  whose resource types there are
     * @param bases FHIR bases that are one and the same server for us: the EHR's, and the gateway's own public one
     */
    public ReferenceResolver(FhirVersion fhir, Collection<String> bases) {
        this.fhir = fhir;
        this.bases = bases.stream()
                .map(ReferenceResolver::base)
                .distinct()
                .sorted(Comparator.comparing(String::length).reversed()) // the longest match wins
                .toList();
    }

    /** One to which no absolute URL is ours. */
    public static ReferenceResolver relative(FhirVersion fhir) {
        return new ReferenceResolver(fhir, List.of());
    }

    /** Whose resource types it knows. */
    public FhirVersion fhir() {
        return fhir;
    }

    /**
     * A string that names a resource.
     *
     * @param resource  the resource, without version
     * @param version   after {@code /_history/}
     * @param fragment  after {@code #}
     * @param confirmed whether it is relative as FHIR writes it, or absolute under one of the bases; otherwise it may be
     *                  this EHR's by another name
     */
    public record Literal(Reference resource, Optional<String> version, Optional<String> fragment, boolean confirmed) {}

    /** The resource that a reference means, to follow or to open: nothing but {@code Type/id} and its version is read. */
    public Optional<Reference> resource(String literal) {
        Optional<String> own = own(literal);
        return Reference.parse(own.orElse(literal));
    }

    /** Whether the URL stands under one of the bases; then what follows the base and its slash. */
    public Optional<String> own(String url) {
        int scheme = url.indexOf("://");
        if (scheme < 1) return Optional.empty();
        String known = canonical(url, scheme);
        for (String base : bases)
            if (known.length() > base.length() && known.startsWith(base) && known.charAt(base.length()) == '/')
                return Optional.of(known.substring(base.length() + 1));
        return Optional.empty();
    }

    /**
     * Every form in which a string as a whole names a resource: with version, fragment or query, with blanks around it,
     * percent-encoded, from any root, under any host. Empty: it names none.
     */
    public Optional<Literal> parse(String text) {
        String written = before(before(text, '#'), '?');
        Optional<Literal> exact = exact(own(written).orElse(written), after(text, '#'));
        if (exact.isPresent()) return exact;
        String bare = DecodedTexts.plain(text).strip();
        Optional<String> fragment = after(bare, '#');
        String plain = before(before(bare, '#'), '?');
        List<String> path = path(plain);
        for (int i = path.size() - 2; i >= 0; i--) {
            Optional<Reference> named = named(path.get(i), path.get(i + 1));
            boolean versioned = i + 3 < path.size() && path.get(i + 2).equals(HISTORY);
            Optional<String> version = versioned ? Optional.of(path.get(i + 3)) : Optional.empty();
            if (named.isPresent()) return Optional.of(new Literal(named.get(), version, fragment, false));
        }
        return Optional.empty();
    }

    private static Optional<Literal> exact(String relative, Optional<String> fragment) {
        int history = relative.indexOf("/" + HISTORY + "/");
        Optional<String> version =
                history < 0 ? Optional.empty() : Optional.of(relative.substring(history + HISTORY.length() + 2));
        return Reference.parse(relative).map(resource -> new Literal(resource, version, fragment, true));
    }

    private Optional<Reference> named(String type, String id) {
        return fhir.hasType(type) ? Reference.parse(type + "/" + id) : Optional.empty();
    }

    /** Segments of the path behind scheme and host, {@code .} and {@code ..} resolved. RFC 3986 5.2.4. */
    private static List<String> path(String plain) {
        int scheme = plain.indexOf("://");
        String path = scheme < 0 ? plain : plain.substring(scheme + 3);
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            if (segment.equals("..") && !segments.isEmpty()) segments.remove(segments.size() - 1);
            else if (!segment.isEmpty() && !segment.equals(".")) segments.add(segment);
        }
        return segments;
    }

    private static String base(String url) {
        String bare = url;
        while (bare.endsWith("/")) bare = bare.substring(0, bare.length() - 1);
        int scheme = bare.indexOf("://");
        return scheme < 1 ? bare : canonical(bare, scheme);
    }

    /** Scheme and host in lower case, without the scheme's own port. RFC 3986 6.2. */
    private static String canonical(String url, int scheme) {
        int start = scheme + 3;
        int end = start;
        while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) end++;
        String protocol = url.substring(0, scheme).toLowerCase(Locale.ROOT);
        String host = url.substring(start, end).toLowerCase(Locale.ROOT);
        String port = protocol.equals("https") ? ":443" : protocol.equals("http") ? ":80" : ":";
        if (host.endsWith(port)) host = host.substring(0, host.length() - port.length());
        return protocol + "://" + host + url.substring(end);
    }

    private static String before(String text, char mark) {
        int at = text.indexOf(mark);
        return at < 0 ? text : text.substring(0, at);
    }

    private static Optional<String> after(String text, char mark) {
        int at = text.indexOf(mark);
        return at < 0 ? Optional.empty() : Optional.of(text.substring(at + 1));
    }
}
