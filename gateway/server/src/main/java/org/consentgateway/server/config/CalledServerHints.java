package org.consentgateway.server.config;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;

/**
 * The keys by which a server is configured, so that whoever is told of a failure is told where to look.
 *
 * @param section {@code upstream}, {@code consent}, {@code issuer}, ...
 * @param auth    key of the credential
 */
public record CalledServerHints(String section, String auth) {

    /** The EHR. */
    public static final CalledServerHints UPSTREAM = of("upstream");
    /** The EHR as the gateway asks it for itself. */
    public static final CalledServerHints LOOK_UPS = new CalledServerHints("upstream", "lookup.auth");

    public static CalledServerHints of(String section) {
        return new CalledServerHints(section, section + ".auth");
    }

    /** The token endpoint of the same server. */
    public CalledServerHints tokenEndpoint() {
        return new CalledServerHints(auth, auth);
    }

    private String url() {
        return section.equals(auth) ? auth + ".token-url" : section + ".url";
    }

    /** What a failed call means, in words that follow the name of the server. */
    public String meaning(Throwable failure) {
        if (has(failure, CertificateException.class))
            return "shows a certificate that is not trusted or not valid now: see its date, and set `" + section
                    + ".tls.trust-store` to a file with its authority";
        if (has(failure, SSLException.class))
            return "breaks off TLS: see `" + section + ".tls.trust-store`, and `" + section
                    + ".tls.key-store` where it wants a client certificate";
        if (has(failure, UnknownHostException.class) || has(failure, UnresolvedAddressException.class))
            return "is a name that cannot be resolved: see `" + url() + "`";
        if (has(failure, ConnectException.class))
            return "takes no connection: see `" + url() + "`, and whether it runs";
        if (has(failure, HttpTimeoutException.class))
            return "does not answer in time: see `outbound.read-timeout`, and whether it is overloaded";
        if (has(failure, IOException.class)) return "breaks connections off: see `" + url() + "`";
        return "cannot be used: " + failure.getClass().getSimpleName();
    }

    /** Whether nobody asks it but the gateway for itself. */
    public boolean isOurs() {
        return section.equals("consent") || section.equals("audit");
    }

    /** What 401 or 403 from it means. */
    public String refused(int status) {
        return "refuses the credential (" + status + "): see `" + auth + "`";
    }

    /** What it means that it answers an error of its own. */
    public String inError(int status) {
        return "answers " + status + ": see whether it runs, what stands before it, and `" + url() + "`";
    }

    /** What it means that it answers 404 in another form than a FHIR server's. */
    public String notFhir() {
        return "answers 404, and not as a FHIR server: see the path of `" + url() + "`";
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> kind) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause())
            if (kind.isInstance(cause)) return true;
        return false;
    }
}
