package org.consentgateway.server.adapter.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.consentgateway.server.port.LabelledTypes;
import org.consentgateway.server.port.StoreUnavailable;

/** Labelled types in a database, which several gateways share; what another one saw counts within a minute. */
public final class LabelledTypeStore implements LabelledTypes {

    private static final String DUPLICATE = "23505";
    private static final long READ_EVERY = Duration.ofMinutes(1).toNanos();

    private final Database database;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private volatile Known known;

    private record Known(Set<String> types, long readAt) {}

    /** @param nanoTime monotonic clock */
    public LabelledTypeStore(Database database, Clock clock, LongSupplier nanoTime) {
        this.database = database;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.known = read();
    }

    @Override
    public boolean contains(String type) {
        Known now = known;
        if (nanoTime.getAsLong() - now.readAt() > READ_EVERY) {
            now = again(now);
            known = now;
        }
        return now.types().contains(type);
    }

    @Override
    public void seen(String type) {
        if (known.types().contains(type)) return;
        database.<Boolean, RuntimeException>inTransaction(connection -> {
            try (PreparedStatement row =
                    connection.prepareStatement("insert into labelled_type (type, seen_at) values (?, ?)")) {
                row.setString(1, type);
                row.setLong(2, clock.millis());
                return row.executeUpdate() == 1;
            } catch (SQLException e) {
                if (!DUPLICATE.equals(e.getSQLState())) throw e;
                connection.rollback(); // another gateway saw one
                return false;
            }
        });
        known = read();
    }

    /** While the database is down what is known holds. */
    private Known again(Known last) {
        try {
            return read();
        } catch (StoreUnavailable e) {
            return new Known(last.types(), nanoTime.getAsLong());
        }
    }

    private Known read() {
        return database.<Known, RuntimeException>reading(connection -> {
            Set<String> types = new HashSet<>();
            try (PreparedStatement query = connection.prepareStatement("select type from labelled_type");
                    ResultSet rows = query.executeQuery()) {
                while (rows.next()) types.add(rows.getString(1));
            }
            return new Known(Set.copyOf(types), nanoTime.getAsLong());
        });
    }
}
