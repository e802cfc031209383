package org.consentgateway.core.redact;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.Mentions;
import org.consentgateway.core.label.ReferenceResolver;
import org.consentgateway.core.request.Identifier;
import org.consentgateway.core.request.Reference;

/** What no string of a resource may point at or name. */
final class Hidden {

    private final Set<Reference> withheld = new HashSet<>();
    private final Set<String> exact = new HashSet<>();
    private final Set<Identifier> identifiers = new HashSet<>();

    void add(Reference reference) {
        withheld.add(reference);
    }

    /** A literal that goes as it stands: {@code #id}, {@code urn:uuid:...}, an attachment's url. */
    void add(String literal) {
        exact.add(literal);
        ReferenceResolver.RELATIVE.parse(literal).ifPresent(named -> withheld.add(named.resource()));
        String plain = literal.strip().toLowerCase(Locale.ROOT);
        if (plain.startsWith("urn:")) identifiers.add(new Identifier("", plain));
    }

    void add(Identifier identifier) {
        identifiers.add(identifier);
    }

    void addAll(Hidden other) {
        identifiers.addAll(other.identifiers);
        withheld.addAll(other.withheld);
        exact.addAll(other.exact);
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

    /** Whether the text of an element is such a literal, or names something withheld anywhere within. */
    boolean in(String element, String text) {
        if (exact.contains(text)) return true;
        if (withheld.isEmpty() && identifiers.isEmpty()) return false;
        return Mentions.any(element, text, withheld::contains, this::names);
    }

    private boolean names(Facts.Logical logical) {
        return identifiers.contains(logical.identifier());
    }
}
