package org.consentgateway.server.adapter.hapi;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.consent.Effect;
import org.consentgateway.core.consent.Provision;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;

/** One version of a Consent: which it is, whether it replaces another, what of it is kept. */
final class ConsentVersion {

    /** Neither decides anything once the form was read, and both may be large. */
    private static final Set<String> NOT_KEPT = Set.of("text", "contained", "sourceAttachment", "sourceReference");

    private ConsentVersion() {}

    static Optional<Reference> id(Json.Obj consent) {
        return consent.text("id").flatMap(id -> Reference.parse("Consent/" + id));
    }

    /** Whether it can be told what it says: one whose status nobody knows may be in force. */
    static boolean isReadable(Json.Obj consent) {
        return Translation.knowsStatus(consent);
    }

    /** Whether a rule of it is no permit. */
    static boolean denies(Directive directive) {
        return denies(directive.root());
    }

    private static boolean denies(Provision rule) {
        return rule.effect() != Effect.PERMIT || rule.children().stream().anyMatch(ConsentVersion::denies);
    }

    static Json.Obj kept(Json.Obj consent) {
        Map<String, Json> members = new LinkedHashMap<>(consent.members());
        members.keySet().removeAll(NOT_KEPT);
        return new Json.Obj(members);
    }

    /**
     * Whether what was read is the known version itself or a newer one. Where neither version nor time tells, it is taken
     * for newer: such a server keeps no versions.
     */
    static boolean mayReplace(Json.Obj read, Json.Obj known) {
        if (kept(read).equals(known)) return true;
        Optional<Integer> byTime = compared(time(read), time(known));
        Optional<String> now = version(read);
        Optional<String> before = version(known);
        if (now.isPresent() && now.equals(before))
            return byTime.filter(order -> order > 0).isPresent();
        Optional<Integer> byNumber = compared(number(now), number(before));
        return byNumber.or(() -> byTime).map(order -> order > 0).orElse(true);
    }

    private static <T extends Comparable<T>> Optional<Integer> compared(Optional<T> one, Optional<T> other) {
        return one.flatMap(first -> other.map(first::compareTo));
    }

    private static Optional<String> version(Json.Obj consent) {
        return consent.object("meta").flatMap(meta -> meta.text("versionId"));
    }

    private static Optional<BigInteger> number(Optional<String> version) {
        return version.filter(text -> text.matches("[0-9]{1,64}")).map(BigInteger::new);
    }

    private static Optional<Instant> time(Json.Obj consent) {
        try {
            return consent.object("meta")
                    .flatMap(meta -> meta.text("lastUpdated"))
                    .map(text -> OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
