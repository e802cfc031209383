package org.consentgateway.server.adapter.oidc;

import java.io.IOException;
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

    /** @param workers for what blocks */
    People(
            Issuer issuer,
            IssuerKeys keys,
            IssuerHttp http,
            Claims claims,
            StaffDirectory staff,
            Executor workers,
            LongSupplier nanoTime) {
        this.issuer = issuer;
        this.keys = keys;
        this.http = http;
        this.claims = claims;
        this.staff = staff;
        this.workers = workers;
        this.userinfo = new Remembered<>(Introspection.KEPT, nanoTime);
        this.directory = new Remembered<>(
                issuer.directory().map(Issuer.Directory::maxAge).orElse(Duration.ZERO), nanoTime);
        this.roles = new Remembered<>(ROLES_KEPT, nanoTime);
    }

    /** Who the subject of a token is, by the list of users, userinfo, or the EHR. */
    CompletableFuture<Fact<Reference>> user(String subject, String bearer) {
        Reference listed = issuer.users().get(subject);
        if (listed != null) return CompletableFuture.completedFuture(Fact.told(listed, "users"));
        if (!issuer.asking().userinfo()) return searched(subject);
        return userinfo.get(Proofs.hash(bearer), () -> askUserinfo(bearer)).thenCompose(answer -> {
            try {
                Fact<Reference> told = answer.isPresent() ? ofUserinfo(answer.get(), subject) : Fact.silent();
                return told.isSilent() ? searched(subject) : CompletableFuture.completedFuture(told);
            } catch (Refused e) {
                return CompletableFuture.failedFuture(e);
            }
        });
    }

    /** Who a subject is that no token of theirs was shown of: by the list of users or the EHR. */
    CompletableFuture<Fact<Reference>> named(String subject) {
        Reference listed = issuer.users().get(subject);
        return listed != null ? CompletableFuture.completedFuture(Fact.told(listed, "users")) : searched(subject);
    }

    private Fact<Reference> ofUserinfo(Json.Obj answer, String subject) throws Refused {
        // OpenID Connect Core 5.3.2: of another subject nothing of it may be used
        if (!claims.subject(answer).equals(subject)) throw new Refused("userinfo of another subject");
        Fact<Reference> told = claims.user(answer, answer);
        return told.isSilent() ? told : new Fact<>(told.value(), "userinfo");
    }

    private CompletableFuture<Optional<Json.Obj>> askUserinfo(String bearer) {
        return keys.known().thenCompose(known -> known.userinfo()
                .map(endpoint -> http.get(endpoint, "Bearer " + bearer))
                .orElseGet(() -> CompletableFuture.failedFuture(new IOException("no userinfo endpoint"))));
    }

    private CompletableFuture<Fact<Reference>> searched(String subject) {
        if (issuer.directory().isEmpty()) return CompletableFuture.completedFuture(Fact.silent());
        Issuer.Directory where = issuer.directory().get();
        return directory
                .get(subject, () -> asked(() -> staff.identified(where.type(), where.system(), subject)))
                .thenApply(
                        found -> found.size() == 1 ? Fact.told(found.iterator().next(), "directory") : Fact.silent());
    }

    /** The organisations of a person's roles; none where the EHR does not tell now. */
    CompletableFuture<Set<Reference>> organizationsOf(Reference person) {
        return roles.get(person.toString(), () -> asked(() -> staff.organizationsOf(person)))
                .exceptionally(gone -> Set.of());
    }

    private interface Question {
        Set<Reference> ask() throws StaffDirectory.Unknown;
    }

    private CompletableFuture<Set<Reference>> asked(Question question) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return question.ask();
                    } catch (StaffDirectory.Unknown e) {
                        throw new CompletionException(e);
                    }
                },
                workers);
    }
}
