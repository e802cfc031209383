package org.consentgateway.server.pages;

import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.consentgateway.server.port.PageAnswer;
import org.consentgateway.server.port.PageRequest;
import org.consentgateway.server.port.SealedTokens;
import org.consentgateway.server.port.SignIn;

/**
 * Signing in and out. What a sign-in is bound to (state, nonce, PKCE verifier, where it leads) travels sealed in a cookie
 * that lasts five minutes and is used once.
 */
final class SignInPages {

    private static final String BOUND = "sign-in";
    private static final int REMEMBERED = 50_000;

    private final SignIn issuer;
    private final Sessions sessions;
    private final SealedTokens seals;
    private final Predicate<String> believed;
    private final InstantSource clock;
    private final Html html;
    private final Map<String, Instant> used = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** @param believed whether a logout token is the issuer's */
    SignInPages(
            SignIn issuer,
            Sessions sessions,
            SealedTokens seals,
            Predicate<String> believed,
            InstantSource clock,
            Html html) {
        this.issuer = issuer;
        this.sessions = sessions;
        this.seals = seals;
        this.believed = believed;
        this.clock = clock;
        this.html = html;
    }

    /** To the issuer. */
    PageAnswer start(PageRequest request) {
        Landing landing = request.asked("to").flatMap(Landing::of).orElse(Landing.MY);
        var attempt = new SignIn.Attempt(sessions.secret(), sessions.secret(), sessions.secret());
        Instant end = clock.instant().plus(Cookies.ATTEMPT_LASTS);
        String text = String.join(
                "\n",
                landing.path(),
                attempt.state(),
                attempt.nonce(),
                attempt.verifier(),
                Long.toString(end.getEpochSecond()));
        try {
            return PageAnswer.seeOther(issuer.authorization(attempt).toString())
                    .with(Cookies.attempt(seals.seal(text, BOUND)));
        } catch (SignIn.Unavailable e) {
            return said(503, "Sign-in is not available", "The sign-in server does not answer. Try again in a moment.");
        }
    }

    /** From the issuer: RFC 6749 4.1.2. The page leads on, because a strict cookie does not travel on this redirect. */
    PageAnswer callback(PageRequest request) {
        Optional<String[]> attempt = attempt(request);
        if (attempt.isEmpty())
            return said(
                            400,
                            "Start again",
                            "This sign-in was not begun in this browser, is too old, or was used before.")
                    .with(Cookies.noAttempt());
        Optional<String> code = request.asked("code");
        if (code.isEmpty())
            return said(403, "Not signed in", "The sign-in server did not sign you in.")
                    .with(Cookies.noAttempt());
        String[] parts = attempt.get();
        try {
            SignIn.Tokens tokens = issuer.redeem(code.get(), new SignIn.Attempt(parts[1], parts[2], parts[3]));
            // a name that the browser brought is never taken over
            Optional.ofNullable(request.cookies().get(Cookies.SESSION)).ifPresent(sessions::end);
            return html.open(200, "You are signed in", "signin/onward.jte", Map.of("to", html.root() + parts[0]))
                    .with(Cookies.session(sessions.begin(tokens)))
                    .with(Cookies.noAttempt());
        } catch (SignIn.Refused e) {
            return said(403, "Not signed in", "The sign-in server did not sign you in.")
                    .with(Cookies.noAttempt());
        } catch (SignIn.Unavailable e) {
            return said(503, "Sign-in is not available", "The sign-in server does not answer. Try again in a moment.")
                    .with(Cookies.noAttempt());
        }
    }

    private Optional<String[]> attempt(PageRequest request) {
        Optional<String[]> read = Optional.ofNullable(request.cookies().get(Cookies.ATTEMPT))
                .flatMap(token -> seals.open(token, BOUND))
                .map(text -> text.split("\n", -1))
                .filter(parts -> parts.length == 5)
                .filter(parts -> request.asked("state").equals(Optional.of(parts[1])))
                .filter(parts -> clock.instant().getEpochSecond() < Long.parseLong(parts[4]));
        if (read.isEmpty()) return read;
        synchronized (used) {
            return used.putIfAbsent(read.get()[1], clock.instant()) == null ? read : Optional.empty();
        }
    }

    /** OpenID Connect Back-Channel Logout 1.0, 2.5: open, and believed only when the issuer signed it. */
    PageAnswer backChannelLogout(PageRequest request) {
        Optional<String> token = request.field("logout_token");
        try {
            if (token.isEmpty() || !believed.test(token.get())) return nothing(400);
            sessions.end(issuer.ended(token.get()));
            return nothing(200);
        } catch (SignIn.Refused e) {
            return nothing(400);
        }
    }

    private static PageAnswer nothing(int status) {
        return new PageAnswer(status, "application/json", new byte[0], Map.of(), List.of());
    }

    /** Ends the session here, and leads to where the issuer ends its own. */
    PageAnswer signOut(PageRequest request, Session session) {
        Optional.ofNullable(request.cookies().get(Cookies.SESSION)).ifPresent(sessions::end);
        Optional<URI> issuers;
        try {
            issuers = issuer.signOut(session.tokens());
        } catch (SignIn.Unavailable e) {
            issuers = Optional.empty();
        }
        return html.open(
                        200,
                        "You are signed out",
                        "signin/out.jte",
                        Map.of("issuer", issuers.map(URI::toString).orElse("")))
                .with(Cookies.noSession());
    }

    private PageAnswer said(int status, String title, String text) {
        return html.open(status, title, "signin/said.jte", Map.of("text", text));
    }
}
