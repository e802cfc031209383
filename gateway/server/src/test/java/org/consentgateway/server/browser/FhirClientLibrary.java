package org.consentgateway.server.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The script of {@code fhirclient}, unchanged as its registry has it: fetched once with npm, which checks it against what
 * the registry says of it. The file that {@code GATEWAY_TEST_FHIRCLIENT} names goes before.
 */
final class FhirClientLibrary {

    private static final String VERSION = "2.6.3";
    private static final String SCRIPT = "package/build/fhir-client.min.js";

    private FhirClientLibrary() {}

    /** Empty where it can neither be found nor fetched. */
    static Optional<Path> script() {
        String named = System.getenv("GATEWAY_TEST_FHIRCLIENT");
        if (named != null) return Optional.of(Path.of(named));
        Path folder = Path.of("target", "fhirclient-" + VERSION).toAbsolutePath();
        Path script = folder.resolve(SCRIPT);
        try {
            if (Files.isReadable(script)) return Optional.of(script);
            Files.createDirectories(folder);
            run(folder, "npm", "pack", "--silent", "fhirclient@" + VERSION);
            run(folder, "tar", "xzf", "fhirclient-" + VERSION + ".tgz", SCRIPT);
            return Files.isReadable(script) ? Optional.of(script) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static void run(Path folder, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(command))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) process.destroyForcibly();
    }
}
