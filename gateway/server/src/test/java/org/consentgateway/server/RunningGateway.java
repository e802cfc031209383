package org.consentgateway.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.server.adapter.jdbc.MigratedOnce;
import org.consentgateway.server.adapter.upstream.MadeOnce;
import org.consentgateway.server.config.ConfigReader;
import org.consentgateway.server.config.GatewayConfig;
import org.consentgateway.server.config.InvalidConfiguration;
import org.consentgateway.server.pages.BrowserPages;

/** The assembled gateway, configured as an operator does it and started on any free port. */
public final class RunningGateway implements AutoCloseable {

    public static final String PUBLIC_URL = "https://gateway.example/fhir";
    public static final String AUDIENCE = "https://gateway.example/fhir";

    private final Gateway gateway;
    private boolean closed;

    private RunningGateway(Gateway gateway) {
        this.gateway = gateway;
    }

    /** Starts before an EHR and an issuer; more variables win. */
    public static RunningGateway before(String ehr, String issuer, Path data, Map<String, String> more) {
        return before(ehr, issuer, data, more, Clock.systemUTC());
    }

    /** By another clock. */
    public static RunningGateway before(String ehr, String issuer, Path data, Map<String, String> more, Clock clock) {
        try {
            GatewayConfig config = ConfigReader.read(Optional.empty(), variables(ehr, issuer, data, more))
                    .config();
            MadeOnce.in(config.storage().keys());
            if (config.storage().database().isEmpty())
                MigratedOnce.in(config.storage().data());
            Gateway gateway = Gateway.assemble(config, clock);
            gateway.start();
            return new RunningGateway(gateway);
        } catch (InvalidConfiguration | CannotStart | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As its file alone says. */
    public static RunningGateway of(Path file, Clock clock) {
        try {
            Gateway gateway = Gateway.assemble(
                    ConfigReader.read(Optional.of(file), Map.of()).config(), clock);
            gateway.start();
            return new RunningGateway(gateway);
        } catch (InvalidConfiguration | CannotStart | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its pages for people, where they can sign in. */
    public BrowserPages pages() {
        return (BrowserPages) gateway.people.pages;
    }

    /** What an operator sets. */
    public static Map<String, String> variables(String ehr, String issuer, Path data, Map<String, String> more) {
        Map<String, String> variables = new HashMap<>(Map.of(
                "GATEWAY_HTTP_PORT",
                "0",
                "GATEWAY_MANAGEMENT_PORT",
                "0",
                "GATEWAY_PUBLIC_URL",
                PUBLIC_URL,
                "GATEWAY_UPSTREAM_URL",
                ehr,
                "GATEWAY_ISSUER_URL",
                issuer,
                "GATEWAY_AUDIENCE",
                AUDIENCE,
                "GATEWAY_ORGANIZATION",
                "Organization/org-a",
                "GATEWAY_TIMING_GRID",
                "0ms",
                "GATEWAY_DATA_DIR",
                data.toString()));
        // tests count what the EHR is asked
        variables.put("GATEWAY_LABELS_PROBE", "never");
        variables.putAll(more);
        // the file says it all
        if (more.containsKey("GATEWAY_ISSUERS_FILE"))
            variables.keySet().removeAll(List.of("GATEWAY_ISSUER_URL", "GATEWAY_AUDIENCE"));
        return variables;
    }

    /** The port of FHIR. */
    public int port() {
        return gateway.port();
    }

    /** The port of our own pages. */
    public int pagesPort() {
        return gateway.pagesPort();
    }

    /** The port of health, metrics and decisions. */
    public int managementPort() {
        return gateway.managementPort();
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        gateway.stop();
    }
}
