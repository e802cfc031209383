package org.consentgateway.core.redact;

import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.PointerCandidates;
import org.consentgateway.core.label.ReferenceResolver;
import org.consentgateway.core.request.Identifier;
import org.consentgateway.core.request.Reference;

/** What no string of a resource may point at or name. */
final class HiddenReferences {

    private final ReferenceResolver relative;
    private final Set<Reference> withheld = new HashSet<>();
    private final Set<String> exact = new HashSet<>();
    private final Set<Identifier> identifiers = new HashSet<>();
    private final Optional<HiddenReferences> outer;

    /** @param relative reads what is hidden by its literal */
    HiddenReferences(ReferenceResolver relative) {
        this.relative = relative;
        this.outer = Optional.empty();
    }

    /** Also what the other hides: it is looked into, not copied, for there may be thousands of inner resources. */
    HiddenReferences(HiddenReferences outer) {
        this.relative = outer.relative;
        this.outer = Optional.of(outer.bare() && outer.outer.isPresent() ? outer.outer.get() : outer);
    }

    void add(Reference reference) {
        withheld.add(reference);
    }

    /** A literal that goes as it stands: {@code #id}, {@code urn:uuid:...}, an attachment's url. */
    void add(String literal) {
        exact.add(literal);
        relative.parse(literal).ifPresent(named -> withheld.add(named.resource()));
        String plain = literal.strip().toLowerCase(Locale.ROOT);
        if (plain.startsWith("urn:")) identifiers.add(new Identifier("", plain));
    }

    void add(Identifier identifier) {
        identifiers.add(identifier);
    }

    private boolean bare() {
        return withheld.isEmpty() && exact.isEmpty() && identifiers.isEmpty();
    }

    private boolean nothing() {
        return bare() && outer.map(HiddenReferences::nothing).orElse(true);
    }

    /** Whether the object is such an identifier. */
    boolean is(Json.Obj identifier) {
        if (nothing()) return false;
        return identifier
                .text("value")
                .map(value -> new Identifier(identifier.text("system").orElse(""), value))
                .filter(this::hides)
                .isPresent();
    }

    /** Whether the text of an element is such a literal, or names something withheld anywhere within. */
    boolean in(String element, String text) {
        if (nothing()) return false;
        return literally(text)
                || PointerCandidates.any(
                        relative.fhir(), element, text, this::hides, named -> hides(named.identifier()));
    }

    private boolean literally(String text) {
        return exact.contains(text) || (outer.isPresent() && outer.get().literally(text));
    }

    private boolean hides(Reference reference) {
        return withheld.contains(reference) || (outer.isPresent() && outer.get().hides(reference));
    }

    private boolean hides(Identifier identifier) {
        return identifiers.contains(identifier)
                || (outer.isPresent() && outer.get().hides(identifier));
    }
}
