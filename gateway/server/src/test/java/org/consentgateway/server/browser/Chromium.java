package org.consentgateway.server.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Chromium without a window, each time with a profile of its own; talks to this machine alone. */
final class Chromium {

    private static final List<String> PLACES =
            List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");

    private Chromium() {}

    static Optional<String> installed() {
        return Stream.concat(Stream.ofNullable(System.getenv("GATEWAY_TEST_BROWSER")), PLACES.stream())
                .filter(place -> Files.isExecutable(Path.of(place)))
                .findFirst();
    }

    static boolean isRequired() {
        return "true".equals(System.getenv("GATEWAY_REQUIRE_BROWSER"));
    }

    /** Ends it with all that it started. */
    static void end(Process browser) throws InterruptedException {
        browser.descendants().forEach(ProcessHandle::destroyForcibly);
        browser.destroyForcibly().waitFor();
    }

    /** Starts it on the page; what its console says goes to {@code console}. */
    static Process open(String url, Path folder, Path console, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                installed().orElseThrow(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--enable-logging=stderr",
                "--user-data-dir=" + Files.createTempDirectory(folder, "profile")));
        command.addAll(List.of(options));
        command.add(url);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(console.toFile())
                .start();
    }

    /** Runs it to its end, e.g. with {@code --print-to-pdf=...}. */
    static void run(String url, Path folder, Path console, String... options) throws IOException, InterruptedException {
        Process browser = open(url, folder, console, options);
        try {
            if (!browser.waitFor(60, TimeUnit.SECONDS)) throw new IOException("the browser did not end");
        } finally {
            end(browser);
        }
    }
}
