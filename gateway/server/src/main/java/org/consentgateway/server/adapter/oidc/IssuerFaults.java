package org.consentgateway.server.adapter.oidc;

import java.io.IOException;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.server.config.CalledServerHints;

/** What it means that an issuer gave no usable answer, in words that follow its name and name the key to look at. */
final class IssuerFaults {

    private static final CalledServerHints KEYS = CalledServerHints.of("issuer");

    private IssuerFaults() {}

    /**
     * @param refused key of the credential that 401 and 403 refuse
     * @param other   what to look at for any other status
     */
    static String meaning(Throwable fault, String refused, String other) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof Unusable unusable) return unusable.why();
            if (cause instanceof Answered answered) return answered.meaning(refused, other);
            if (cause instanceof MalformedJson) return "answers no JSON object: see " + other;
        }
        return KEYS.meaning(fault);
    }

    /** It answers, and what it says cannot be used; the message is what is wrong, after its name. */
    static final class Unusable extends IOException {
        private static final long serialVersionUID = 1;

        Unusable(String why) {
            super(why);
        }

        private String why() {
            return String.valueOf(getMessage());
        }
    }

    /** It answers with another status than 200. */
    static final class Answered extends IOException {
        private static final long serialVersionUID = 1;
        private final int status;
        private final String path;

        Answered(int status, String path) {
            super("status " + status);
            this.status = status;
            this.path = path;
        }

        private String meaning(String refused, String other) {
            String answers = "answers " + status + " to `" + path + "`: see ";
            return answers + (status == 401 || status == 403 ? refused : other);
        }
    }
}
