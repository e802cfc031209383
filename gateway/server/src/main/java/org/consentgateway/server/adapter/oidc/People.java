package org.consentgateway.server.adapter.oidc;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.config.Issuer;
import org.consentgateway.server.port.Dependencies;
import org.consentgateway.server.port.StaffDirectory;

/** Who a subject of this issuer is, and where they work, as far as the token does not say it. Fails when it cannot be asked. */
final class People {

    private static final Duration ROLES_KEPT = Duration.ofMinutes(5);

    private final Issuer issuer;
    private final IssuerKeys keys;
    private final IssuerHttp http;
    private final Claims claims;
    private final StaffDirectory staff;
    private final Executor workers;
    private final Remembered<Optional<Json.Obj>> userinfo;
    private final Remembered<Set<Reference>> directory;
    private final Remembered<Set<Reference>> roles;
    private final Dependencies.Dependency endpoint;
    private final Dependencies.Dependency people;
    private final Dependencies.Dependency places;

    People(Issuer issuer, IssuerKeys keys, Claims claims, IssuerVerifier.Shared shared) {
        this.issuer = issuer;
        this.keys = keys;
        this.http = shared.http();
        this.claims = claims;
        this.staff = shared.staff();
        this.workers = shared.workers();
        LongSupplier nanoTime = shared.nanoTime();
        this.userinfo = new Remembered<>(Introspection.KEPT, nanoTime);
        this.directory = new Remembered<>(
                issuer.directory().map(Issuer.Directory::maxAge).orElse(Duration.ZERO), nanoTime);
        this.roles = new Remembered<>(ROLES_KEPT, nanoTime);
        Dependencies dependencies = shared.dependencies();
        this.endpoint = dependencies.of(Dependencies.Kind.USERINFO, "userinfo at the issuer " + issuer.url());
        this.people =
                dependencies.of(Dependencies.Kind.DIRECTORY, "the EHR as the directory of the issuer " + issuer.url());
        this.places = dependencies.of(
                Dependencies.Kind.DIRECTORY, "the EHR for the PractitionerRole of users of " + issuer.url());
    }

    /** Who the subject of a token is, by the list of users, userinfo, or the EHR. */
    CompletableFuture<SourcedClaim<Reference>> user(String subject, String bearer) {
        Reference listed = issuer.users().get(subject);
        if (listed != null) return CompletableFuture.completedFuture(SourcedClaim.told(listed, "users"));
        if (!issuer.asking().userinfo()) return searched(subject);
        return userinfo.get(Proofs.hash(bearer), () -> askUserinfo(bearer)).thenCompose(answer -> {
            try {
                SourcedClaim<Reference> told =
                        answer.isPresent() ? ofUserinfo(answer.get(), subject) : SourcedClaim.silent();
                return told.isSilent() ? searched(subject) : CompletableFuture.completedFuture(told);
            } catch (TokenRefused e) {
                return CompletableFuture.failedFuture(e);
            }
        });
    }

    /** Who a subject is that no token of theirs was shown of: by the list of users or the EHR. */
    CompletableFuture<SourcedClaim<Reference>> named(String subject) {
        Reference listed = issuer.users().get(subject);
        return listed != null
                ? CompletableFuture.completedFuture(SourcedClaim.told(listed, "users"))
                : searched(subject);
    }

    private SourcedClaim<Reference> ofUserinfo(Json.Obj answer, String subject) throws TokenRefused {
        // OpenID Connect Core 5.3.2: of another subject nothing of it may be used
        if (!claims.subject(answer).equals(subject)) throw new TokenRefused("userinfo of another subject");
        SourcedClaim<Reference> told = claims.user(answer, answer);
        return told.isSilent() ? told : new SourcedClaim<>(told.value(), "userinfo");
    }

    private CompletableFuture<Optional<Json.Obj>> askUserinfo(String bearer) {
        return keys.known()
                .thenCompose(known -> known.userinfo()
                        .map(address -> http.get(address, "Bearer " + bearer))
                        .orElseGet(() -> CompletableFuture.failedFuture(new IssuerFaults.Unusable(
                                "names no `userinfo_endpoint`: see `userinfo` of the issuer"))))
                .whenComplete((answer, fault) -> {
                    if (fault == null) endpoint.usable();
                    else
                        endpoint.failed("cannot be asked: it "
                                + IssuerFaults.meaning(fault, "`userinfo` of the issuer", "`userinfo` of the issuer"));
                })
                .exceptionallyCompose(
                        fault -> CompletableFuture.failedFuture(new IssuerUnavailable("userinfo", fault)));
    }

    private CompletableFuture<SourcedClaim<Reference>> searched(String subject) {
        if (issuer.directory().isEmpty()) return CompletableFuture.completedFuture(SourcedClaim.silent());
        Issuer.Directory where = issuer.directory().get();
        return directory
                .get(
                        subject,
                        () -> asked(
                                people, "`directory`", () -> staff.identified(where.type(), where.system(), subject)))
                .thenApply(found -> found.size() == 1
                        ? SourcedClaim.told(found.iterator().next(), "directory")
                        : SourcedClaim.silent());
    }

    /** The organisations of a person's roles; none where the EHR does not tell now. */
    CompletableFuture<Set<Reference>> organizationsOf(Reference person) {
        return roles.get(person.toString(), () -> asked(places, "`clients`", () -> staff.organizationsOf(person)))
                .exceptionally(gone -> Set.of());
    }

    private interface Question {
        Set<Reference> ask() throws StaffDirectory.Unknown;
    }

    /** @param key of the issuer that says what is asked for */
    private CompletableFuture<Set<Reference>> asked(Dependencies.Dependency ehr, String key, Question question) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        Set<Reference> answer = question.ask();
                        ehr.usable();
                        return answer;
                    } catch (StaffDirectory.Unknown e) {
                        ehr.failed("cannot be searched: see " + key + " of the issuer, `lookup.auth`, and whether the"
                                + " EHR runs");
                        throw new CompletionException(new IssuerUnavailable("the directory", e));
                    }
                },
                workers);
    }
}
