package org.consentgateway.server.adapter.oidc;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Scopes;
import org.consentgateway.core.request.Scopes.Level;

/** The scopes of a token, in whichever claims and forms an issuer writes them. */
final class ScopeClaims {

    // Microsoft Entra takes no slash in the name of a scope: it writes `user.Patient.read`, and `all` for `*`
    private static final Pattern DOTTED = Pattern.compile("(patient|user|system)\\.(all|[A-Z][A-Za-z]*)\\.([a-z]+)");

    private ScopeClaims() {}

    /** What all of the claims that are there grant; empty: the token says nothing of scopes. */
    static Optional<Scopes> of(FhirVersion fhir, Json.Obj claims, List<String> names) {
        return names.stream()
                .flatMap(name -> ClaimValues.find(claims, name).map(value -> read(fhir, name, value)).stream())
                // two claims that differ: what both say
                .reduce(Scopes::within);
    }

    private static Scopes read(FhirVersion fhir, String name, Json value) {
        String scopes = ClaimValues.texts(value).stream()
                .flatMap(text -> List.of(text.split(" +")).stream())
                .map(scope -> name.equals("scp") ? slashed(scope) : scope)
                .collect(Collectors.joining(" "));
        return Scopes.parse(fhir, scopes);
    }

    private static String slashed(String scope) {
        Matcher parts = DOTTED.matcher(scope);
        if (!parts.matches()) return scope;
        String type = parts.group(2).equals("all") ? "*" : parts.group(2);
        String access = parts.group(3).equals("all") ? "*" : parts.group(3);
        return parts.group(1) + "/" + type + "." + access;
    }

    static boolean speaksOfUser(Scopes scopes) {
        return scopes.grants().stream().anyMatch(grant -> grant.level() == Level.USER);
    }

    /** A scope about someone who is not known reaches nobody. */
    static Scopes reachable(Scopes asked, boolean user, boolean patient) {
        return new Scopes(asked.grants().stream()
                .filter(grant -> grant.level() != Level.USER || user)
                .filter(grant -> grant.level() != Level.PATIENT || patient)
                .toList());
    }
}
