package org.consentgateway.server.pages;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.consent.Effect;
import org.consentgateway.core.consent.Provision;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Reference;

/**
 * Something that a patient has said, as they would say it.
 *
 * @param id    of the Consent
 * @param yes   whether it permits; else it keeps something back
 * @param notes whether it is about therapy notes
 * @param who   whom it names
 * @param since when it was given, as it says
 * @param until when it ends, or nothing
 */
public record Permission(String id, boolean yes, boolean notes, List<Reference> who, String since, String until) {

    public Permission {
        who = List.copyOf(who);
    }

    /** Empty where it is not in force on that day: it says nothing any more, or not yet. */
    static Optional<Permission> of(Directive directive, PolicyPack pack, LocalDate today) {
        if (directive.status() != Directive.Status.ACTIVE || directive.unknownModifier()) return Optional.empty();
        Provision root = directive.root();
        Optional<String> end = root.period().end().map(Object::toString);
        return Optional.of(new Permission(
                        directive.id().id(),
                        root.effect() == Effect.PERMIT,
                        rules(root).anyMatch(rule -> rule.codings().labels().stream()
                                .anyMatch(pack.noteLabels()::contains)),
                        rules(root)
                                .flatMap(rule -> rule.actors().stream())
                                .flatMap(actor -> actor.reference().stream())
                                .distinct()
                                .sorted()
                                .toList(),
                        directive.dateTime().map(Permission::day).orElse(""),
                        end.map(Permission::day).orElse("")))
                .filter(one -> root.effect() != Effect.INDETERMINATE)
                .filter(one -> one.until().isEmpty() || one.until().compareTo(today.toString()) >= 0);
    }

    private static Stream<Provision> rules(Provision rule) {
        return Stream.concat(Stream.of(rule), rule.children().stream().flatMap(Permission::rules));
    }

    private static String day(String time) {
        return time.length() > 10 ? time.substring(0, 10) : time;
    }
}
