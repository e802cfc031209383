package org.consentgateway.server.adapter.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An embedded database with all its tables and no row, made once in a test run: gateways of tests start from a copy of it. */
public final class MigratedOnce {

    private static final String FILE = "gateway.mv.db";

    private static final class Made {
        private static final byte[] BYTES = made();

        private static byte[] made() {
            try {
                Path folder = Files.createTempDirectory("migrated");
                Database.embedded(folder).close();
                return Files.readAllBytes(folder.resolve("database").resolve(FILE));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private MigratedOnce() {}

    /** Into this data folder, where it has no database yet. */
    public static void in(Path data) throws IOException {
        Path file = data.resolve("database").resolve(FILE);
        if (Files.exists(file)) return;
        Files.createDirectories(file.getParent());
        Files.write(file, Made.BYTES);
    }
}
