package org.consentgateway.server.adapter.jdbc;

import java.util.Optional;
import org.consentgateway.core.request.Caller;

/** By what name it is kept who said something: {@code Type/id sub}, or the subject alone. */
final class SpeakerNames {

    private SpeakerNames() {}

    static String name(Caller caller) {
        return caller.user().map(user -> user + " ").orElse("") + caller.subject();
    }

    /** Whether it is the same person: by who it is where both are known, else by the subject of the token. */
    static boolean areOne(String some, String other) {
        Optional<String> user = user(some);
        Optional<String> another = user(other);
        boolean bothNamed = user.isPresent() && another.isPresent();
        return bothNamed ? user.equals(another) : subject(some).equals(subject(other));
    }

    static boolean isOf(Caller caller, String name) {
        return areOne(name(caller), name);
    }

    private static Optional<String> user(String name) {
        int blank = name.indexOf(' ');
        boolean alone = blank < 0 || !name.substring(0, blank).contains("/");
        return alone ? Optional.empty() : Optional.of(name.substring(0, blank));
    }

    private static String subject(String name) {
        return user(name).map(known -> name.substring(known.length() + 1)).orElse(name);
    }
}
