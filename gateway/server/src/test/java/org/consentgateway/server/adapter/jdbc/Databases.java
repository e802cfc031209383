package org.consentgateway.server.adapter.jdbc;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The databases that every law of this package is tried on. */
final class Databases {

    private Databases() {}

    /** {@code embedded}, and {@code postgres} where one is given: {@code GATEWAY_TEST_POSTGRES=jdbc:postgresql:...}. */
    static List<String> kinds() {
        List<String> kinds = new ArrayList<>(List.of("embedded"));
        if (postgres().isPresent()) kinds.add("postgres");
        return kinds;
    }

    static Optional<String> postgres() {
        return Optional.ofNullable(System.getenv("GATEWAY_TEST_POSTGRES")).filter(url -> !url.isBlank());
    }

    static boolean postgresIsRequired() {
        return "true".equals(System.getenv("GATEWAY_REQUIRE_POSTGRES"));
    }

    /** A place for one database that can be opened again and again. */
    static String place(String kind, Path folder) throws SQLException {
        if (kind.equals("embedded")) return folder.toString();
        String schema = "t" + UUID.randomUUID().toString().replace("-", "");
        String url = postgres().orElseThrow();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("create schema " + schema);
        }
        return url + (url.contains("?") ? "&" : "?") + "currentSchema=" + schema;
    }

    static Database open(String kind, String place) throws IOException {
        return kind.equals("embedded")
                ? Database.embedded(Path.of(place))
                : Database.at(place, Optional.empty(), Optional.empty());
    }
}
