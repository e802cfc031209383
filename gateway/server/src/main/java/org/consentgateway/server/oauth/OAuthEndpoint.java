package org.consentgateway.server.oauth;

import java.net.URI;
import java.util.Set;

/**
 * One endpoint of the EHR's authorization server.
 *
 * @param kind   what it is for
 * @param target where it is on the EHR's own host
 */
public record OAuthEndpoint(Kind kind, URI target) {

    /** The endpoints that discovery may name: RFC 8414 section 2, OpenID Connect Discovery, SMART App Launch 2.2. */
    public enum Kind {
        AUTHORIZE("authorization_endpoint", Set.of("GET", "POST"), Body.FORM, Answer.PAGE),
        TOKEN("token_endpoint", Set.of("POST"), Body.FORM, Answer.JSON),
        INTROSPECT("introspection_endpoint", Set.of("POST"), Body.FORM, Answer.JSON),
        REVOKE("revocation_endpoint", Set.of("POST"), Body.FORM, Answer.JSON),
        REGISTER("registration_endpoint", Set.of("POST"), Body.JSON, Answer.JSON),
        KEYS("jwks_uri", Set.of("GET"), Body.FORM, Answer.JSON),
        USERINFO("userinfo_endpoint", Set.of("GET", "POST"), Body.FORM, Answer.JSON),
        MANAGE("management_endpoint", Set.of("GET"), Body.FORM, Answer.PAGE),
        END_SESSION("end_session_endpoint", Set.of("GET", "POST"), Body.FORM, Answer.PAGE);

        private final String member;

        @SuppressWarnings("ImmutableEnumChecker") // made by Set.of alone
        private final Set<String> methods;

        private final Body body;
        private final Answer answer;

        Kind(String member, Set<String> methods, Body body, Answer answer) {
            this.member = member;
            this.methods = methods;
            this.body = body;
            this.answer = answer;
        }

        /** Its member of the discovery document. */
        public String member() {
            return member;
        }

        boolean takes(String method) {
            return methods.contains(method);
        }

        Body body() {
            return body;
        }

        /** Whether people see it in their browser. */
        boolean isPage() {
            return answer == Answer.PAGE;
        }
    }

    /** What a request may carry. */
    enum Body {
        FORM("application/x-www-form-urlencoded"),
        JSON("application/json");

        private final String mediaType;

        Body(String mediaType) {
            this.mediaType = mediaType;
        }

        String mediaType() {
            return mediaType;
        }
    }

    private enum Answer {
        JSON,
        PAGE
    }
}
