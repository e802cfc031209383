package org.consentgateway.server.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.config.GatewayConfig.ConsentServer;
import org.consentgateway.server.config.GatewayConfig.Server;
import org.consentgateway.server.config.GatewayConfig.Storage;
import org.consentgateway.server.config.GatewayConfig.Tls;

/** One method per section of the file; every section is read even when another has a problem. */
final class Sections {

    private final FhirVersion fhir;
    private final Values values;
    private final List<String> remarks;

    /** @param fhir the version that is served */
    Sections(FhirVersion fhir, Values values, List<String> remarks) {
        this.fhir = fhir;
        this.values = values;
        this.remarks = remarks;
    }

    /** Empty only where a problem was reported. */
    Optional<GatewayConfig> config() {
        ListenerConfig listeners = new ListenerSection(values, remarks).listeners();
        Optional<EhrConfig> ehr = new EhrSection(fhir, values).ehr();
        FurtherServersSection further = new FurtherServersSection(values);
        Map<String, Server> upstreams = further.upstreams();
        Optional<FurtherServers> servers = further.servers(upstreams, ehr.map(EhrConfig::lookUps));
        Tls issuerTls = new CalledServerSection(values).tls("issuer");
        List<Issuer> issuers = new IssuerSection(fhir, values).issuers();
        Optional<PolicyConfig> policy =
                new PolicySection(values, remarks).policy(ehr.map(EhrConfig::server), upstreams);
        Storage storage = new StorageSection(values).storage();
        Optional<Path> routes = values.path("routes.dir");
        NoticesConfig notices = new NoticesSection(values).notices();
        if (ehr.isEmpty() || servers.isEmpty() || issuers.isEmpty() || policy.isEmpty()) return Optional.empty();
        return Optional.of(new GatewayConfig(
                listeners,
                ehr.get(),
                servers.get(),
                new TokenIssuers(issuers, issuerTls),
                policy.get(),
                storage,
                routes,
                notices));
    }

    /** What the tools of the command line read of it. */
    ToolConfig tool() {
        PolicySection policy = new PolicySection(values, remarks);
        EhrSection ehr = new EhrSection(fhir, values);
        FurtherServersSection servers = new FurtherServersSection(values);
        Reference organization = policy.organizationGiven().orElse(new Reference("Organization", "org-a"));
        Optional<Server> upstream = new CalledServerSection(values)
                .server("upstream")
                .map(server -> server.with(ehr.lookup(Optional.of(server))));
        return new ToolConfig(
                fhir,
                organization,
                policy.law(),
                new StorageSection(values).storage(),
                new ToolConfig.Servers(
                        upstream,
                        servers.consent(upstream).map(ConsentServer::server),
                        new HeadersSection(values).headers(),
                        servers.outbound()),
                servers.upstreams().keySet(),
                values.path("routes.dir"));
    }
}
