package org.consentgateway.server.adapter.oidc;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.consentgateway.core.request.Actor;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Origin;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Scopes;
import org.consentgateway.server.config.Issuer;
import org.consentgateway.server.config.Issuer.Registration;
import org.consentgateway.server.port.AccessTokenVerifier.PresentedToken;

/**
 * From what a token says to the caller: what it leaves out is filled in by the client's registration, and by what the
 * EHR says of the person. What it says binds, and a registration never widens it.
 */
final class Callers {

    private static final int MOST_REASON = 500;

    private final Issuer issuer;
    private final SubjectNames subjects;
    private final People people;

    Callers(Issuer issuer, SubjectNames subjects, People people) {
        this.issuer = issuer;
        this.subjects = subjects;
        this.people = people;
    }

    /** @param acting who acts; empty: nobody but the subject */
    CompletableFuture<Caller> caller(CallerClaims told, Optional<Acting> acting, PresentedToken credentials) {
        return user(told, credentials.bearer())
                .thenCompose(user -> organization(told, user.value()).thenCompose(organization -> {
                    try {
                        return through(told, user, organization, acting, credentials);
                    } catch (TokenRefused e) {
                        return CompletableFuture.failedFuture(e);
                    }
                }));
    }

    private CompletableFuture<SourcedClaim<Reference>> user(CallerClaims told, String bearer) {
        return told.user().isSilent()
                ? people.user(told.subject(), bearer)
                : CompletableFuture.completedFuture(told.user());
    }

    private CompletableFuture<SourcedClaim<Reference>> organization(CallerClaims told, Optional<Reference> user) {
        return told.organization().isSilent()
                ? organization(registration(told), user)
                : CompletableFuture.completedFuture(told.organization());
    }

    /** Where the token is silent: of a person with roles one of theirs; of several the one that the registration names. */
    private CompletableFuture<SourcedClaim<Reference>> organization(
            Registration registration, Optional<Reference> user) {
        SourcedClaim<Reference> registered = registration
                .organization()
                .map(named -> SourcedClaim.told(named, "registration"))
                .orElseGet(SourcedClaim::silent);
        boolean staff =
                user.filter(who -> who.type().startsWith("Practitioner")).isPresent();
        if (!staff) return CompletableFuture.completedFuture(registered);
        return people.organizationsOf(user.get()).thenApply(roles -> {
            if (roles.isEmpty()) return registered;
            if (!registered.isSilent())
                return registered.value().filter(roles::contains).isPresent() ? registered : SourcedClaim.silent();
            return roles.size() == 1
                    ? SourcedClaim.told(roles.iterator().next(), "PractitionerRole")
                    : SourcedClaim.silent();
        });
    }

    private Registration registration(CallerClaims told) {
        return issuer.clients().getOrDefault(told.client(), Registration.NONE);
    }

    private CompletableFuture<Caller> through(
            CallerClaims told,
            SourcedClaim<Reference> user,
            SourcedClaim<Reference> organization,
            Optional<Acting> acting,
            PresentedToken credentials)
            throws TokenRefused {
        Registration registration = registration(told);
        Optional<Registration> actors = acting.flatMap(Acting::registration);
        SourcedClaim<AssertedPurposes> purposes = purposes(told, registration);
        AssertedPurposes allowed = purposes.value()
                .orElseGet(() -> new AssertedPurposes(Set.of(), false))
                .within(registration.purposes())
                .within(actors.map(Registration::purposes).orElse(Set.of()));
        SourcedClaim<Scopes> asked = scopes(told, registration);
        Scopes most = asked.value().orElseGet(() -> new Scopes(java.util.List.of()));
        Scopes narrowed = actors.flatMap(Registration::scopes).map(most::within).orElse(most);
        Scopes reached = ScopeClaims.reachable(
                narrowed, user.value().isPresent(), told.patient().isPresent());
        boolean nobody = ScopeClaims.speaksOfUser(narrowed) && user.isSilent();
        if (nobody && (!told.scopes().isSilent() || reached.grants().isEmpty()))
            throw TokenRefused.lacking("the token names no user: it lacks `"
                    + String.join("`, `", issuer.shape().names().user()) + "`, and no directory knows its subject");
        Caller alone = caller(
                told,
                user,
                organization,
                new SourcedClaim<>(Optional.of(allowed), purposes.source()),
                asked,
                reached,
                credentials);
        if (acting.isEmpty()) return CompletableFuture.completedFuture(alone);
        return actor(acting.get(), alone).thenApply(actor -> with(alone, actor));
    }

