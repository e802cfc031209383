package org.consentgateway.server.adapter.oidc;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.server.config.Issuer;

/**
 * A signed JWT in compact form, read strictly and not yet believed: three parts, canonical base64url, no name twice, an
 * algorithm of the allow-list, no key or address of a key brought along.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8725">RFC 8725, JWT best current practices</a>
 */
record Jws(JWSHeader header, String type, Json.Obj claims, String signed, Base64URL signature) {

    static final int MOST_CHARACTERS = 8 * 1024;
    private static final Pattern COMPACT = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");
    /** A key comes from the issuer's discovery document and from nowhere else; {@code crit} names what we do not know. */
    private static final Set<String> REFUSED = Set.of("jku", "jwk", "x5u", "x5c", "crit", "b64", "zip", "enc", "cty");

    static Jws parse(String compact) throws TokenRefused {
        return parse(compact, REFUSED);
    }

    /** A DPoP proof brings its own public key: that is its purpose, RFC 9449 section 4.2. */
    static Jws parseProof(String compact) throws TokenRefused {
        Set<String> refused = new java.util.HashSet<>(REFUSED);
        refused.remove("jwk");
        return parse(compact, refused);
    }

    /** Whether a bearer token claims to be a signed JWT, good or bad; anything else says nothing by itself. */
    static boolean resembles(String bearer) {
        String[] parts = bearer.split("\\.", -1);
        if (parts.length != 3) return false;
        try {
            byte[] header = Base64.getUrlDecoder().decode(parts[0]);
            return new String(header, StandardCharsets.UTF_8).stripLeading().startsWith("{");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Jws parse(String compact, Set<String> refused) throws TokenRefused {
        if (compact.length() > MOST_CHARACTERS) throw new TokenRefused("too long");
        if (!COMPACT.matcher(compact).matches()) throw new TokenRefused("not a signed token");
        String[] parts = compact.split("\\.", -1);
        Json.Obj header = object(parts[0]);
        if (header.members().keySet().stream().anyMatch(refused::contains)) throw new TokenRefused("header");
        String algorithm = header.text("alg").orElse("");
        if (!Issuer.Shape.ALGORITHMS.contains(algorithm)) throw new TokenRefused("algorithm");
        if (header.get("kid").isPresent() && header.text("kid").isEmpty()) throw new TokenRefused("header");
        try {
            String signed = parts[0] + "." + parts[1];
            JWSHeader parsed = JWSHeader.parse(new Base64URL(parts[0]));
            decode(parts[2]);
            return new Jws(parsed, header.text("typ").orElse(""), object(parts[1]), signed, new Base64URL(parts[2]));
        } catch (ParseException | IllegalArgumentException e) {
            throw new TokenRefused("header");
        }
    }

    /** What it says, without what would let somebody present it; no key verifies it again. */
    Jws withoutText() {
        return new Jws(header, type, claims, "", new Base64URL(""));
    }

    byte[] signingInput() {
        return signed.getBytes(StandardCharsets.US_ASCII);
    }

    Optional<String> kid() {
        return Optional.ofNullable(header.getKeyID());
    }

    String algorithm() {
        return header.getAlgorithm().getName();
    }

    private static Json.Obj object(String part) throws TokenRefused {
        try {
            return JsonReader.object(decode(part));
        } catch (MalformedJson e) {
            throw new TokenRefused("not strict json");
        }
    }

    private static byte[] decode(String part) throws TokenRefused {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(part);
            // one text for one value: loose trailing bits would let a token have several spellings
            if (Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)) return bytes;
            throw new TokenRefused("not base64url");
        } catch (IllegalArgumentException e) {
            throw new TokenRefused("not base64url");
        }
    }

    @Override
    public String toString() {
        return "Jws"; // a token stands in no log line
    }
}
