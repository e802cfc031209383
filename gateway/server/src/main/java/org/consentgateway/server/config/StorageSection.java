package org.consentgateway.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.consentgateway.server.config.GatewayConfig.Database;
import org.consentgateway.server.config.GatewayConfig.KeyRotation;
import org.consentgateway.server.config.GatewayConfig.Storage;

/** What is kept on disk: {@code data}, {@code database} and {@code keys}. */
final class StorageSection {

    private final Values values;

    StorageSection(Values values) {
        this.values = values;
    }

    Storage storage() {
        Path data = values.path("data.dir").orElse(Path.of("./data"));
        Path keys = values.path("keys.dir").orElse(data.resolve("keys"));
        Optional<String> user = values.text("database.user");
        Optional<Secret> password = values.secret("database.password");
        Optional<String> url = values.text("database.url");
        url.filter(text -> !text.startsWith("jdbc:"))
                .ifPresent(text -> values.problem("`database.url` must be a JDBC URL such as `jdbc:postgresql://...`"));
        if (url.isEmpty() && (user.isPresent() || password.isPresent()))
            values.problem("`database.user` and `database.password` need `database.url`");
        return new Storage(data, keys, keyRotation(), url.map(at -> new Database(at, user, password)));
    }

    private KeyRotation keyRotation() {
        Duration maxAge =
                values.duration("keys.max-age", Duration.ofDays(90), Duration.ofSeconds(1), Duration.ofDays(1000));
        Duration overlap =
                values.duration("keys.overlap", Duration.ofDays(1), Duration.ofSeconds(1), Duration.ofDays(100));
        if (maxAge.compareTo(overlap) < 0)
            values.problem("`keys.max-age` is shorter than `keys.overlap`: keys would be replaced before they sign");
        return new KeyRotation(maxAge, overlap);
    }
}
