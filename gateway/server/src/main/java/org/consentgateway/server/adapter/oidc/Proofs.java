package org.consentgateway.server.adapter.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.consentgateway.core.json.Json;
import org.consentgateway.server.port.AccessTokenVerifier.Credentials;

/**
 * Proofs of possession for bound tokens: the client's certificate (RFC 8705) or a DPoP proof (RFC 9449). A binding of a
 * kind that is not known cannot be proven.
 */
final class Proofs {

    private static final Duration PROOF_LIFE = Duration.ofSeconds(60);

    private final LongSupplier nanoTime;
    // a proof is valid for its life before and after its time
    private final SeenProofs seen = new SeenProofs(PROOF_LIFE.multipliedBy(2));

    Proofs(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** @param now seconds since the epoch */
    void check(Json.Obj claims, Credentials credentials, long now) throws Refused {
        try {
            bound(claims, credentials, now);
        } catch (Refused e) {
            throw e.ofBinding();
        }
    }

    private void bound(Json.Obj claims, Credentials credentials, long now) throws Refused {
        Optional<Json> cnf = claims.get("cnf");
        if (cnf.isEmpty()) return;
        Json.Obj binding = claims.object("cnf").orElseThrow(() -> new Refused("unknown binding"));
        Set<String> kinds = binding.members().keySet();
        if (kinds.isEmpty() || !Set.of("x5t#S256", "jkt").containsAll(kinds)) throw new Refused("unknown binding");
        if (kinds.contains("x5t#S256")) certificate(binding, credentials);
        if (kinds.contains("jkt")) proof(owner(claims), binding, credentials, now);
    }

    private static void certificate(Json.Obj binding, Credentials credentials) throws Refused {
        String wanted = binding.text("x5t#S256").orElseThrow(() -> new Refused("unknown binding"));
        String shown = credentials.clientCertificateThumbprint().orElseThrow(() -> new Refused("no certificate"));
        if (!same(wanted, shown)) throw new Refused("another certificate");
    }

    private void proof(String owner, Json.Obj binding, Credentials credentials, long now) throws Refused {
        String wanted = binding.text("jkt").orElseThrow(() -> new Refused("unknown binding"));
        Jws proof = Jws.parseProof(credentials.proof().orElseThrow(() -> new Refused("no proof")));
        if (!proof.type().equals("dpop+jwt")) throw new Refused("no proof");
        JWK key = Optional.ofNullable(proof.header().getJWK()).orElseThrow(() -> new Refused("no proof key"));
        if (key.isPrivate() || !Signatures.fits(key, proof.algorithm()) || !Signatures.verifies(proof, key))
            throw new Refused("proof signature");
        if (!same(wanted, thumbprint(key))) throw new Refused("another key");
        Json.Obj claims = proof.claims();
        said(claims, "htm", credentials.method());
        said(claims, "htu", credentials.target());
        said(claims, "ath", Optional.of(hash(credentials.bearer())));
        long issued = Times.seconds(claims, "iat").orElseThrow(() -> new Refused("proof time"));
        if (Math.abs(now - issued) > PROOF_LIFE.toSeconds()) throw new Refused("proof time");
        String id = claims.text("jti").filter(text -> !text.isEmpty()).orElseThrow(() -> new Refused("proof id"));
        seen.once(owner, hash(wanted + " " + id), nanoTime.getAsLong());
    }

    /** Whose proofs they are: of this user by this client; a claim that is missing is one for all who lack it. */
    private static String owner(Json.Obj token) {
        return token.text("azp").or(() -> token.text("client_id")).orElse("") + " "
                + token.text("sub").orElse("");
    }

    private static void said(Json.Obj claims, String name, Optional<String> expected) throws Refused {
        if (expected.isEmpty() || !claims.text(name).equals(expected)) throw new Refused("proof " + name);
    }

    private static String thumbprint(JWK key) throws Refused {
        try {
            return key.computeThumbprint().toString();
        } catch (JOSEException e) {
            throw new Refused("proof key");
        }
    }

    static String hash(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
