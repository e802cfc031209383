package org.consentgateway.server.config;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.request.OperationOutput;

/**
 * The EHR, and how it is asked.
 *
 * @param fhir       the version of FHIR that it speaks, and that is served
 * @param server     where it is
 * @param bases      further FHIR bases under which it writes
 * @param operations further operations of it that are forwarded, with what they answer with
 * @param lookup     credential for what the gateway asks it for itself
 * @param headers    what is sent to it beside our own headers
 * @param budget     what it may be asked
 * @param lookAhead  how many further entries a search may read to fill a page
 */
public record EhrConfig(
        FhirVersion fhir,
        GatewayConfig.Server server,
        List<URI> bases,
        Map<String, OperationOutput> operations,
        CalledServerAuth lookup,
        GatewayConfig.ExtraHeaders headers,
        GatewayConfig.Budget budget,
        int lookAhead) {

    public EhrConfig {
        bases = List.copyOf(bases);
        operations = Map.copyOf(operations);
    }

    /** The EHR as the gateway asks it for itself. */
    public GatewayConfig.Server lookUps() {
        return server.with(lookup);
    }
}
