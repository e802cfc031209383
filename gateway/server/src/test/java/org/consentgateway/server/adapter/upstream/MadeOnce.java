package org.consentgateway.server.adapter.upstream;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.consentgateway.server.config.GatewayConfig.KeyRotation;

/** The signing keys of the gateways of one run of tests: to make some takes a while, and whose they are is not asked. */
public final class MadeOnce {

    private static final String FIRST = "client-keys-1.json";

    private MadeOnce() {}

    /** As a first start would have left them there. */
    public static void in(Path folder) throws IOException {
        Files.createDirectories(folder);
        try {
            Files.copy(Made.FIRST_KEYS, folder.resolve(FIRST));
        } catch (FileAlreadyExistsException already) {
            return; // a restart
        }
    }

    private static final class Made {
        static final Path FIRST_KEYS = made();

        private static Path made() {
            try {
                Path folder = Files.createTempDirectory("keys");
                new SigningKeys(
                                folder,
                                new KeyRotation(Duration.ofDays(90), Duration.ofDays(1)),
                                InstantSource.system())
                        .refresh();
                folder.toFile().deleteOnExit();
                try (Stream<Path> made = Files.list(folder)) {
                    made.forEach(file -> file.toFile().deleteOnExit());
                }
                return folder.resolve(FIRST);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
