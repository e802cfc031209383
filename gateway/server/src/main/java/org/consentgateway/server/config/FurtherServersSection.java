package org.consentgateway.server.config;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentgateway.server.config.FurtherServers.AuditWitness;
import org.consentgateway.server.config.GatewayConfig.ConsentServer;
import org.consentgateway.server.config.GatewayConfig.Outbound;
import org.consentgateway.server.config.GatewayConfig.Server;
import org.consentgateway.server.tlog.MalformedNote;
import org.consentgateway.server.tlog.VerifierKey;

/** The servers beside the EHR: {@code upstreams}, {@code consent}, {@code audit} and {@code outbound}. */
final class FurtherServersSection {

    private static final Duration LEASE_LEAST = Duration.ofSeconds(1);
    private static final Duration LEASE_MOST = Duration.ofSeconds(60);
    private static final Pattern PROXY = Pattern.compile("([A-Za-z0-9.-]{1,253}):([0-9]{1,5})");

    private final Values values;
    private final CalledServerSection servers;

    FurtherServersSection(Values values) {
        this.values = values;
        this.servers = new CalledServerSection(values);
    }

    /**
     * Empty only where a problem was reported.
     *
     * @param upstreams servers that a route may forward to, as {@link #upstreams} read them
     * @param lookUps   the EHR as the gateway asks it for itself
     */
    Optional<FurtherServers> servers(Map<String, Server> upstreams, Optional<Server> lookUps) {
        Outbound outbound = outbound();
        Optional<ConsentServer> consent = consent(lookUps);
        Optional<Server> audit = servers.server("audit");
        if (audit.filter(at -> at.auth().ofCaller()).isPresent())
            values.problem(
                    "`audit.auth` cannot be `forward`, `exchange` or `jwt-bearer`: records are delivered without a caller's token");
        Optional<AuditWitness> witness = witness();
        return consent.map(at -> new FurtherServers(outbound, upstreams, at, audit, witness));
    }

    private Optional<AuditWitness> witness() {
        Optional<URI> url = values.url("audit.witness.url");
        url.filter(at -> "http".equals(at.getScheme()) && !Loopback.holds(at.getHost()))
                .ifPresent(at -> values.problem("`audit.witness.url` is plain http and not on loopback: use https"));
        if (values.given("audit.witness.url") != values.given("audit.witness.key"))
            values.problem("`audit.witness.url` and `audit.witness.key` go together");
        Optional<VerifierKey> key = values.read(
                "audit.witness.key",
                "the key that `gateway.jar witness` prints, such as `witness.example.org/audit+0a1b2c3d+BA...`",
                FurtherServersSection::cosigning);
        return url.flatMap(at -> key.map(known -> new AuditWitness(at, known)));
    }

    private static Optional<VerifierKey> cosigning(String text) {
        try {
            return Optional.of(VerifierKey.of(text)).filter(key -> key.use() == VerifierKey.Use.COSIGNATURE);
        } catch (MalformedNote e) {
            return Optional.empty();
        }
    }

    Optional<ConsentServer> consent(Optional<Server> upstream) {
        // consents on the EHR itself are read with the EHR's own credential, unless the section says otherwise
        boolean sectionSet = Key.ALL.stream()
                .map(Key::name)
                .filter(name -> name.startsWith("consent.auth") || name.startsWith("consent.tls"))
                .anyMatch(values::given);
        Optional<Server> own = servers.server("consent", sectionSet ? upstream.map(Server::url) : Optional.empty());
        Optional<Duration> lease = Optional.empty();
        if (values.text("consent.freshness")
                .filter(text -> !text.equals("strict"))
                .isPresent())
            lease = Optional.of(values.duration("consent.freshness", LEASE_LEAST, LEASE_LEAST, LEASE_MOST));
        Duration maxAge =
                values.duration("consent.max-age", Duration.ofSeconds(60), Duration.ZERO, Duration.ofHours(1));
        Optional<Duration> freshness = lease;
        boolean broken = values.given("consent.url") && own.isEmpty();
        Optional<Server> server = broken ? Optional.empty() : own.or(() -> upstream);
        if (own.filter(s -> s.auth().ofCaller()).isPresent())
            values.problem("`consent.auth` cannot be `forward`, `exchange` or `jwt-bearer`:"
                    + " consents are read for everybody, without a caller's token");
        return server.map(at -> new ConsentServer(at, values.text("consent.patient-identifier"), freshness, maxAge));
    }

    Map<String, Server> upstreams() {
        Map<String, Server> upstreams = new TreeMap<>();
        for (String name : values.named("upstreams.")) {
            values.required("upstreams." + name + ".url");
            servers.server("upstreams." + name).ifPresent(server -> upstreams.put(name, server));
        }
        return upstreams;
    }

    Outbound outbound() {
        Optional<InetSocketAddress> proxy =
                values.read("outbound.proxy", "a host and port such as `proxy.example.org:3128`", text -> {
                    Matcher parts = PROXY.matcher(text);
                    return parts.matches() && Integer.parseInt(parts.group(2)) <= 65535
                            ? Optional.of(InetSocketAddress.createUnresolved(
                                    parts.group(1), Integer.parseInt(parts.group(2))))
                            : Optional.empty();
                });
        return new Outbound(
                proxy,
                values.duration(
                        "outbound.connect-timeout",
                        Outbound.DIRECT.connect(),
                        Duration.ofMillis(100),
                        Duration.ofMinutes(1)),
                values.duration(
                        "outbound.read-timeout",
                        Outbound.DIRECT.read(),
                        Duration.ofMillis(100),
                        Duration.ofMinutes(10)));
    }
}
