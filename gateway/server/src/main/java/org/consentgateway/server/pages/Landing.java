package org.consentgateway.server.pages;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Where somebody may be led after they have signed in: a closed list, so that no link leads elsewhere. */
enum Landing {
    CONSOLE,
    MY,
    THERAPIST;

    /** Below the path of the pages. */
    String path() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Landing> of(String path) {
        return Stream.of(values()).filter(one -> one.path().equals(path)).findFirst();
    }
}
