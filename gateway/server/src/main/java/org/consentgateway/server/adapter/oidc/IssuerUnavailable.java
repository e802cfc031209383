package org.consentgateway.server.adapter.oidc;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Somebody who must be asked about a token and cannot be now; the message says who. */
final class IssuerUnavailable extends IOException {
    private static final long serialVersionUID = 1;

    IssuerUnavailable(String who, Throwable cause) {
        super(who + " cannot be asked", cause);
    }

    /** Who could not be asked; where nothing says it, the issuer for its keys. */
    static String what(@Nullable Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause())
            if (cause instanceof IssuerUnavailable unasked) return String.valueOf(unasked.getMessage());
        return "the issuer cannot be asked for its keys";
    }
}
