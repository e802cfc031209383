package org.consentgateway.server.config;

import java.util.List;

/**
 * Who issues the tokens.
 *
 * @param issuers the first is the one that apps are sent to
 * @param tls     how they are trusted
 */
public record TokenIssuers(List<Issuer> issuers, GatewayConfig.Tls tls) {

    public TokenIssuers {
        issuers = List.copyOf(issuers);
    }
}
