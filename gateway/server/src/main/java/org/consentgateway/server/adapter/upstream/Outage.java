package org.consentgateway.server.adapter.upstream;

import java.net.URI;
import java.util.Optional;
import org.consentgateway.server.config.CalledServerHints;
import org.consentgateway.server.port.Dependencies;

/** Whether one server can be used, by what it answers; what is wrong is told with the server and the key to look at. */
final class Outage {

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int SERVER_ERROR = 500;
    /** A server may fail at one request; one that fails at each in turn is down. */
    private static final int ERRORS_IN_TURN = 3;

    private final CalledServerHints keys;
    private final Dependencies.Dependency server;
    private int errors;

    /**
     * @param base of the server; its scheme, host and port are told, nothing else of it
     * @param keys of the configuration by which it is reached
     */
    Outage(URI base, CalledServerHints keys, Dependencies.Kind kind, Dependencies dependencies) {
        this.keys = keys;
        this.server = dependencies.of(kind, "`" + base.getScheme() + "://" + base.getRawAuthority() + "`");
    }

    /** Of a FHIR server. */
    static Outage of(URI base, CalledServerHints keys, Dependencies dependencies) {
        Dependencies.Kind kind =
                switch (keys.section()) {
                    case "consent" -> Dependencies.Kind.CONSENT_SERVER;
                    case "audit" -> Dependencies.Kind.AUDIT_REPOSITORY;
                    default -> Dependencies.Kind.EHR;
                };
        return new Outage(base, keys, kind, dependencies);
    }

    /** The head of an answer came; the type is that of its body. */
    synchronized void answered(int status, Optional<String> contentType) {
        boolean fhir = contentType
                .filter(type -> type.contains("json") || type.contains("xml"))
                .isPresent();
        errors = status >= SERVER_ERROR ? errors + 1 : 0;
        // the EHR's 403 may be about the caller; elsewhere nobody asks but the gateway
        boolean refused = status == UNAUTHORIZED || (status == FORBIDDEN && keys.isOurs());
        if (refused) server.failed(keys.refused(status));
        else if (status == NOT_FOUND && !fhir) server.failed(keys.notFhir());
        else if (status > SERVER_ERROR || errors >= ERRORS_IN_TURN) server.failed(keys.inError(status));
        else if (errors == 0) server.usable();
    }

    /** No answer came. */
    void failed(Throwable failure) {
        server.failed(keys.meaning(failure));
    }
}
