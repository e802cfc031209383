package org.consentgateway.server.adapter.upstream;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.id.JWTID;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.consentgateway.server.config.CalledServerAuth.Proof;

/** Signs the assertions of one client (RFC 7523 3): by the key that it is set up with, else by the gateway's own. */
final class AssertionSigner {

    private final KeySource source;

    private AssertionSigner(KeySource source) {
        this.source = source;
    }

    private interface KeySource {
        JWK key() throws ParseException;
    }

    /** How long one assertion counts. SMART Backend Services: at most five minutes. */
    record Lifetime(Date issued, Date expires, JWTID id) {

        private static final Duration LENGTH = Duration.ofMinutes(2);

        static Lifetime now() {
            Instant now = Instant.now();
            return new Lifetime(Date.from(now), Date.from(now.plus(LENGTH)), new JWTID());
        }
    }

    static AssertionSigner of(Proof proof, SigningKeys own) {
        return new AssertionSigner(proof.match(
                secret -> () -> own.signing(JWSAlgorithm.RS384),
                key -> () -> JWK.parse(key.reveal()),
                algorithm -> () -> own.signing(JWSAlgorithm.parse(algorithm.name()))));
    }

    SignedJWT sign(JWTClaimsSet claims) throws JOSEException, ParseException {
        JWK key = source.key();
        JWSAlgorithm algorithm = algorithm(key);
        JWSHeader header = new JWSHeader.Builder(algorithm)
                .type(JOSEObjectType.JWT)
                .keyID(key.getKeyID())
                .build();
        SignedJWT jwt = new SignedJWT(header, claims);
        jwt.sign(new DefaultJWSSignerFactory().createJWSSigner(key, algorithm));
        return jwt;
    }

    private static JWSAlgorithm algorithm(JWK key) {
        if (key.getAlgorithm() != null)
            return JWSAlgorithm.parse(key.getAlgorithm().getName());
        return key.getKeyType().equals(KeyType.RSA) ? JWSAlgorithm.RS384 : JWSAlgorithm.ES384;
    }
}
