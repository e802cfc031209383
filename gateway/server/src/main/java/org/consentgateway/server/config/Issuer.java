package org.consentgateway.server.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Scopes;
import org.consentgateway.server.config.GatewayConfig.Client;
import org.consentgateway.server.config.GatewayConfig.Introspection;

/**
 * One issuer of access tokens.
 *
 * @param url       issuer exactly as in {@code iss}
 * @param audiences one of them must be in {@code aud}; empty: {@code none}, and the clients are closed
 * @param shape     what its tokens look like
 * @param asking    what the issuer is asked about a token
 * @param users     who its subjects are, by {@code sub}
 * @param directory where the EHR is searched for its subjects; empty: nowhere
 * @param clients   its clients as they are registered here, by client id
 * @param closed    whether only these clients are admitted
 */
public record Issuer(
        String url,
        Set<String> audiences,
        Shape shape,
        Asking asking,
        Map<String, Reference> users,
        Optional<Directory> directory,
        Map<String, Registration> clients,
        boolean closed) {

    public Issuer {
        audiences = Set.copyOf(audiences);
        users = Map.copyOf(users);
        clients = Map.copyOf(clients);
        if (audiences.isEmpty() && !closed) throw new IllegalArgumentException("neither audience nor closed clients");
    }

    /** As the short form says it: one audience, the usual shape; clients without a registration, closed if there are any. */
    public static Issuer of(String url, String audience, Asking asking, Set<String> clients) {
        Map<String, Registration> registered = clients.stream()
                .collect(java.util.stream.Collectors.toMap(client -> client, client -> Registration.NONE));
        return new Issuer(
                url,
                Set.of(audience),
                Shape.USUAL,
                asking,
                Map.of(),
                Optional.empty(),
                registered,
                !registered.isEmpty());
    }

    /**
     * What a token looks like.
     *
     * @param algorithms signature algorithms
     * @param types      values of {@code typ} in lower case; the empty text: no such header
     * @param names      where its claims stand
     */
    public record Shape(Set<String> algorithms, Set<String> types, ClaimNames names) {

        /** Asymmetric ones: never {@code none}, never a shared secret. */
        public static final Set<String> ALGORITHMS = Set.of(
                "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519");

        // RFC 9068 section 2.1 and Keycloak's plain JWT
        public static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

        /** What holds unless something else is said. */
        public static final Shape USUAL = new Shape(ALGORITHMS, TYPES, ClaimNames.USUAL);

        public Shape {
            algorithms = Set.copyOf(algorithms);
            types = Set.copyOf(types);
        }
    }

    /**
     * Names of claims, each the first that is there; one within an object is written {@code outer.inner}. None: what it
     * says is not read.
     */
    public record ClaimNames(
            List<String> subject,
            List<String> user,
            List<String> client,
            List<String> scopes,
            List<String> organization,
            List<String> purpose,
            List<String> patient,
            List<String> roles) {

        /** As most issuers name them. */
        public static final ClaimNames USUAL = new ClaimNames(
                List.of("sub"),
                List.of("fhirUser"),
                List.of("azp", "client_id", "cid", "appid"),
                List.of("scope", "scp", "scopes"),
                List.of("organization"),
                List.of("purpose_of_use"),
                List.of("patient"),
                List.of("realm_access.roles"));

        public ClaimNames {
            subject = List.copyOf(subject);
            user = List.copyOf(user);
            client = List.copyOf(client);
            scopes = List.copyOf(scopes);
            organization = List.copyOf(organization);
            purpose = List.copyOf(purpose);
            patient = List.copyOf(patient);
            roles = List.copyOf(roles);
        }
    }

    /**
     * @param introspection when the introspection endpoint is asked
     * @param client        the gateway's own client at the issuer
     * @param userinfo      whether the userinfo endpoint is asked where a token names no user
     */
    public record Asking(Introspection introspection, Optional<Client> client, boolean userinfo) {

        /** Nothing. */
        public static final Asking NOTHING = new Asking(Introspection.OFF, Optional.empty(), false);
    }

    /**
     * The search by which the EHR tells who a subject is: {@code type?identifier=system|sub}.
     *
     * @param type   {@code Practitioner}, {@code Patient}, {@code RelatedPerson} or {@code Person}
     * @param system identifier system
     * @param maxAge how old an answer may be
     */
    public record Directory(String type, String system, Duration maxAge) {}

    /**
     * What is known here of a client. It fills in what a token does not say and never widens what it says.
     *
     * @param organization whose staff the client's users are
     * @param purpose      what a token that says none is used for
     * @param purposes     purposes that may be asserted through it; empty: any
     * @param scopes       SMART scopes at most; empty: those of the token
     * @param channel      whether, where it acts for a user, it is no party of its own
     */
    public record Registration(
            Optional<Reference> organization,
            Optional<Coding> purpose,
            Set<Coding> purposes,
            Optional<Scopes> scopes,
            boolean channel) {

        /** Nothing but that it exists. */
        public static final Registration NONE =
                new Registration(Optional.empty(), Optional.empty(), Set.of(), Optional.empty(), false);

        public Registration {
            purposes = Set.copyOf(purposes);
        }
    }
}
