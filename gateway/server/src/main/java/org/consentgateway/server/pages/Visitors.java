package org.consentgateway.server.pages;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.consentgateway.server.port.AccessTokenVerifier;
import org.consentgateway.server.port.PageRequest;
import org.consentgateway.server.port.SignIn;

/**
 * Who a browser is. The token of a session is judged anew by the one verifier at each request, so that what ends a token
 * ends the session; an old one is renewed at the issuer.
 */
final class Visitors {

    private static final Duration RENEWED_BEFORE = Duration.ofSeconds(10);
    private static final int SECONDS = 10;

    private final Sessions sessions;
    private final SignIn issuer;
    private final AccessTokenVerifier tokens;
    private final InstantSource clock;

    Visitors(Sessions sessions, SignIn issuer, AccessTokenVerifier tokens, InstantSource clock) {
        this.sessions = sessions;
        this.issuer = issuer;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** Whether it names an open session. */
    boolean mayBe(PageRequest request) {
        return named(request).flatMap(sessions::use).isPresent();
    }

    /** Empty where nobody has signed in, or the session is over. Blocks. */
    Optional<Viewer> viewer(PageRequest request) {
        Optional<Session> session = named(request).flatMap(sessions::use);
        if (session.isEmpty()) return Optional.empty();
        try {
            return verified(renewed(session.get()));
        } catch (SignIn.Refused e) {
            named(request).ifPresent(sessions::end);
            return Optional.empty();
        } catch (SignIn.Unavailable e) {
            return Optional.empty(); // the session stays: the issuer may come back
        }
    }

    private static Optional<String> named(PageRequest request) {
        return Optional.ofNullable(request.cookies().get(Cookies.SESSION));
    }

    /** One request at a time: a refresh token may be good for one use. */
    private Session renewed(Session session) throws SignIn.Refused, SignIn.Unavailable {
        synchronized (session) {
            boolean old = !clock.instant().isBefore(session.tokens().expires().minus(RENEWED_BEFORE));
            if (old) session.renewed(issuer.refresh(session.tokens()));
            return session;
        }
    }

    private Optional<Viewer> verified(Session session) throws SignIn.Refused, SignIn.Unavailable {
        var credentials = new AccessTokenVerifier.PresentedToken(
                session.tokens().access(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        AccessTokenVerifier.Verdict verdict = await(credentials);
        if (verdict instanceof AccessTokenVerifier.Verdict.Valid valid)
            return Optional.of(new Viewer(session, valid.caller()));
        if (verdict instanceof AccessTokenVerifier.Verdict.Invalid invalid) throw new SignIn.Refused(invalid.why());
        return Optional.empty();
    }

    private AccessTokenVerifier.Verdict await(AccessTokenVerifier.PresentedToken credentials)
            throws SignIn.Unavailable {
        try {
            return tokens.verify(credentials).toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SignIn.Unavailable(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new SignIn.Unavailable(e);
        }
    }
}
