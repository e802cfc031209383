package org.consentgateway.server.stage;

import java.util.Optional;
import org.consentgateway.core.request.FhirRequest;
import org.consentgateway.server.port.AccessTokenVerifier;

/**
 * A request that parsed. Its body was read only where the verdict is good.
 *
 * @param credentials what came with it, empty when no bearer token did
 * @param verdict     what the verifier said of them, empty where it was not asked
 */
public record Received(
        RequestContext ask,
        Optional<AccessTokenVerifier.PresentedToken> credentials,
        Optional<AccessTokenVerifier.Verdict> verdict)
        implements Stage {

    /** Without a verdict: nobody is known who asks. */
    public Received(RequestContext ask, Optional<AccessTokenVerifier.PresentedToken> credentials) {
        this(ask, credentials, Optional.empty());
    }

    /** The same with its body, which may hold parameters. */
    public Received with(FhirRequest request, byte[] body) {
        return new Received(
                new RequestContext(ask.id(), request, body, ask.reply(), ask.arrived()), credentials, verdict);
    }
}
