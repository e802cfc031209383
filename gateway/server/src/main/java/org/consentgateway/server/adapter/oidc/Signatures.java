package org.consentgateway.server.adapter.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/** Whether a key fits an algorithm, and whether it signed. */
final class Signatures {

    private static final int LEAST_RSA_BITS = 2048;
    // the fixed start of a SubjectPublicKeyInfo with an Ed25519 key, RFC 8410
    private static final byte[] ED25519 = HexFormat.of().parseHex("302a300506032b6570032100");

    private Signatures() {}

    /** A key is for one kind of algorithm: an RSA key never verifies as a secret. */
    static boolean fits(JWK key, String algorithm) {
        if (key.getKeyUse() != null && !KeyUse.SIGNATURE.equals(key.getKeyUse())) return false;
        if (key.getAlgorithm() != null && !oneName(key.getAlgorithm().getName()).equals(oneName(algorithm)))
            return false;
        return switch (algorithm) {
            case "RS256", "RS384", "RS512", "PS256", "PS384", "PS512" ->
                key instanceof RSAKey rsa && rsa.size() >= LEAST_RSA_BITS;
            case "ES256" -> isOn(key, Curve.P_256);
            case "ES384" -> isOn(key, Curve.P_384);
            case "ES512" -> isOn(key, Curve.P_521);
            case "EdDSA", "Ed25519" -> key instanceof OctetKeyPair okp && Curve.Ed25519.equals(okp.getCurve());
            default -> false;
        };
    }

    private static boolean isOn(JWK key, Curve curve) {
        return key instanceof ECKey ec && curve.equals(ec.getCurve());
    }

    /** RFC 9864: {@code Ed25519} says which curve {@code EdDSA} leaves open. */
    private static String oneName(String algorithm) {
        return algorithm.equals("Ed25519") ? "EdDSA" : algorithm;
    }

    static boolean verifies(Jws jws, JWK key) {
        try {
            if (key instanceof OctetKeyPair okp) return verifiesEd25519(jws, okp);
            JWSVerifier verifier =
                    key instanceof RSAKey rsa ? new RSASSAVerifier(rsa) : new ECDSAVerifier(key.toECKey());
            return verifier.verify(jws.header(), jws.signingInput(), jws.signature());
        } catch (JOSEException | GeneralSecurityException e) {
            return false;
        }
    }

    /** The JDK's own Ed25519: Nimbus would want a further library for it. */
    private static boolean verifiesEd25519(Jws jws, OctetKeyPair key) throws GeneralSecurityException {
        byte[] x = key.getX().decode();
        if (x.length != 32) return false;
        byte[] encoded = java.util.Arrays.copyOf(ED25519, ED25519.length + x.length);
        System.arraycopy(x, 0, encoded, ED25519.length, x.length);
        PublicKey publicKey = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(publicKey);
        signature.update(jws.signingInput());
        return signature.verify(jws.signature().decode());
    }
}
