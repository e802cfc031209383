package org.consentgateway.server.adapter.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.BinaryCreators;

/** Creators of Binaries in a database, each for an hour: what is not linked by then has no owner. */
public final class BinaryCreatorStore implements BinaryCreators {

    private static final Duration KEPT = Duration.ofHours(1);

    private final Database database;
    private final Clock clock;

    public BinaryCreatorStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public void created(Created binary) {
        database.<Boolean, RuntimeException>inTransaction(connection -> {
            try (PreparedStatement old =
                    connection.prepareStatement("delete from binary_creator where made_at < ? or binary_id = ?")) {
                old.setLong(1, clock.millis() - KEPT.toMillis());
                old.setString(2, binary.binary().id());
                old.executeUpdate();
            }
            try (PreparedStatement row = connection.prepareStatement(
                    "insert into binary_creator (binary_id, version_id, creator, made_at) values (?, ?, ?, ?)")) {
                row.setString(1, binary.binary().id());
                row.setString(2, binary.version());
                row.setString(3, binary.creator());
                row.setLong(4, clock.millis());
                return row.executeUpdate() == 1;
            }
        });
    }

    @Override
    public Optional<Created> of(Reference binary) {
        return database.<Optional<Created>, RuntimeException>reading(connection -> {
            try (PreparedStatement query = connection.prepareStatement(
                    "select version_id, creator from binary_creator where binary_id = ? and made_at >= ?")) {
                query.setString(1, binary.id());
                query.setLong(2, clock.millis() - KEPT.toMillis());
                try (ResultSet rows = query.executeQuery()) {
                    return rows.next()
                            ? Optional.of(new Created(binary, rows.getString(1), rows.getString(2)))
                            : Optional.empty();
                }
            }
        });
    }
}
