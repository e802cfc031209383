package org.consentgateway.core.law;

import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.label.Classification;
import org.consentgateway.core.label.Recognition;
import org.consentgateway.core.label.Surroundings;
import org.consentgateway.core.label.Surroundings.Aspect;
import org.consentgateway.core.request.Reference;

/** Reads what a rule of a pack recognises a note without a label by. */
final class RecognitionReader {

    private static final Set<String> DEPARTMENTS = Set.of("Location", "Organization", "HealthcareService");

    private final PackNode rule;

    private RecognitionReader(PackNode rule) {
        this.rule = rule;
    }

    static Recognition read(PackNode rule) {
        return new RecognitionReader(rule).read();
    }

    private Recognition read() {
        Map<Aspect, Surroundings> around = new EnumMap<>(Aspect.class);
        for (Aspect aspect : Aspect.values()) {
            String name = aspect.name().toLowerCase(Locale.ROOT);
            if (rule.has(name)) around.put(aspect, surroundings(name));
        }
        Recognition recognition = new Recognition(names(rule, "names"), references(rule, "ids", Set.of()), around);
        boolean opens = rule.choice("then", Classification.Note.class, Classification.Note.SUSPECTED)
                == Classification.Note.NOT;
        if (opens && !recognition.isNone())
            rule.problem("then", "is `not`, and what goes by names, ids, an encounter or an author only protects");
        if (!around.isEmpty() && rule.texts("types").isEmpty())
            rule.problem("types", "is missing: what goes by an encounter or an author is looked up for each resource");
        return recognition;
    }

    private Surroundings surroundings(String aspect) {
        PackNode node = rule.section(aspect);
        Surroundings sought = new Surroundings(
                node.codings("codings"), names(node, "names"), references(node, "places", DEPARTMENTS), false);
        if (sought.equals(Surroundings.NONE)) rule.problem(aspect, "looks for nothing");
        return sought;
    }

    private static Set<String> names(PackNode node, String member) {
        Set<String> names = node.texts(member);
        for (String name : names)
            if (name.chars().noneMatch(Character::isLetterOrDigit))
                node.problem(member, "holds `" + name + "`, which every name fits");
        return names;
    }

    private static Set<Reference> references(PackNode node, String member, Set<String> types) {
        Set<Reference> found = new LinkedHashSet<>();
        for (String text : node.texts(member)) {
            Optional<Reference> one =
                    Reference.parse(text).filter(reference -> types.isEmpty() || types.contains(reference.type()));
            if (one.isEmpty()) node.problem(member, "holds `" + text + "`, which names no resource that it may");
            one.ifPresent(found::add);
        }
        return found;
    }
}
