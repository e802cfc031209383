package org.consentgateway.core.label;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.request.Identifier;
import org.consentgateway.core.request.Reference;

/**
 * What strings point at, in any form: all that closing over hidden resources looks at. Whose server a URL means is not
 * asked: any may be this EHR by another name.
 *
 * @param sure     named by a pointer, a URL, or a word that no prose has: what of them cannot be looked up is hidden
 * @param perhaps  words of prose that may be no more than words, such as {@code Observation/plan}: hidden only when they
 *                 name something hidden
 * @param logical  named by an identifier
 */
public record PointerCandidates(Set<Reference> sure, Set<Reference> perhaps, Set<Facts.Logical> logical) {

    /** Strings that hold base64 in which a pointer may stand: the query of an AuditEvent, a value of an extension. */
    private static final Set<String> BASE64 = Set.of("query", "valueBase64Binary");

    /** Names by which no resource is pointed at, though they may be URLs: code systems and definitions. */
    private static final Set<String> DEFINITIONS = Set.of("system", "profile", "resourceType", "id");

    private static final Set<String> POINTERS = Set.of(
            "reference", "url", "uri", "fullUrl", "location", "resource", "valueUri", "valueUrl", "valueCanonical");

    /** Elements of bytes: long, and no text. */
    private static final Set<String> BYTES = Set.of("data", "hash", "blob");

    /** Nothing mentioned. */
    public static final PointerCandidates NONE = new PointerCandidates(Set.of(), Set.of(), Set.of());

    public PointerCandidates {
        sure = Set.copyOf(sure);
        perhaps = Set.copyOf(perhaps);
        logical = Set.copyOf(logical);
    }

    /** Everything that may be a resource's own name. */
    public Set<Reference> all() {
        if (perhaps.isEmpty()) return sure;
        Set<Reference> all = new LinkedHashSet<>(sure);
        all.addAll(perhaps);
        return all;
    }

    /** Whether one of the references or identifiers that the string mentions is such a one. */
    public static boolean any(
            FhirVersion fhir,
            String name,
            String text,
            Predicate<Reference> reference,
            Predicate<Facts.Logical> logical) {
        Finder finder = new Finder(fhir);
        finder.read(name, text, false);
        return finder.sure.stream().anyMatch(reference)
                || finder.perhaps.stream().anyMatch(reference)
                || finder.logical.stream().anyMatch(logical);
    }

    /** What the string mentions. */
    static PointerCandidates of(FhirVersion fhir, String name, String text) {
        Finder finder = new Finder(fhir);
        finder.read(name, text, false);
        return finder.found();
    }

    /** Gathers what the strings of one resource mention. */
    static final class Finder {

        private final FhirVersion fhir;
        private final Set<Reference> sure = new LinkedHashSet<>();
        private final Set<Reference> perhaps = new LinkedHashSet<>();
        private final Set<Facts.Logical> logical = new LinkedHashSet<>();

        /** @param fhir what is before the slash of a pointer is one of its resource types */
        Finder(FhirVersion fhir) {
            this.fhir = fhir;
        }

        PointerCandidates found() {
            return new PointerCandidates(sure, perhaps, logical);
        }

        void add(Facts.Logical named) {
            logical.add(named);
        }

        /**
         * @param name       of the element
         * @param definition whether its value is a definition's URL, such as the one of an extension
         */
        void read(String name, String text, boolean definition) {
            String bare = name.startsWith("_") ? name.substring(1) : name;
            if (BYTES.contains(bare)) return;
            boolean defines = definition || DEFINITIONS.contains(bare);
            boolean points = POINTERS.contains(bare);
            for (String reading : DecodedTexts.of(text)) look(reading, points, defines);
            if (BASE64.contains(bare))
                DecodedTexts.base64(text)
                        .ifPresent(decoded -> DecodedTexts.of(decoded).forEach(reading -> look(reading, true, false)));
        }

        private void look(String text, boolean points, boolean defines) {
            for (int slash = text.indexOf('/'); slash >= 0; slash = text.indexOf('/', slash + 1))
                beside(text, slash, points, defines);
            for (int mark = text.indexOf('?'); mark >= 0; mark = text.indexOf('?', mark + 1)) query(text, mark);
            if (!defines) for (int at = urn(text, 0); at >= 0; at = urn(text, at + 1)) urnAt(text, at);
        }

