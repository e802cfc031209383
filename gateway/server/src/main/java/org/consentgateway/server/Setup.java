package org.consentgateway.server;

import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.server.config.GatewayConfig;
import org.consentgateway.server.management.Measured;
import org.consentgateway.server.port.Dependencies;

/**
 * What every module of the gateway is made from.
 *
 * @param measured     counts what is done
 * @param dependencies what is outside, and whether it works
 */
record Setup(GatewayConfig config, PolicyPack pack, Clock clock, Measured measured, Dependencies dependencies) {

    /** The FHIR base that apps use. */
    String publicBase() {
        return config.publicUrl().toString();
    }

    /** The FHIR bases that lead to the EHR. */
    List<String> ehrBases() {
        return Stream.concat(Stream.of(config.upstream().url()), config.bases().stream())
                .map(URI::toString)
                .toList();
    }
}
