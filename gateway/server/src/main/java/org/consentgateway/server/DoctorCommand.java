package org.consentgateway.server;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.label.ReferenceResolver;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.server.adapter.jdbc.Database;
import org.consentgateway.server.adapter.jdbc.WrittenFactStore;
import org.consentgateway.server.adapter.oidc.TokenVerifier;
import org.consentgateway.server.adapter.undertow.IoThreads;
import org.consentgateway.server.adapter.undertow.UpstreamTransports;
import org.consentgateway.server.adapter.upstream.Clients;
import org.consentgateway.server.adapter.upstream.ContentSample;
import org.consentgateway.server.adapter.upstream.EhrChart;
import org.consentgateway.server.adapter.upstream.KeptCapabilities;
import org.consentgateway.server.adapter.upstream.Probe;
import org.consentgateway.server.adapter.upstream.Probe.Finding;
import org.consentgateway.server.adapter.upstream.Probe.Level;
import org.consentgateway.server.adapter.upstream.Staff;
import org.consentgateway.server.adapter.upstream.WitnessClient;
import org.consentgateway.server.config.CalledServerHints;
import org.consentgateway.server.config.ConfigReader;
import org.consentgateway.server.config.GatewayConfig;
import org.consentgateway.server.config.InvalidConfiguration;
import org.consentgateway.server.config.ToolConfig;
import org.consentgateway.server.port.Dependencies;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.tools.Doctor;
import org.consentgateway.server.tools.Examination;
import org.consentgateway.server.tools.LocalChecks;
import org.consentgateway.server.tools.MemoryCheck;
import org.consentgateway.server.tools.TrailCheck;
import org.consentgateway.server.tools.WitnessCheck;

/**
 * {@code gateway.jar doctor}: what of a running or planned installation would lose, leak or stop, each with what to do.
 *
 * @param file        {@code --config FILE}
 * @param environment variables of the process
 * @param token       file with an access token
 * @param heard       file with what the line for the apps' machine printed
 */
record DoctorCommand(Optional<Path> file, Map<String, String> environment, Optional<Path> token, Optional<Path> heard) {

    /** @return 1 where something would lose, leak or stop */
    int run(boolean json, PrintStream out) throws IOException {
        List<Finding> findings = new ArrayList<>();
        try {
            whole(ConfigReader.read(file, environment).config(), findings);
        } catch (InvalidConfiguration e) {
            for (String problem : e.problems())
                findings.add(new Finding("configuration", Level.BAD, problem, "CONFIGURATION.md has every key"));
            part(findings);
        }
        return Doctor.print(findings, json, out);
    }

    private void whole(GatewayConfig config, List<Finding> findings) throws IOException {
        Optional<Inputs> inputs = inputs(config, findings);
        List<Finding> here = here(config, inputs.map(Inputs::routes).orElse(Map.of()));
        findings.addAll(here);
        boolean keys = here.stream()
                .noneMatch(one -> one.level() == Level.BAD && one.code().equals("key-store"));
        if (keys) servers(config, inputs.map(Inputs::pack), findings);
    }

    private static Optional<Inputs> inputs(GatewayConfig config, List<Finding> findings) {
        try {
            Inputs inputs = Inputs.read(config.tool());
            for (String remark : inputs.remarks())
                findings.add(new Finding("routes", Level.NOTE, remark, "what it should do is not done until then"));
            return Optional.of(inputs);
        } catch (CannotStart e) {
            for (String problem : e.problems())
                findings.add(new Finding("configuration", Level.BAD, problem, "`validate` says the same"));
            return Optional.empty();
        }
    }

    /** What this machine alone tells. */
    private List<Finding> here(GatewayConfig config, Map<String, String> routes) {
        LocalChecks local = new LocalChecks(config, routes, environment, InstantSource.system());
        List<Finding> findings = new ArrayList<>(local.startable());
        findings.addAll(local.ports());
        findings.addAll(local.disks());
        findings.addAll(new TrailCheck(config.storage()).findings());
        return findings;
    }

