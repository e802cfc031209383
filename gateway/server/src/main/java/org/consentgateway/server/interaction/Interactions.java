package org.consentgateway.server.interaction;

import java.util.Locale;
import org.consentgateway.core.request.Interaction;

/** The interactions by name, as records, routes and metrics write them: {@code search-type}. */
public final class Interactions {

    private Interactions() {}

    /** The name in lower case with hyphens. */
    public static String code(Interaction interaction) {
        return interaction.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
