package org.consentgateway.server.config;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.server.tlog.VerifierKey;

/**
 * The servers beside the EHR, and how any of them is called.
 *
 * @param outbound  proxy and patience of every call that the gateway makes
 * @param upstreams servers that a route may forward to, by name
 * @param consent   where Consents are read, and how fresh they must be
 * @param audit     where AuditEvents are delivered, empty: they stay in the local trail
 * @param witness   who cosigns the trail, empty: nobody
 */
public record FurtherServers(
        GatewayConfig.Outbound outbound,
        Map<String, GatewayConfig.Server> upstreams,
        GatewayConfig.ConsentServer consent,
        Optional<GatewayConfig.Server> audit,
        Optional<AuditWitness> witness) {

    /**
     * A witness of the trail, elsewhere.
     *
     * @param url its submission prefix
     * @param key by which its signatures are verified
     */
    public record AuditWitness(URI url, VerifierKey key) {}

    public FurtherServers {
        upstreams = Map.copyOf(upstreams);
    }
}
