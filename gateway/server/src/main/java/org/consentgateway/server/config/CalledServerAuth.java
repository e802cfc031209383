package org.consentgateway.server.config;

import java.net.URI;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** How the gateway authenticates itself towards a server. */
public sealed interface CalledServerAuth {

    /** No credential. */
    record None() implements CalledServerAuth {}

    /** HTTP Basic. */
    record Basic(String username, Secret password) implements CalledServerAuth {}

    /** OAuth 2.0 client credentials; the client shows a secret or signs with a key, never both. */
    record ClientCredentials(URI tokenUrl, String clientId, Proof proof, Optional<String> scope)
            implements CalledServerAuth {

        /** The shared secret, where the client proves itself by one. */
        public Optional<Secret> secret() {
            return proof.match(Optional::of, key -> Optional.empty(), own -> Optional.empty());
        }
    }

    /** The caller's own token, where the server trusts the same issuer. */
    record Forward() implements CalledServerAuth {}

    /** A token of the server's own for the caller's (RFC 8693), asked for by {@code client}. */
    record Exchange(ClientCredentials client) implements CalledServerAuth {}

    /** A token of the server's own for the user, whom an assertion of {@code client} names (RFC 7523 2.1). */
    record JwtBearer(ClientCredentials client, AssertionSubject subject) implements CalledServerAuth {}

    /** AWS Signature Version 4. */
    record SigV4(String region, String service, String accessKey, Secret secretKey, Optional<Secret> sessionToken)
            implements CalledServerAuth {}

    /** Whether the server sees the caller: what the gateway asks for itself then needs a credential of its own. */
    default boolean ofCaller() {
        return match(
                () -> false,
                basic -> false,
                credentials -> false,
                () -> true,
                exchange -> true,
                bearer -> true,
                sigV4 -> false);
    }

    /** Whether the gateway signs with its own keys. */
    default boolean ownKey() {
        return match(
                () -> false,
                basic -> false,
                client -> client.proof() instanceof Proof.OwnKey,
                () -> false,
                exchange -> exchange.client().proof() instanceof Proof.OwnKey,
                // a shared secret proves the client, not who the user is
                bearer -> !(bearer.client().proof() instanceof Proof.Key),
                sigV4 -> false);
    }

    /** Applies the one that fits. */
    default <T> T match(
            Supplier<T> none,
            Function<Basic, T> basic,
            Function<ClientCredentials, T> clientCredentials,
            Supplier<T> forward,
            Function<Exchange, T> exchange,
            Function<JwtBearer, T> jwtBearer,
            Function<SigV4, T> sigV4) {
        if (this instanceof JwtBearer j) return jwtBearer.apply(j);
        if (this instanceof SigV4 s) return sigV4.apply(s);
        if (this instanceof Exchange e) return exchange.apply(e);
        if (this instanceof Basic b) return basic.apply(b);
        if (this instanceof ClientCredentials c) return clientCredentials.apply(c);
        if (this instanceof Forward) return forward.get();
        if (this instanceof None) return none.get();
        throw new IllegalStateException("a credential of a kind that is not known"); // none would be sent
    }

    /** By what an assertion names the user. */
    enum AssertionSubject {
        /** The subject of the caller's token. */
        SUB,
        /** The reference that the token says who they are. */
        FHIR_USER
    }

    /** How an OAuth client proves itself. */
    sealed interface Proof {

        /** {@code client_secret_basic}. */
        record SharedSecret(Secret secret) implements Proof {}

        /** {@code private_key_jwt}: a private key as a JWK. */
        record Key(Secret jwk) implements Proof {}

        /** {@code private_key_jwt} by the gateway's own keys, which the server reads at {@code /.well-known/jwks.json}. */
        record OwnKey(SigningAlgorithm algorithm) implements Proof {}

        /** Applies the one that fits. */
        default <T> T match(Function<Secret, T> secret, Function<Secret, T> key, Function<SigningAlgorithm, T> ownKey) {
            if (this instanceof SharedSecret s) return secret.apply(s.secret());
            return this instanceof Key k ? key.apply(k.jwk()) : ownKey.apply(((OwnKey) this).algorithm());
        }
    }

    /** What the gateway's own keys sign by: a server takes one of these (SMART Backend Services). */
    enum SigningAlgorithm {
        RS384,
        ES384
    }
}
