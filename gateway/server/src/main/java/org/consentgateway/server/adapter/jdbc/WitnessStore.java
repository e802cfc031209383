package org.consentgateway.server.adapter.jdbc;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.consentgateway.server.port.Witness;

/** How far each trail was signed, in the database: a row for a trail. */
public final class WitnessStore implements Witness {

    private final Database database;

    public WitnessStore(Database database) {
        this.database = database;
    }

    @Override
    public void remember(Signed signed) {
        database.inTransaction(connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "update audit_witness set size = ?, head = ? where trail = ? and size <= ?")) {
                update.setLong(1, signed.size());
                update.setString(2, signed.head());
                update.setString(3, signed.trail());
                update.setLong(4, signed.size());
                if (update.executeUpdate() > 0 || known(connection).stream().anyMatch(of(signed))) return true;
            }
            try (PreparedStatement insert =
                    connection.prepareStatement("insert into audit_witness (trail, size, head) values (?, ?, ?)")) {
                insert.setString(1, signed.trail());
                insert.setLong(2, signed.size());
                insert.setString(3, signed.head());
                insert.executeUpdate();
            }
            return true;
        });
    }

    private static java.util.function.Predicate<Signed> of(Signed signed) {
        return known -> known.trail().equals(signed.trail());
    }

    @Override
    public List<Signed> known() {
        return database.reading(WitnessStore::known);
    }

    /**
     * What the embedded database of a data folder knows, without a configuration; nothing is written.
     *
     * @return empty where there is none, or a gateway has it open
     */
    public static Optional<List<Signed>> embedded(Path dataFolder) {
        Path file = dataFolder.resolve("database").resolve("gateway").toAbsolutePath();
        if (!Files.exists(Path.of(file + ".mv.db"))) return Optional.empty();
        try (Connection connection =
                DriverManager.getConnection("jdbc:h2:file:" + file + ";IFEXISTS=TRUE;ACCESS_MODE_DATA=r", "sa", "")) {
            return Optional.of(known(connection));
        } catch (SQLException e) {
            return Optional.empty();
        }
    }

    /**
     * What a database knows, as it is now: its tables are not brought up to date.
     *
     * @return empty where it cannot be asked, or knows no trails yet
     */
    public static Optional<List<Signed>> at(String url, Optional<String> user, Optional<String> password) {
        Properties properties = new Properties();
        user.ifPresent(name -> properties.setProperty("user", name));
        password.ifPresent(secret -> properties.setProperty("password", secret));
        try (Connection connection = DriverManager.getConnection(url, properties)) {
            return Optional.of(known(connection));
        } catch (SQLException e) {
            return Optional.empty();
        }
    }

    private static List<Signed> known(Connection connection) throws SQLException {
        List<Signed> known = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("select trail, size, head from audit_witness");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) known.add(new Signed(rows.getString(1), rows.getLong(2), rows.getString(3)));
        }
        return known;
    }
}
