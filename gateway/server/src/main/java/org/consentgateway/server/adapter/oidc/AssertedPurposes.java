package org.consentgateway.server.adapter.oidc;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.PurposeCodes;

/**
 * The purposes of use that a token asserts: strings or Codings, of v3-ActReason or NHIN. What is neither is remembered as
 * unmapped, because every asserted purpose must be permitted.
 *
 * @param codes    purposes that are understood
 * @param unmapped true when one was not
 */
record AssertedPurposes(Set<Coding> codes, boolean unmapped) {

    AssertedPurposes {
        codes = Set.copyOf(codes);
    }

    /** Of several claims together: every purpose that is asserted must be permitted. */
    static AssertedPurposes of(List<Json> claims) {
        Reading reading = new Reading();
        claims.forEach(reading::value);
        return new AssertedPurposes(reading.codes, reading.unmapped);
    }

    /** The same where a client may assert these alone: what is beyond them is as if nobody understood it. */
    AssertedPurposes within(Set<Coding> allowed) {
        return allowed.isEmpty() || allowed.containsAll(codes) ? this : new AssertedPurposes(codes, true);
    }

    /** A header may narrow to one purpose that the token asserts; any other header has no effect. */
    AssertedPurposes narrowedTo(String actReason) {
        Coding one = new Coding(Coding.ACT_REASON, actReason);
        return codes.contains(one) ? new AssertedPurposes(Set.of(one), unmapped) : this;
    }

    /** Whether this is what the header named, and nothing else. */
    boolean isNarrowTo(Optional<String> actReason) {
        return actReason
                .filter(code -> codes.equals(Set.of(new Coding(Coding.ACT_REASON, code))))
                .isPresent();
    }

    private static final class Reading {
        private final Set<Coding> codes = new LinkedHashSet<>();
        private boolean unmapped;

        void value(Json value) {
            if (value instanceof Json.Arr array) array.items().forEach(this::one);
            else one(value);
        }

        private void one(Json value) {
            if (value instanceof Json.Text text) text(text.value());
            else if (value instanceof Json.Obj object) coded(object);
            else unmapped = true;
        }

        private void coded(Json.Obj object) {
            List<Json.Obj> codings = object.objects("coding");
            if (codings.isEmpty())
                code(object.text("system").orElse(""), object.text("code").orElse(""));
            else codings.forEach(this::coded);
        }

        private void text(String text) {
            take(PurposeCodes.parse(text));
        }

        private void code(String system, String code) {
            take(PurposeCodes.of(system, code));
        }

        private void take(Optional<Coding> purpose) {
            purpose.ifPresent(codes::add);
            if (purpose.isEmpty()) unmapped = true;
        }
    }
}
