package org.consentgateway.server.attack;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.JWK;
import java.time.Clock;
import java.util.function.Consumer;
import org.consentgateway.server.RunningGateway;
import org.consentgateway.server.adapter.oidc.LocalIssuer;

/** Access tokens of the people of the fixtures. */
public final class Token {

    static final String HEADER = "{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"key-1\"}";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String issuer;
    private final Clock clock;
    private volatile long issued;

    public Token(String issuer, Clock clock) {
        this.issuer = issuer;
        this.clock = clock;
    }

    /** A practitioner with these roles, who treats. */
    public String person(String id, String... roles) {
        return with(claims -> {
            claims.put("sub", "u-" + id).put("fhirUser", "Practitioner/" + id);
            for (String role : roles)
                claims.withObject("/realm_access").withArray("roles").add(role);
        });
    }

    /** Dr C, who treats P1 and wrote none of the notes. */
    public String clinician() {
        return practitioner("dr-c", "Organization/org-a");
    }

    /** Dr O, who wrote N1. */
    public String author() {
        return practitioner("dr-o", "Organization/org-a");
    }

    /** Dr X of another organisation, whom P1's authorization names. */
    public String authorised() {
        return practitioner("dr-x", "Organization/org-b");
    }

    public String practitioner(String id, String organization) {
        return with(claims -> claims.put("fhirUser", "Practitioner/" + id).put("organization", organization));
    }

    /** The patient's own app. */
    public String patient(String id) {
        return with(claims -> claims.put("fhirUser", "Patient/" + id)
                .put("patient", id)
                .put("scope", "patient/*.rs")
                .put("purpose_of_use", "PATRQT"));
    }

    /** The app of somebody who says that they stand in a patient's place. */
    public String representative(String id, String patient) {
        return with(claims -> claims.put("fhirUser", "RelatedPerson/" + id)
                .put("patient", patient)
                .put("scope", "patient/*.rs")
                .put("purpose_of_use", "FAMRQT"));
    }

    /** Dr C's, signed by another key of the issuer than the usual one. */
    public String clinicianBy(JWK key) {
        String header = HEADER.replace("key-1", key.getKeyID());
        return LocalIssuer.sign(header, claims(claims -> {}), key);
    }

    public String with(Consumer<ObjectNode> change) {
        return LocalIssuer.sign(HEADER, claims(change), LocalIssuer.RSA);
    }

    /** The claims, of this minute: an app asks more than once with its token. */
    String claims(Consumer<ObjectNode> change) {
        long now = clock.instant().getEpochSecond();
        if (Math.abs(now - issued) < 60) now = issued;
        else issued = now;
        ObjectNode claims = JSON.createObjectNode()
                .put("iss", issuer)
                .put("aud", RunningGateway.AUDIENCE)
                .put("sub", "u-1")
                .put("azp", "portal")
                .put("iat", now - 5)
                .put("exp", now + 600)
                .put("fhirUser", "Practitioner/dr-c")
                .put("organization", "Organization/org-a")
                .put("purpose_of_use", "TREAT")
                .put("scope", "user/*.cruds");
        change.accept(claims);
        return claims.toString();
    }
}
