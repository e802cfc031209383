package org.consentgateway.server.config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.config.GatewayConfig.Server;
import org.consentgateway.server.config.GatewayConfig.Storage;
import org.consentgateway.server.config.PolicyConfig.Law;

/**
 * What the tools of the command line read of the configuration; neither ports nor who asks.
 *
 * @param fhir         the version of FHIR that is served
 * @param organization the covered entity; {@code Organization/org-a} where none is set
 * @param servers      whom the tools ask
 * @param upstreams    names of further ones, which a route may name
 * @param routes       folder of routes; empty: the built-in ones
 */
public record ToolConfig(
        FhirVersion fhir,
        Reference organization,
        Law law,
        Storage storage,
        Servers servers,
        Set<String> upstreams,
        Optional<Path> routes) {

    /**
     * The servers that the tools ask, and how.
     *
     * @param upstream the EHR
     * @param consent  where consents are read
     * @param headers  what is sent to the EHR beside our own headers
     * @param outbound proxy and patience of every call
     */
    public record Servers(
            Optional<Server> upstream,
            Optional<Server> consent,
            GatewayConfig.ExtraHeaders headers,
            GatewayConfig.Outbound outbound) {}

    public ToolConfig {
        upstreams = Set.copyOf(upstreams);
    }

    public Optional<Server> upstream() {
        return servers.upstream();
    }

    public Optional<Server> consent() {
        return servers.consent();
    }
}
