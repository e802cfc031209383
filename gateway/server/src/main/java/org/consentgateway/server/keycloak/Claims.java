package org.consentgateway.server.keycloak;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Scopes;
import org.consentgateway.core.request.Scopes.Level;
import org.consentgateway.server.road.Tokens.Credentials;
import org.keycloak.representations.AccessToken;

/** From verified claims to the caller; identities are opaque texts, compared exactly and never normalised. */
final class Claims {

    private static final Set<String> USERS =
            Set.of("Practitioner", "PractitionerRole", "Patient", "RelatedPerson", "Organization", "Person", "Device");
    // OpenID Connect Core 2: at most 255 ASCII characters; a look-alike letter is no identity
    private static final Pattern IDENTITY = Pattern.compile("[\\x21-\\x7e]{1,255}");
    private static final int MOST_REASON = 500;

    private final List<String> ownBases;

    /** @param ownBases FHIR bases under which an absolute reference is one of ours, without trailing slash */
    Claims(List<String> ownBases) {
        this.ownBases = List.copyOf(ownBases);
    }

    Caller caller(Json.Obj claims, Credentials credentials) throws Refused {
        AccessToken token = AccessTokens.of(claims);
        String subject = identity(claims.text("sub"));
        String client = client(claims);
        Optional<Reference> user = claims.text("fhirUser").flatMap(this::own).filter(who -> USERS.contains(who.type()));
        Optional<Reference> patient = patient(claims);
        Scopes asked = Scopes.parse(claims.text("scope").orElse(""));
        boolean userScopes = asked.grants().stream().anyMatch(grant -> grant.level() == Level.USER);
        if (userScopes && claims.text("fhirUser").isEmpty()) throw new Refused("user scope without user");
        Purposes purposes = Purposes.of(claims);
        Purposes narrowed =
                credentials.purposeHeader().map(purposes::narrowedTo).orElse(purposes);
        return new Caller(
                subject,
                client,
                user,
                organization(claims),
                narrowed.codes(),
                narrowed.unmapped(),
                reachable(asked, user, patient),
                patient,
                AccessTokens.roles(token),
                credentials
                        .breakGlassReason()
                        .map(String::strip)
                        .filter(reason -> !reason.isEmpty() && reason.length() <= MOST_REASON),
                credentials.purposeHeader().isPresent() && !narrowed.isNarrowTo(credentials.purposeHeader()));
    }

    /** A scope about someone whom the token does not name reaches nobody. */
    private static Scopes reachable(Scopes asked, Optional<Reference> user, Optional<Reference> patient) {
        return new Scopes(asked.grants().stream()
                .filter(grant -> grant.level() != Level.USER || user.isPresent())
                .filter(grant -> grant.level() != Level.PATIENT || patient.isPresent())
                .toList());
    }

    private static String client(Json.Obj claims) throws Refused {
        Optional<String> azp = claims.text("azp");
        Optional<String> clientId = claims.text("client_id");
        if (azp.isPresent() && clientId.isPresent() && !azp.equals(clientId)) throw new Refused("two clients");
        return identity(azp.or(() -> clientId));
    }

    private static String identity(Optional<String> claim) throws Refused {
        String text = claim.orElseThrow(() -> new Refused("an identity is missing"));
        if (!IDENTITY.matcher(text).matches() || text.indexOf('@') != text.lastIndexOf('@'))
            throw new Refused("an identity is malformed");
        return text;
    }

    private Optional<Reference> organization(Json.Obj claims) throws Refused {
        Optional<String> direct = claims.text("organization");
        Optional<String> iua = claims.object("extensions")
                .flatMap(extensions -> extensions.object("ihe_iua"))
                .flatMap(extension -> extension.text("subject_organization_id"));
        Optional<Reference> first = direct.flatMap(this::own).filter(Claims::isOrganization);
        Optional<Reference> second = iua.flatMap(this::own).filter(Claims::isOrganization);
        if (first.isPresent() && second.isPresent() && !first.equals(second)) throw new Refused("two organizations");
        // a claim that is there and cannot be read is not replaced by the other one
        return direct.isPresent() ? first : second;
    }

    private static boolean isOrganization(Reference reference) {
        return reference.type().equals("Organization");
    }

    /** The launch context: a Patient reference, or a bare id as SMART writes it. */
    private Optional<Reference> patient(Json.Obj claims) {
        return claims.text("patient")
                .flatMap(text -> own(text.contains("/") ? text : "Patient/" + text))
                .filter(reference -> reference.type().equals("Patient"));
    }

    /** A relative reference, or an absolute one under a base of our own; a base is a whole path, never a prefix of one. */
    private Optional<Reference> own(String text) {
        String relative = ownBases.stream()
                .filter(base -> text.startsWith(base + "/"))
                .findFirst()
                .map(base -> text.substring(base.length() + 1))
                .orElse(text);
        return Reference.parse(relative);
    }
}