        private void beside(String text, int slash, boolean points, boolean defines) {
            Optional<String> type = typeBefore(text, slash);
            if (type.isEmpty()) return;
            int start = slash + 1;
            while (start < text.length() && slashes(text, start)) start++;
            int end = start;
            while (end < text.length() && Reference.isIdCharacter(text.charAt(end))) end++;
            String whole = text.substring(start, end);
            // a dot may end a sentence or be part of an id
            int stop = whole.length();
            while (stop > 0 && whole.charAt(stop - 1) == '.') stop--;
            String id = whole.substring(0, stop);
            boolean url = url(text, slash);
            boolean sureOfIt = !defines && (points || url || id.chars().anyMatch(Character::isDigit));
            Reference.parse(type.get() + "/" + id).ifPresent((sureOfIt ? sure : perhaps)::add);
            if (stop < whole.length()) Reference.parse(type.get() + "/" + whole).ifPresent(perhaps::add);
            for (int dot = id.lastIndexOf('.'); dot > 0; dot = id.lastIndexOf('.', dot - 1))
                Reference.parse(type.get() + "/" + id.substring(0, dot)).ifPresent(perhaps::add);
        }

        /** {@code //} and {@code /./} between a type and its id. */
        private static boolean slashes(String text, int at) {
            if (text.charAt(at) == '/') return true;
            return text.charAt(at) == '.' && at + 1 < text.length() && text.charAt(at + 1) == '/';
        }

        /** Whether what ends here began as an absolute URL. */
        private static boolean url(String text, int slash) {
            int at = slash;
            while (at > 0 && " \t\r\n\"'<>".indexOf(text.charAt(at - 1)) < 0) {
                at--;
                if (text.startsWith("//", at)) return true;
            }
            return false;
        }

        private Optional<String> typeBefore(String text, int mark) {
            int start = mark;
            while (start > 0 && mark - start < 64 && letter(text.charAt(start - 1))) start--;
            if (mark - start < 4 || !Character.isUpperCase(text.charAt(start))) return Optional.empty();
            return Optional.of(text.substring(start, mark)).filter(fhir::hasType);
        }

        /** A search for one resource: {@code Type?_id=..}, {@code Type?identifier=..}. */
        private void query(String text, int mark) {
            int slash = mark > 0 && text.charAt(mark - 1) == '/' ? mark - 1 : mark;
            Optional<String> type = typeBefore(text, slash);
            if (type.isEmpty()) return;
            int end = mark + 1;
            while (end < text.length() && " \t\r\n\"'<>".indexOf(text.charAt(end)) < 0) end++;
            for (String parameter : text.substring(mark + 1, end).split("&", -1)) {
                int equals = parameter.indexOf('=');
                if (equals < 0) continue;
                String code = parameter.substring(0, equals);
                for (String value : parameter.substring(equals + 1).split(",", -1)) {
                    if (code.equals("_id"))
                        Reference.parse(type.get() + "/" + value).ifPresent(sure::add);
                    if (code.equals("identifier")) identifier(value, type);
                }
            }
        }

        private void identifier(String token, Optional<String> type) {
            int bar = token.indexOf('|');
            String value = token.substring(bar + 1);
            if (!value.isEmpty())
                logical.add(new Facts.Logical(new Identifier(bar < 0 ? "" : token.substring(0, bar), value), type));
        }

        private static int urn(String text, int from) {
            for (int at = text.indexOf(':', from); at >= 0; at = text.indexOf(':', at + 1))
                if (at >= 3 && at - 3 >= from && text.regionMatches(true, at - 3, "urn", 0, 3)) return at - 3;
            return -1;
        }

        /** {@code urn:uuid:} and {@code urn:oid:} name a resource whose identifier they are. */
        private void urnAt(String text, int at) {
            int end = at + 4;
            while (end < text.length() && (Reference.isIdCharacter(text.charAt(end)) || text.charAt(end) == ':')) end++;
            while (text.charAt(end - 1) == '.' || text.charAt(end - 1) == ':') end--;
            String urn = text.substring(at, end).toLowerCase(Locale.ROOT);
            if (urn.startsWith("urn:uuid:") || urn.startsWith("urn:oid:")) {
                logical.add(new Facts.Logical(new Identifier("", urn), Optional.empty()));
                String asWritten = text.substring(at, end);
                if (!asWritten.equals(urn))
                    logical.add(new Facts.Logical(new Identifier("", asWritten), Optional.empty()));
            }
        }

        private static boolean letter(char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        }
    }
}
