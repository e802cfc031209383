package org.consentgateway.server.adapter.hapi;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Coding;

/**
 * One coded attribute of a rule. Where one repetition says something that is no code (a text alone), the attribute counts
 * as any and the rule as unreadable: so it can still deny, widely, and cannot permit.
 */
record Attribute(Set<Coding> codes, boolean readable) {

    static final Attribute ANY = new Attribute(Set.of(), true);
    private static final Attribute UNREADABLE = new Attribute(Set.of(), false);

    Attribute {
        codes = Set.copyOf(codes);
    }

    /** A repeating Coding. */
    static Attribute codings(Json.Obj of, String name) {
        return items(of, name, item -> coding(item).map(Set::of).orElse(Set.of()));
    }

    /** A repeating CodeableConcept. */
    static Attribute concepts(Json.Obj of, String name) {
        return items(of, name, Attribute::concept);
    }

    /** The codes of a CodeableConcept. */
    static Set<Coding> concept(Json.Obj concept) {
        return concept.objects("coding").stream()
                .map(Attribute::coding)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
    }

    private static Optional<Coding> coding(Json.Obj coding) {
        return coding.text("code")
                .filter(code -> !code.isEmpty())
                .map(code -> new Coding(coding.text("system").orElse(""), code));
    }

    private static Attribute items(Json.Obj of, String name, Function<Json.Obj, Set<Coding>> codes) {
        if (of.get(name).isEmpty()) return ANY;
        List<Json> items = of.items(name);
        Set<Coding> all = new LinkedHashSet<>();
        for (Json item : items) {
            Set<Coding> read = item instanceof Json.Obj object ? codes.apply(object) : Set.of();
            if (read.isEmpty()) return UNREADABLE;
            all.addAll(read);
        }
        return items.isEmpty() ? UNREADABLE : new Attribute(all, true);
    }
}
