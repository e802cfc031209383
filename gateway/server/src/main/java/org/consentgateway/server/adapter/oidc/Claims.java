package org.consentgateway.server.adapter.oidc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.ReferenceResolver;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;
import org.consentgateway.server.config.Issuer;
import org.consentgateway.server.config.Issuer.ClaimNames;

/** From verified claims to what they say; identities are opaque texts, compared exactly and never normalised. */
final class Claims {

    private static final Set<String> USERS =
            Set.of("Practitioner", "PractitionerRole", "Patient", "RelatedPerson", "Organization", "Person", "Device");
    // OpenID Connect Core 2: at most 255 ASCII characters; a look-alike letter is no identity
    private static final Pattern IDENTITY = Pattern.compile("[\\x21-\\x7e]{1,255}");

    private final Issuer issuer;
    private final ClaimNames names;
    private final ReferenceResolver own;

    /** @param own reads a relative reference, or an absolute one under a base of our own */
    Claims(Issuer issuer, ReferenceResolver own) {
        this.issuer = issuer;
        this.names = issuer.shape().names();
        this.own = own;
    }

    /** @param signed what of it the token itself says; the rest is of the introspection endpoint */
    CallerClaims read(Json.Obj claims, Json.Obj signed) throws TokenRefused {
        return new CallerClaims(
                subject(claims),
                client(claims),
                user(claims, signed),
                organization(claims, signed),
                purposes(claims, signed),
                ClaimValues.first(claims, names.scopes())
                        .flatMap(name -> ScopeClaims.of(own.fhir(), claims, names.scopes())
                                .map(scopes -> SourcedClaim.told(scopes, source(name, claims, signed))))
                        .orElseGet(SourcedClaim::silent),
                patient(claims),
                roles(claims));
    }

    String subject(Json.Obj claims) throws TokenRefused {
        return identity(one(claims, names.subject()), names.subject().get(0));
    }

    /** To whom the token was issued; every claim that says so says the same. */
    String client(Json.Obj claims) throws TokenRefused {
        Set<Json> said = Set.copyOf(ClaimValues.all(claims, names.client()));
        if (said.size() > 1) throw new TokenRefused("two clients");
        if (said.isEmpty())
            return identity(audienceAsClient(claims), names.client().get(0));
        return identity(
                said.iterator().next() instanceof Json.Text text ? Optional.of(text.value()) : Optional.of(""),
                names.client().get(0));
    }

    /** Some issuers name the client nowhere but in {@code aud}; an ID token does so too, but it has no scopes. */
    private Optional<String> audienceAsClient(Json.Obj claims) {
        Set<String> audience = AudienceClaim.of(claims);
        boolean one = audience.size() == 1 && issuer.clients().keySet().containsAll(audience);
        return one && ClaimValues.first(claims, names.scopes()).isPresent()
                ? audience.stream().findFirst()
                : Optional.empty();
    }

    private static Optional<String> one(Json.Obj claims, List<String> names) {
        return ClaimValues.first(claims, names)
                .flatMap(name -> ClaimValues.find(claims, name))
                .map(value -> value instanceof Json.Text text ? text.value() : "");
    }

    static String identity(Optional<String> claim, String name) throws TokenRefused {
        String text = claim.orElseThrow(() -> TokenRefused.lacking("the token lacks `" + name + "`"));
        if (!IDENTITY.matcher(text).matches() || text.indexOf('@') != text.lastIndexOf('@'))
            throw new TokenRefused("an identity is malformed");
        return text;
    }

    /** Who of the EHR these claims name. */
    SourcedClaim<Reference> user(Json.Obj claims, Json.Obj signed) throws TokenRefused {
        return reference(claims, signed, names.user(), who -> USERS.contains(who.type()), "two users");
    }

    private SourcedClaim<Reference> organization(Json.Obj claims, Json.Obj signed) throws TokenRefused {
        List<String> places = new ArrayList<>(names.organization());
        // IHE IUA and UDAP carry it in extensions of their own
        places.add("extensions.ihe_iua.subject_organization_id");
        places.add("extensions.hl7-b2b.organization_id");
        places.add("hl7-b2b.organization_id");
        return reference(claims, signed, places, who -> who.type().equals("Organization"), "two organizations");
    }

    /** Of the places that are there all that can be read name the same; the first must be read, or there is none. */
    private SourcedClaim<Reference> reference(
            Json.Obj claims, Json.Obj signed, List<String> places, Predicate<Reference> fits, String differ)
            throws TokenRefused {
        Optional<String> first = ClaimValues.first(claims, places);
        if (first.isEmpty()) return SourcedClaim.silent();
        Set<Reference> all = ClaimValues.all(claims, places).stream()
                .flatMap(
                        value -> value instanceof Json.Text text ? own.resource(text.value()).stream() : Stream.empty())
                .filter(fits)
                .collect(Collectors.toSet());
        if (all.size() > 1) throw new TokenRefused(differ);
        Optional<Reference> read = ClaimValues.find(claims, first.get())
                .flatMap(value -> value instanceof Json.Text text ? own.resource(text.value()) : Optional.empty())
                .filter(fits);
        return new SourcedClaim<>(read, source(first.get(), claims, signed));
    }

    private SourcedClaim<AssertedPurposes> purposes(Json.Obj claims, Json.Obj signed) {
        List<String> places = new ArrayList<>(names.purpose());
        places.add("extensions.ihe_iua.purpose_of_use");
        places.add("extensions.hl7-b2b.purpose_of_use");
        places.add("hl7-b2b.purpose_of_use");
        Optional<String> first = ClaimValues.first(claims, places);
        if (first.isEmpty()) return SourcedClaim.silent();
        return SourcedClaim.told(
                AssertedPurposes.of(ClaimValues.all(claims, places)), source(first.get(), claims, signed));
    }

    private static String source(String name, Json.Obj claims, Json.Obj signed) {
        boolean own = ClaimValues.find(signed, name).equals(ClaimValues.find(claims, name));
        return (own ? "token " : "introspection ") + name;
    }

    /** The launch context: a Patient reference, or a bare id as SMART writes it. */
    private Optional<Reference> patient(Json.Obj claims) {
        return one(claims, names.patient())
                .flatMap(text -> own.resource(text.contains("/") ? text : "Patient/" + text))
                .filter(reference -> reference.type().equals("Patient"));
    }

    private Set<Role> roles(Json.Obj claims) {
        return ClaimValues.all(claims, names.roles()).stream()
                .flatMap(value -> ClaimValues.texts(value).stream())
                .flatMap(role -> Role.of(role).stream())
                .collect(Collectors.toSet());
    }
}