    private Caller caller(
            CallerClaims told,
            SourcedClaim<Reference> user,
            SourcedClaim<Reference> organization,
            SourcedClaim<AssertedPurposes> purposes,
            SourcedClaim<Scopes> asked,
            Scopes reached,
            PresentedToken credentials) {
        Map<String, String> facts = new HashMap<>();
        facts.put("user", user.source());
        facts.put("organization", organization.source());
        facts.put("purposes", purposes.source());
        facts.put("scopes", asked.source());
        facts.values().removeIf(String::isEmpty);
        AssertedPurposes all = purposes.value().orElseGet(() -> new AssertedPurposes(Set.of(), false));
        AssertedPurposes narrowed =
                credentials.purposeHeader().map(all::narrowedTo).orElse(all);
        return new Caller(
                subjects.name(told.subject()),
                told.client(),
                user.value(),
                organization.value(),
                new Caller.PurposeOfUse(
                        narrowed.codes(),
                        narrowed.unmapped(),
                        credentials.purposeHeader().isPresent() && !narrowed.isNarrowTo(credentials.purposeHeader()),
                        credentials
                                .breakGlassReason()
                                .map(String::strip)
                                .filter(reason -> !reason.isEmpty() && reason.length() <= MOST_REASON)),
                new Caller.Permissions(reached, told.patient(), told.roles()),
                Optional.empty(),
                new Origin(issuer.url(), facts));
    }

    private static SourcedClaim<AssertedPurposes> purposes(CallerClaims told, Registration registration) {
        if (!told.purposes().isSilent()) return told.purposes();
        return registration
                .purpose()
                .map(purpose -> SourcedClaim.told(new AssertedPurposes(Set.of(purpose), false), "registration"))
                .orElseGet(SourcedClaim::silent);
    }

    private static SourcedClaim<Scopes> scopes(CallerClaims told, Registration registration) {
        Optional<Scopes> most = registration.scopes();
        if (told.scopes().isSilent())
            return most.map(scopes -> SourcedClaim.told(scopes, "registration")).orElseGet(SourcedClaim::silent);
        if (most.isEmpty()) return told.scopes();
        return new SourcedClaim<>(
                told.scopes().value().map(scopes -> scopes.within(most.get())),
                told.scopes().source() + " within registration");
    }

    /** The actor as a caller: a person of the EHR, or a registered agent, for the same purposes and within the same scopes. */
    private CompletableFuture<Actor> actor(Acting acting, Caller user) {
        Optional<Registration> registration = acting.registration();
        if (registration.filter(Registration::channel).isPresent())
            return CompletableFuture.completedFuture(new Actor(subjects.name(acting.subject()), Optional.empty()));
        CompletableFuture<SourcedClaim<Reference>> who = acting.user().isSilent()
                ? people.named(acting.subject())
                : CompletableFuture.completedFuture(acting.user());
        return who.thenCompose(person -> {
            if (person.value().isEmpty() && registration.isEmpty())
                return CompletableFuture.failedFuture(TokenRefused.lacking(
                        "the actor in `act` is neither a registered client nor a person whom a directory knows"));
            Registration theirs = registration.orElse(Registration.NONE);
            return organization(theirs, person.value()).thenApply(organization -> {
                Map<String, String> facts = new HashMap<>();
                facts.put("user", person.source());
                facts.put("organization", organization.source());
                facts.values().removeIf(String::isEmpty);
                Caller own = new Caller(
                        subjects.name(acting.subject()),
                        user.client(),
                        person.value(),
                        organization.value(),
                        new Caller.PurposeOfUse(
                                user.purposes(), user.purposeOfUse().unmapped(), false, Optional.empty()),
                        new Caller.Permissions(user.scopes(), user.patient(), Set.of()),
                        Optional.empty(),
                        new Origin(issuer.url(), facts));
                return new Actor(own.subject(), Optional.of(own));
            });
        });
    }

    /** No role of the user is the actor's. */
    private static Caller with(Caller user, Actor actor) {
        return new Caller(
                user.subject(),
                user.client(),
                user.user(),
                user.organization(),
                user.purposeOfUse(),
                new Caller.Permissions(
                        user.scopes(), user.patient(), actor.own().isPresent() ? Set.of() : user.roles()),
                Optional.of(actor),
                user.origin());
    }
}
