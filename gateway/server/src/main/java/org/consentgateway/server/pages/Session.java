package org.consentgateway.server.pages;

import java.time.Instant;
import org.consentgateway.server.port.SignIn;

/** One browser in which somebody has signed in. Only {@link Sessions} makes and ends one. */
final class Session {

    private final String csrf;
    private final Instant begun;
    private volatile SignIn.Tokens tokens;
    private volatile Instant seen;
    private volatile Language language;

    Session(SignIn.Tokens tokens, String csrf, Instant begun, Language language) {
        this.tokens = tokens;
        this.csrf = csrf;
        this.begun = begun;
        this.seen = begun;
        this.language = language;
    }

    /** What a form of this session bears, so that no other site can send it. */
    String csrf() {
        return csrf;
    }

    Instant begun() {
        return begun;
    }

    Instant seen() {
        return seen;
    }

    SignIn.Tokens tokens() {
        return tokens;
    }

    Language language() {
        return language;
    }

    void speak(Language chosen) {
        language = chosen;
    }

    void seenAt(Instant now) {
        seen = now;
    }

    void renewed(SignIn.Tokens fresh) {
        tokens = fresh;
    }

    @Override
    public String toString() {
        return "Session";
    }
}
