package org.consentgateway.server.proof;

import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import org.consentgateway.server.adapter.oidc.LocalIssuer;
import org.consentgateway.server.attack.Token;
import org.consentgateway.server.proof.SessionStep.Person;

/** The tokens of the people of one session. */
final class Credentials {

    private final Token tokens;
    private final String prefix;
    private final Map<Person, String> made = new EnumMap<>(Person.class);

    Credentials(LocalIssuer issuer, String prefix) {
        this.tokens = new Token(issuer.url(), Clock.systemUTC());
        this.prefix = prefix;
    }

    String of(Person person) {
        return made.computeIfAbsent(person, this::token);
    }

    private String token(Person person) {
        return switch (person) {
            case CLINICIAN -> tokens.practitioner(prefix + "c", "Organization/org-a");
            case PSYCHIATRIST -> tokens.practitioner(prefix + "y", "Organization/org-a");
            case ORIGINATOR -> tokens.practitioner(prefix + "o", "Organization/org-a");
            case AUTHORISED -> tokens.practitioner(prefix + "x", "Organization/org-b");
            case PATIENT -> tokens.patient(prefix + "p1");
            case OTHER_PATIENT -> tokens.patient(prefix + "p2");
            case EMERGENCY ->
                tokens.with(claims -> {
                    claims.put("fhirUser", "Practitioner/" + prefix + "c").put("purpose_of_use", "BTG");
                    claims.putObject("realm_access").putArray("roles").add("break-glass");
                });
            case EMERGENCY_TREATS ->
                tokens.with(claims -> {
                    claims.put("fhirUser", "Practitioner/" + prefix + "c");
                    claims.putArray("purpose_of_use").add("BTG").add("TREAT");
                    claims.putObject("realm_access").putArray("roles").add("break-glass");
                });
            case REGISTRAR ->
                tokens.with(claims -> {
                    claims.put("fhirUser", "Practitioner/" + prefix + "c");
                    claims.putObject("realm_access").putArray("roles").add("registrar");
                });
            case KIND_APP ->
                tokens.with(
                        claims -> claims.put("fhirUser", "Practitioner/" + prefix + "c")
                                .put(
                                        "scope",
                                        "user/*.cruds?category=hidden user/*.rs?code=hidden user/*.rs?status=entered-in-error"));
            case LAUNCHED_ELSEWHERE ->
                tokens.with(claims -> claims.put("fhirUser", "Practitioner/" + prefix + "c")
                        .put("patient", prefix + "p2")
                        .put("scope", "patient/*.cruds"));
            case OTHER_APP ->
                tokens.with(claims -> claims.put("fhirUser", "Practitioner/" + prefix + "c")
                        .put("azp", "research-app")
                        .put("purpose_of_use", "HRESCH")
                        .put("scope", "user/*.rs"));
        };
    }
}
