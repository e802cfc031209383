package org.consentgateway.server.access;

import java.util.Optional;
import java.util.function.BiFunction;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;

/**
 * May this subject do this to that resource? AuthZEN 1.0, Access Evaluation.
 *
 * @param action   which FHIR interaction
 * @param version  of the resource, for {@code vread} alone
 */
record Question(Subject subject, Action action, Reference resource, Optional<String> version) {

    /** The interactions with one resource, by FHIR's own names. */
    enum Action {
        READ("read"),
        VREAD("vread"),
        SEARCH_TYPE("search-type"),
        HISTORY_INSTANCE("history-instance"),
        UPDATE("update"),
        PATCH("patch"),
        DELETE("delete");

        private final String code;

        Action(String code) {
            this.code = code;
        }

        static Optional<Action> of(String code) {
            for (Action action : values()) if (action.code.equals(code)) return Optional.of(action);
            return Optional.empty();
        }
    }

    /** Who would have the resource. */
    sealed interface Subject {

        /**
         * By an access token, which is verified as on the road.
         *
         * @param id whom the point takes them for: the token has to name the same
         */
        record Token(String id, String token) implements Subject {
            @Override
            public String toString() {
                return "Token";
            }
        }

        /** By the claims of a token that the point has verified itself. */
        record Claimed(Json.Obj claims) implements Subject {
            @Override
            public String toString() {
                return "Claimed";
            }
        }

        /** Applies the one that fits. */
        default <T> T match(BiFunction<String, String, T> token, java.util.function.Function<Json.Obj, T> claimed) {
            return this instanceof Token t ? token.apply(t.id(), t.token()) : claimed.apply(((Claimed) this).claims());
        }
    }

    @Override
    public String toString() {
        return "Question " + action; // who and what is as sensitive as the answer
    }
}
