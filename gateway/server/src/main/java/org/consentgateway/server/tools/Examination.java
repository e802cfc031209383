package org.consentgateway.server.tools;

import java.io.IOException;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.consentgateway.server.adapter.upstream.Probe.Finding;
import org.consentgateway.server.config.CalledServerHints;
import org.consentgateway.server.config.GatewayConfig;
import org.consentgateway.server.config.GatewayConfig.Introspection;
import org.consentgateway.server.config.Issuer;
import org.consentgateway.server.port.AccessTokenVerifier;

/**
 * The checks of {@code doctor} that need a whole configuration and no credential of the EHR.
 *
 * @param config what is configured
 * @param clock  to compare others with
 */
public record Examination(GatewayConfig config, InstantSource clock) {

    /** Makes a client with the trust of one server. */
    public interface Connecting {
        HttpClient client(GatewayConfig.Tls tls) throws GeneralSecurityException, IOException;
    }

    /** Whether the servers can be reached, with their clocks and certificates. */
    public List<Finding> reach(Connecting connecting) throws GeneralSecurityException, IOException {
        List<Finding> findings = new ArrayList<>(fhir(connecting, CalledServerHints.UPSTREAM, config.upstream()));
        GatewayConfig.Server consent = config.consent().server();
        if (!consent.url().equals(config.upstream().url()))
            findings.addAll(fhir(connecting, CalledServerHints.of("consent"), consent));
        JsonLookup lookup = new JsonLookup(connecting.client(config.issuerTls()));
        for (Issuer issuer : config.issuers()) {
            Introspection asked = issuer.asking().introspection();
            findings.addAll(new ReachChecks(lookup, clock, proxied())
                    .issuer(issuer.url(), asked != Introspection.OPAQUE, asked != Introspection.OFF));
        }
        return findings;
    }

    private List<Finding> fhir(Connecting connecting, CalledServerHints keys, GatewayConfig.Server server)
            throws GeneralSecurityException, IOException {
        GatewayConfig.Tls tls = new GatewayConfig.Tls(server.trustStore(), server.keyStore());
        return new ReachChecks(new JsonLookup(connecting.client(tls)), clock, proxied()).fhir(keys, server.url());
    }

    private boolean proxied() {
        return config.outbound().proxy().isPresent();
    }

    /** What a token would mean. */
    public List<Finding> token(AccessTokenVerifier verifier, String token) {
        return new TokenCheck(verifier, config.issuers()).of(token);
    }

    /** Whether apps reach the EHR past the gateway, by what was heard where they run. */
    public List<Finding> waysRound(Optional<String> heard) {
        WaysRound ways = new WaysRound(Stream.concat(Stream.of(config.upstream().url()), config.bases().stream())
                .map(Object::toString)
                .distinct()
                .toList());
        return heard.map(ways::heard).orElseGet(ways::unheard);
    }
}
