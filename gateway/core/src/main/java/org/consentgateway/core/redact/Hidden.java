package org.consentgateway.core.redact;

import java.util.HashSet;
import java.util.Set;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Identifier;
import org.consentgateway.core.request.Reference;

/** What no string of a resource may point at or name. */
final class Hidden {

    private final Bases bases;
    private final Set<Reference> withheld = new HashSet<>();
    private final Set<String> exact = new HashSet<>();
    private final Set<Identifier> identifiers = new HashSet<>();

    Hidden(Bases bases) {
        this.bases = bases;
    }

    void add(Reference reference) {
        withheld.add(reference);
    }

    /** A literal that goes as it stands: {@code #id}, {@code urn:uuid:...}, an attachment's url. */
    void add(String literal) {
        exact.add(literal);
        bases.reference(literal).ifPresent(withheld::add);
    }

    void add(Identifier identifier) {
        identifiers.add(identifier);
    }

    void addAll(Hidden other) {
        identifiers.addAll(other.identifiers);
        withheld.addAll(other.withheld);
        exact.addAll(other.exact);
    }

    boolean nothing() {
        return withheld.isEmpty() && exact.isEmpty() && identifiers.isEmpty();
    }

    /** Whether the object is such an identifier. */
    boolean is(Json.Obj identifier) {
        if (identifiers.isEmpty()) return false;
        return identifier
                .text("value")
                .map(value -> new Identifier(identifier.text("system").orElse(""), value))
                .filter(identifiers::contains)
                .isPresent();
    }

    /** Whether the text is such a literal, or names a withheld resource anywhere within. */
    boolean in(String text) {
        if (exact.contains(text)) return true;
        if (withheld.isEmpty()) return false;
        for (int slash = text.indexOf('/'); slash >= 0; slash = text.indexOf('/', slash + 1)) {
            if (mentionedAt(text, slash)) return true;
        }
        return false;
    }

    private boolean mentionedAt(String text, int slash) {
        int start = slash;
        while (start > 0 && slash - start < 64 && letter(text.charAt(start - 1))) start--;
        if (start == slash) return false;
        int end = slash + 1;
        while (end < text.length() && end - slash <= 64 && idCharacter(text.charAt(end))) end++;
        String type = text.substring(start, slash);
        // a dot may end a sentence or be part of an id: both readings count
        for (int stop = end; stop > slash + 1; stop = text.lastIndexOf('.', stop - 1)) {
            if (withheld.contains(reference(type, text.substring(slash + 1, stop)))) return true;
        }
        return false;
    }

    private static final Reference NONE = new Reference("None", "none");

    private static Reference reference(String type, String id) {
        return Reference.parse(type + "/" + id).orElse(NONE);
    }

    private static boolean idCharacter(char c) {
        return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
    }

    private static boolean letter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
