package org.consentgateway.server.adapter.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.consentgateway.server.config.GatewayConfig;
import org.consentgateway.server.config.Secret;

/** Key stores in a folder, each with one key whose certificate is its own authority. */
public final class KeyStores {

    public static final String PASSWORD = "changeit";

    private final Path folder;

    KeyStores(Path folder) {
        this.folder = folder;
    }

    Path path(String name) {
        return folder.resolve(name + ".p12");
    }

    /** As the configuration names it. */
    Optional<GatewayConfig.Store> store(String name) {
        return Optional.of(new GatewayConfig.Store(path(name), Optional.of(new Secret(PASSWORD))));
    }

    void make(String name, String... more) throws IOException, InterruptedException {
        at(path(name), name, 2, more);
    }

    /**
     * A key store with one key.
     *
     * @param name of the key and of whom its certificate names
     * @param days how long it is valid
     * @param more options of {@code keytool}
     */
    public static void at(Path file, String name, int days, String... more) throws IOException, InterruptedException {
        String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Stream<String> command = Stream.of(
                tool,
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                name,
                "-dname",
                "CN=" + name,
                "-validity",
                Integer.toString(days),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString());
        Process process = new ProcessBuilder(
                        Stream.concat(command, Stream.of(more)).toList())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