    /** What the servers tell that the gateway calls. */
    private void servers(GatewayConfig config, Optional<PolicyPack> pack, List<Finding> findings) throws IOException {
        try {
            Commands commands = new Commands(config.tool());
            Clients clients = new Clients(new UpstreamTransports(IoThreads.shared()), config.outbound());
            Examination examination = new Examination(config, InstantSource.system());
            List<Finding> reach = examination.reach(clients::plain);
            findings.addAll(reach);
            if (config.witness().isPresent())
                findings.add(new WitnessCheck(
                                config.storage(),
                                new WitnessClient(
                                        clients.plain(GatewayConfig.Tls.JVM),
                                        config.witness().get().url()))
                        .finding());
            FhirServer ehr = commands.clients(config.lookUps()).server(CalledServerHints.LOOK_UPS, config.lookUps());
            FhirServer consents = commands.clients(config.consent().server())
                    .server(CalledServerHints.of("consent"), config.consent().server());
            if (reach.stream()
                    .noneMatch(one -> one.level() == Level.BAD && one.code().equals("reach"))) {
                KeptCapabilities shown = KeptCapabilities.forgetful(InstantSource.system());
                findings.addAll(probe(config.fhir(), ehr, consents, config.bases(), shown));
                findings.add(
                        new MemoryCheck(config.storage().data().resolve(KeptCapabilities.FILE), InstantSource.system())
                                .of(shown));
                if (pack.isPresent()) findings.addAll(sample(ehr, consents, pack.get()));
            }
            if (token.isPresent())
                findings.addAll(meaning(Files.readString(token.get()), config, examination, ehr, clients));
            findings.addAll(examination.waysRound(
                    heard.isPresent() ? Optional.of(Files.readString(heard.get())) : Optional.empty()));
        } catch (GeneralSecurityException e) {
            findings.add(new Finding("key-store", Level.BAD, "a key store cannot be used", "see the keys `*.tls.*`"));
        }
    }

    /** What can be told of an EHR alone, before the rest is configured. */
    private void part(List<Finding> findings) throws IOException {
        try {
            ToolConfig config = ConfigReader.tool(file, environment);
            if (config.upstream().isEmpty() || config.consent().isEmpty()) return;
            Commands commands = new Commands(config);
            findings.addAll(probe(
                    config.fhir(),
                    commands.clients(config.upstream().get())
                            .server(
                                    CalledServerHints.LOOK_UPS,
                                    config.upstream().get()),
                    commands.clients(config.consent().get())
                            .server(
                                    CalledServerHints.of("consent"),
                                    config.consent().get()),
                    List.of(),
                    KeptCapabilities.forgetful(InstantSource.system())));
        } catch (InvalidConfiguration | GeneralSecurityException e) {
            // told already: the tools read a part of the same keys
        }
    }

    private static List<Finding> probe(
            FhirVersion fhir, FhirServer ehr, FhirServer consents, List<URI> bases, KeptCapabilities shown) {
        List<String> own = Stream.concat(Stream.of(ehr.base()), bases.stream())
                .map(base -> base + "/")
                .toList();
        return new Probe(fhir, ehr, consents, shown, url -> own.stream().anyMatch(url::startsWith)).findings();
    }

    private static List<Finding> sample(FhirServer ehr, FhirServer consents, PolicyPack pack) {
        return new ContentSample(
                        ehr,
                        consents,
                        pack.noteLabels().stream()
                                .map(label -> label.system() + "|" + label.code())
                                .collect(Collectors.toSet()))
                .findings();
    }

    /** What people wrote of themselves through a gateway stands in its database, which is left alone: nobody did. */
    private static List<Finding> meaning(
            String pasted, GatewayConfig config, Examination examination, FhirServer ehr, Clients clients)
            throws GeneralSecurityException, IOException {
        List<URI> bases = Stream.concat(Stream.of(config.upstream().url(), config.publicUrl()), config.bases().stream())
                .toList();
        ReferenceResolver own = new ReferenceResolver(
                config.fhir(), bases.stream().map(URI::toString).toList());
        Database empty = Database.at("jdbc:h2:mem:doctor", Optional.empty(), Optional.empty());
        try (TokenVerifier verifier = new TokenVerifier(
                config.issuers(),
                own,
                InstantSource.system(),
                System::nanoTime,
                clients.plain(config.issuerTls()),
                new Staff(
                        new EhrChart(ehr, KeptCapabilities.forgetful(InstantSource.system()), finding -> {}),
                        own::resource,
                        new WrittenFactStore(empty, Clock.systemUTC()),
                        Clock.systemUTC(),
                        config.law().zone()),
                Runnable::run,
                Dependencies.untold())) {
            return examination.token(verifier, pasted);
        } finally {
            empty.close();
        }
    }
}
