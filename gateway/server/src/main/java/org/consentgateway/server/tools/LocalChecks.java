package org.consentgateway.server.tools;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentgateway.server.adapter.upstream.Probe.Finding;
import org.consentgateway.server.adapter.upstream.Probe.Level;
import org.consentgateway.server.config.GatewayConfig;

/**
 * What of a configuration can be told on this machine without asking another: key stores, variables that routes name,
 * ports, disk.
 *
 * @param config      what is configured
 * @param routes      texts of the routes by file name
 * @param environment variables of the process
 * @param clock       for the dates of certificates
 */
public record LocalChecks(
        GatewayConfig config, Map<String, String> routes, Map<String, String> environment, InstantSource clock) {

    private static final Pattern VARIABLE = Pattern.compile("\\{\\{env:([A-Z][A-Z0-9_]*)}}");
    private static final long LITTLE = 20L << 30; // what a busy trail takes in ten days
    private static final long ALMOST_NONE = 1L << 30;

    /** What keeps the gateway from starting, whether another one runs here or not. */
    public List<Finding> startable() {
        List<Finding> findings = new ArrayList<>(KeyStoreChecks.of(config, clock));
        routes.forEach((file, text) -> variables(file, text, findings));
        return findings;
    }

    /** Whether the ports are free; taken by a gateway that lives is well. */
    public List<Finding> ports() {
        List<Finding> findings = new ArrayList<>();
        if (lives()) {
            findings.add(new Finding("ports", Level.GOOD, "a gateway runs here", ""));
            return findings;
        }
        findings.addAll(takenPorts());
        if (findings.isEmpty()) findings.add(new Finding("ports", Level.GOOD, "the ports are free", ""));
        return findings;
    }

    /** Ports that cannot be opened now, whoever has them. */
    public List<Finding> takenPorts() {
        List<Finding> findings = new ArrayList<>();
        port("http", config.http().host(), config.http().port(), findings);
        port("management", config.management().host(), config.management().port(), findings);
        return findings;
    }

    /** Where the trail, the keys and the database lie. */
    public List<Finding> disks() {
        List<Finding> findings = new ArrayList<>();
        Path data = existing(config.storage().data());
        try {
            long free = Files.getFileStore(data).getUsableSpace();
            Level level = free < ALMOST_NONE ? Level.BAD : free < LITTLE ? Level.NOTE : Level.GOOD;
            findings.add(new Finding(
                    "disk",
                    level,
                    "`data.dir` has " + (free >> 20) + " MiB free",
                    level == Level.GOOD
                            ? ""
                            : "make room, or set `data.dir` to a larger disk: where the trail cannot be written nothing is"
                                    + " released"));
        } catch (IOException e) {
            findings.add(new Finding(
                    "disk", Level.BAD, "the disk of `data.dir` cannot be looked at", "set `data.dir` to a local disk"));
        }
        if (!Files.isWritable(data))
            findings.add(new Finding(
                    "disk",
                    Level.BAD,
                    "`data.dir` cannot be written",
                    "give `" + config.storage().data() + "` to the user who runs the gateway"));
        keys(findings);
        return findings;
    }

    private void keys(List<Finding> findings) {
        Path keys = config.storage().keys();
        if (!Files.isDirectory(keys)) return;
        boolean beside = keys.toAbsolutePath()
                .normalize()
                .startsWith(config.storage().data().toAbsolutePath().normalize());
        try {
            boolean open = Files.getFileStore(keys).supportsFileAttributeView("posix")
                    && Files.getPosixFilePermissions(keys).stream()
                            .anyMatch(one -> one.name().startsWith("OTHERS_"));
            if (open)
                findings.add(new Finding(
                        "keys",
                        Level.BAD,
                        "everybody on this machine can look into `keys.dir`",
                        "`chmod 700 " + keys + "`: whoever has these keys can sign a trail of their own"));
        } catch (IOException e) {
            findings.add(new Finding(
                    "keys", Level.BAD, "`keys.dir` cannot be looked at", "see the rights of `" + keys + "`"));
        }
        if (beside)
            findings.add(new Finding(
                    "keys",
                    Level.NOTE,
                    "the keys lie within `data.dir`",
                    "a copy of `data.dir` holds them too: keep it as secret as the keys, or set `keys.dir`"));
    }

    private void variables(String file, String text, List<Finding> findings) {
        Set<String> unset = new LinkedHashSet<>();
        Matcher named = VARIABLE.matcher(text);
        while (named.find()) if (environment.getOrDefault(named.group(1), "").isEmpty()) unset.add(named.group(1));
        for (String name : unset)
            findings.add(new Finding(
                    "routes",
                    Level.BAD,
                    "`" + file + "` takes `{{env:" + name + "}}`, and the variable `" + name + "` is not set",
                    "set it in the environment of the gateway, or take the tap out of `routes.dir`"));
    }

    private static void port(String section, String host, int port, List<Finding> findings) {
        if (port == 0) return;
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
        } catch (BindException e) {
            boolean taken = String.valueOf(e.getMessage()).contains("in use");
            findings.add(new Finding(
                    "ports",
                    Level.BAD,
                    taken
                            ? "port " + port + " (`" + section + ".port`) is taken by another process"
                            : "`" + section + ".host: " + host + "` is no address of this machine, or port " + port
                                    + " needs more rights",
                    "set `" + section + (taken ? ".port` to a free one" : ".host` or `" + section + ".port`")));
        } catch (IOException e) {
            findings.add(new Finding(
                    "ports",
                    Level.BAD,
                    "`" + section + ".host: " + host + "` cannot be resolved",
                    "set `" + section + ".host` to an address of this machine"));
        }
    }

    /** Whether what holds the management port is a gateway. */
    private boolean lives() {
        if (config.management().port() == 0) return false;
        URI live = URI.create("http://" + loopback(config.management().host()) + ":"
                + config.management().port() + "/observe/health/live");
        HttpClient client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(live).timeout(Duration.ofSeconds(2)).build();
            String said =
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body();
            return said.contains("audit-never-failed");
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String loopback(String host) {
        return host.equals("0.0.0.0") ? "127.0.0.1" : host.contains(":") ? "[" + host + "]" : host;
    }

    private static Path existing(Path path) {
        Path at = path.toAbsolutePath().normalize();
        while (!Files.exists(at) && at.getParent() != null) at = at.getParent();
        return at;
    }
}
