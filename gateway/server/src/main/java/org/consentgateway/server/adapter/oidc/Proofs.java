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
import org.consentgateway.server.port.AccessTokenVerifier.PresentedToken;

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
    void check(Json.Obj claims, PresentedToken credentials, long now) throws TokenRefused {
        try {
            bound(claims, credentials, now);
        } catch (TokenRefused e) {
            throw e.ofBinding();
        }
    }

    private void bound(Json.Obj claims, PresentedToken credentials, long now) throws TokenRefused {
        Optional<Json> cnf = claims.get("cnf");
        if (cnf.isEmpty()) return;
        Json.Obj binding = claims.object("cnf").orElseThrow(() -> new TokenRefused("unknown binding"));
        Set<String> kinds = binding.members().keySet();
        if (kinds.isEmpty() || !Set.of("x5t#S256", "jkt").containsAll(kinds)) throw new TokenRefused("unknown binding");
        if (kinds.contains("x5t#S256")) certificate(binding, credentials);
        if (kinds.contains("jkt")) proof(owner(claims), binding, credentials, now);
    }

    private static void certificate(Json.Obj binding, PresentedToken credentials) throws TokenRefused {
        String wanted = binding.text("x5t#S256").orElseThrow(() -> new TokenRefused("unknown binding"));
        String shown = credentials.clientCertificateThumbprint().orElseThrow(() -> new TokenRefused("no certificate"));
        if (!same(wanted, shown)) throw new TokenRefused("another certificate");
    }

    private void proof(String owner, Json.Obj binding, PresentedToken credentials, long now) throws TokenRefused {
        String wanted = binding.text("jkt").orElseThrow(() -> new TokenRefused("unknown binding"));
        Jws proof = Jws.parseProof(credentials.proof().orElseThrow(() -> new TokenRefused("no proof")));
        if (!proof.type().equals("dpop+jwt")) throw new TokenRefused("no proof");
        JWK key = Optional.ofNullable(proof.header().getJWK()).orElseThrow(() -> new TokenRefused("no proof key"));
        if (key.isPrivate() || !Signatures.fits(key, proof.algorithm()) || !Signatures.verifies(proof, key))
            throw new TokenRefused("proof signature");
        if (!same(wanted, thumbprint(key))) throw new TokenRefused("another key");
        Json.Obj claims = proof.claims();
        said(claims, "htm", credentials.method());
        said(claims, "htu", credentials.target());
        said(claims, "ath", Optional.of(hash(credentials.bearer())));
        long issued = TokenTimes.seconds(claims, "iat").orElseThrow(() -> new TokenRefused("proof time"));
        if (Math.abs(now - issued) > PROOF_LIFE.toSeconds()) throw new TokenRefused("proof time");
        String id = claims.text("jti").filter(text -> !text.isEmpty()).orElseThrow(() -> new TokenRefused("proof id"));
        seen.once(owner, hash(wanted + " " + id), nanoTime.getAsLong());
    }

    /** Whose proofs they are: of this user by this client; a claim that is missing is one for all who lack it. */
    private static String owner(Json.Obj token) {
        return token.text("azp").or(() -> token.text("client_id")).orElse("") + " "
                + token.text("sub").orElse("");
    }

    private static void said(Json.Obj claims, String name, Optional<String> expected) throws TokenRefused {
        if (expected.isEmpty() || !claims.text(name).equals(expected)) throw new TokenRefused("proof " + name);
    }

    private static String thumbprint(JWK key) throws TokenRefused {
        try {
            return key.computeThumbprint().toString();
        } catch (JOSEException e) {
            throw new TokenRefused("proof key");
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
