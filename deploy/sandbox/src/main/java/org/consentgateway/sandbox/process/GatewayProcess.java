package org.consentgateway.sandbox.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A gateway started from {@code gateway.jar} on free ports of loopback, with its data and log in one folder. */
public final class GatewayProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long POLL_MILLIS = 100;
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private final Process process;
    private final Path folder;
    private final int port;
    private final int managementPort;

    private GatewayProcess(Process process, Path folder, int port, int managementPort) {
        this.process = process;
        this.folder = folder;
        this.port = port;
        this.managementPort = managementPort;
    }

    /**
     * Starts a gateway and waits until it is ready.
     *
     * @param folder   where its configuration, data and log go; one that was used before is used on
     * @param settings keys of {@code gateway.yaml}, such as {@code upstream.url}, {@code issuer.url} and {@code audience}
     * @param jvm      options of the JVM, such as {@code -Xmx256m}
     * @throws IOException where it does not become ready; the message holds the end of its log
     */
    public static GatewayProcess start(Path folder, Map<String, String> settings, String... jvm)
            throws IOException, InterruptedException {
        return start(folder, settings, Map.of(), jvm);
    }

    /**
     * Starts a gateway with further variables and waits until it is ready.
     *
     * @param environment variables beside those of this process
     * @throws IOException where it does not become ready; the message holds the end of its log
     */
    public static GatewayProcess start(
            Path folder, Map<String, String> settings, Map<String, String> environment, String... jvm)
            throws IOException, InterruptedException {
        int port = freePort();
        int managementPort = freePort();
        Path config = configuration(folder, port, managementPort, settings);
        List<String> command = Stream.of(
                        Stream.of(java()),
                        Stream.of(jvm),
                        // temporary files are searched for canaries like all others
                        Stream.of("-Djava.io.tmpdir="
                                + Files.createDirectories(folder.resolve("tmp").toAbsolutePath())),
                        Stream.of("-jar", jar().toString(), "--config", config.toString()))
                .flatMap(part -> part)
                .toList();
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("gateway.log").toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        GatewayProcess gateway = new GatewayProcess(process, folder, port, managementPort);
        gateway.awaitReady();
        return gateway;
    }

    private static Path configuration(Path folder, int port, int managementPort, Map<String, String> settings)
            throws IOException {
        Map<String, String> all = new TreeMap<>(Map.of(
                "http.port",
                Integer.toString(port),
                "management.port",
                Integer.toString(managementPort),
                "data.dir",
                folder.resolve("data").toString(),
                "organization",
                "Organization/org-a",
                "audience",
                "http://127.0.0.1:" + port + "/fhir"));
        all.putAll(settings);
        return Files.writeString(
                folder.resolve("gateway.yaml"),
                all.entrySet().stream()
                        .map(setting -> setting.getKey() + ": \"" + setting.getValue() + "\"\n")
                        .collect(Collectors.joining()));
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The jar of this checkout, found from any folder below it. */
    static Path jar() throws IOException {
        for (Path above = Path.of("").toAbsolutePath(); above != null; above = above.getParent()) {
            Path jar = above.resolve("gateway/server/target/gateway.jar");
            if (Files.exists(jar)) {
                return jar;
            }
        }
        throw new IOException("no gateway.jar: build it with `mvn -DskipTests package`");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitReady() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!ready()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                close();
                throw new IOException("the gateway does not become ready:\n" + log());
            }
            process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Whether it says that it is ready. */
    public boolean ready() throws InterruptedException {
        return healthy("ready");
    }

    /** Whether it says that it can go on. */
    public boolean live() throws InterruptedException {
        return healthy("live");
    }

    private boolean healthy(String probe) throws InterruptedException {
        try {
            return HTTP.send(
                                    HttpRequest.newBuilder(management().resolve("/observe/health/" + probe))
                                            .timeout(Duration.ofSeconds(5))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false; // not listening yet
        }
    }

    /** The FHIR base that apps use. */
    public URI fhir() {
        return URI.create("http://127.0.0.1:" + port + "/fhir");
    }

    /** Where health and metrics are. */
    public URI management() {
        return URI.create("http://127.0.0.1:" + managementPort);
    }

    /** What it has written to its log. */
    public String log() throws IOException {
        return Files.readString(folder.resolve("gateway.log"), StandardCharsets.UTF_8);
    }

    /** Every file that it has written: audit trail, database, log, temporary files. */
    public List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    /** The process id, for measurements. */
    public long pid() {
        return process.pid();
    }

    /** Asks it to end, as an operator does; completes with its exit code. */
    public CompletableFuture<Integer> terminate() {
        process.destroy();
        return process.onExit().thenApply(Process::exitValue);
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
