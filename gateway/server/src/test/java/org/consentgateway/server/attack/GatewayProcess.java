package org.consentgateway.server.attack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The gateway in a JVM of its own, with as much memory as a test gives it. */
final class GatewayProcess implements AutoCloseable {

    private static final Pattern SERVING = Pattern.compile("serving FHIR on port ([0-9]+)");

    private final Process process;
    private final Path folder;
    private final int port;

    /**
     * Starts it and waits until it serves.
     *
     * @param heap      as {@code -Xmx} has it
     * @param folder    of what it prints; {@code data} in it is its data folder
     * @param variables what an operator sets
     */
    GatewayProcess(String heap, Path folder, Map<String, String> variables) throws IOException {
        this.folder = folder;
        ProcessBuilder java = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + heap,
                        "-cp",
                        classPath(),
                        "org.consentgateway.server.Main"))
                .redirectErrorStream(true)
                .redirectOutput(printed().toFile());
        java.environment().putAll(variables);
        process = java.start();
        port = Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(this::served, port -> port > 0 || !process.isAlive());
        if (port == 0) throw new IllegalStateException("the gateway did not start: " + Files.readString(printed()));
    }

    private Path printed() {
        return folder.resolve("printed");
    }

    private int served() throws IOException {
        Matcher serving = SERVING.matcher(Files.readString(printed()));
        return serving.find() ? Integer.parseInt(serving.group(1)) : 0;
    }

    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(":", -1))
                .map(part -> Path.of(part).toAbsolutePath().toString())
                .collect(Collectors.joining(":"));
    }

    int port() {
        return port;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Bytes of its data folder. */
    long stored() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
            long bytes = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) bytes += size(file);
            return bytes;
        }
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException gone) {
            return 0; // a file of the database that was taken away meanwhile
        }
    }

    /** Bytes that it has in memory, where the system tells. */
    long resident() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.isReadable(status)) return 0;
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                .findFirst()
                .orElse(0);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
