package org.consentgateway.server.adapter.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.pool.HikariPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.consentgateway.server.config.GatewayConfig;
import org.consentgateway.server.config.Secret;
import org.consentgateway.server.port.Dependencies;
import org.consentgateway.server.port.StoreUnavailable;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/** The database of grants and reviews: embedded under {@code data.dir}, or PostgreSQL; its tables are brought up to date. */
public final class Database implements AutoCloseable {

    /** Work in one transaction; it is rolled back when it throws. */
    interface Work<T, E extends Exception> {
        T run(Connection connection) throws SQLException, E;
    }

    /** Since which migration a mode is kept. */
    private static final String MODES = "91";

    private static final Set<MigrationState> FUTURE =
            Set.of(MigrationState.FUTURE_SUCCESS, MigrationState.FUTURE_FAILED);

    private final HikariDataSource pool;
    private final boolean embedded;
    private final boolean ours;
    private volatile Dependencies.Dependency self =
            Dependencies.untold().of(Dependencies.Kind.DATABASE, "the database");
    private final Map<String, HeldResources> held = new ConcurrentHashMap<>();

    private Database(HikariConfig config, boolean embedded, boolean ours) {
        this.ours = ours;
        this.pool = new HikariDataSource(config);
        this.embedded = embedded;
        Flyway flyway = Flyway.configure()
                .dataSource(pool)
                .locations(locations(embedded))
                .load();
        MigrationInfo[] before = flyway.info().applied();
        try {
            refuseNewer(before);
        } catch (NewerDatabase e) {
            pool.close();
            throw e;
        }
        flyway.migrate();
        boolean older = before.length > 0
                && Arrays.stream(before)
                        .noneMatch(one -> MODES.equals(
                                one.getVersion() == null ? "" : one.getVersion().getVersion()));
        // what ran before there were modes enforced
        if (older) new ModeStore(this).enforces(Instant.now());
    }

    private static String[] locations(boolean embedded) {
        return embedded
                ? new String[] {"classpath:db/migration"}
                : new String[] {"classpath:db/migration", "classpath:db/postgresql"};
    }

    private static void refuseNewer(MigrationInfo[] applied) {
        for (MigrationInfo one : applied)
            if (FUTURE.contains(one.getState())) throw new NewerDatabase(String.valueOf(one.getVersion()));
    }

    /**
     * Looks whether a newer version has used the database that the configuration names; nothing is written. One that cannot be
     * asked now, or is not there yet, is told of when it is opened.
     *
     * @throws NewerDatabase where one has
     */
    public static void refuseNewer(GatewayConfig.Storage storage) {
        Optional<GatewayConfig.Database> other = storage.database();
        Path file = storage.data().resolve("database").resolve("gateway").toAbsolutePath();
        if (other.isEmpty() && !Files.exists(Path.of(file + ".mv.db"))) return;
        String url = other.map(GatewayConfig.Database::url)
                .orElse("jdbc:h2:file:" + file + ";IFEXISTS=TRUE;ACCESS_MODE_DATA=r");
        Optional<String> user = other.isPresent() ? other.get().user() : Optional.of("sa");
        Optional<String> password =
                other.flatMap(GatewayConfig.Database::password).map(Secret::reveal);
        try {
            refuseNewer(Flyway.configure()
                    .dataSource(url, user.orElse(null), password.orElse(null))
                    .connectRetries(0)
                    .locations(locations(url.startsWith("jdbc:h2:")))
                    .load()
                    .info()
                    .applied());
        } catch (FlywayException e) {
            // opening it tells what is wrong
        }
    }

    /**
     * The database that the configuration names.
     *
     * @throws StoreUnavailable where it cannot be opened, as the embedded one while another process has it
     */
    public static Database of(GatewayConfig.Storage storage) throws IOException {
        try {
            if (storage.database().isEmpty()) return embedded(storage.data());
            GatewayConfig.Database other = storage.database().get();
            return at(other.url(), other.user(), other.password().map(Secret::reveal));
        } catch (HikariPool.PoolInitializationException | FlywayException e) {
            throw new StoreUnavailable("the database cannot be opened", e);
        }
    }

    /** The embedded database under {@code data.dir}. */
    public static Database embedded(Path dataFolder) throws IOException {
        Path folder = dataFolder.resolve("database").toAbsolutePath();
        Files.createDirectories(folder);
        HikariConfig config = common();
        config.setJdbcUrl("jdbc:h2:file:" + folder.resolve("gateway")
                + ";DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0;LOCK_TIMEOUT=15000");
        config.setUsername("sa");
        return new Database(config, true, true);
    }

    /**
     * A database of its own.
     *
     * @param url JDBC URL; may hold user and password itself
     */
    public static Database at(String url, Optional<String> user, Optional<String> password) {
        HikariConfig config = common();
        config.setJdbcUrl(url);
        user.ifPresent(config::setUsername);
        password.ifPresent(config::setPassword);
        return new Database(config, url.startsWith("jdbc:h2:"), false);
    }

    private static HikariConfig common() {
        HikariConfig config = new HikariConfig();
        config.setPoolName("grants");
        config.setMaximumPoolSize(10);
        config.setConnectionTimeout(10_000);
        config.setAutoCommit(false);
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        return config;
    }

    /** Whether no other process can write to it: it is embedded, and its file is locked. */
    boolean isOurs() {
        return ours;
    }

    /** From now on each call tells whether the database can be used. */
    public void toldOf(Dependencies dependencies) {
        self = dependencies.of(Dependencies.Kind.DATABASE, "the database");
    }

    /** What is known in memory of the table, for everything in this process that writes to it. */
    HeldResources held(String table, String column) {
        return held.computeIfAbsent(table, name -> HeldResources.in(name, column, this));
    }

    <T, E extends Exception> T inTransaction(Work<T, E> work) throws E {
        return committed(work, embedded);
    }

    /** As {@link #inTransaction}, of what may be lost in a power failure. */
    <T, E extends Exception> T inQuickTransaction(Work<T, E> work) throws E {
        return committed(work, false);
    }

    private <T, E extends Exception> T committed(Work<T, E> work, boolean synced) throws E {
        try (Connection connection = pool.getConnection()) {
            boolean done = false;
            try {
                T result = work.run(connection);
                connection.commit();
                done = true;
                if (synced && !connection.isReadOnly()) sync(connection);
                self.usable();
                return result;
            } finally {
                if (!done) connection.rollback();
            }
        } catch (SQLException e) {
            throw down(e);
        }
    }

    <T, E extends Exception> T reading(Work<T, E> work) throws E {
        try (Connection connection = pool.getConnection()) {
            try {
                T result = work.run(connection);
                self.usable();
                return result;
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            throw down(e);
        }
    }

    /** H2 leaves a commit to the operating system; a use that is lost in a power failure would be used twice. */
    private static void sync(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("checkpoint sync");
        }
        connection.commit();
    }

    private StoreUnavailable down(SQLException cause) {
        String state = String.valueOf(cause.getSQLState());
        // of these classes a database is there and says no: data, constraint, rollback, statement
        if (!state.matches("(22|23|40|42).*")) {
            self.failed("does not answer: see `database.url`, or the disk of `data.dir` where it is embedded");
            // connections from before the failure are lent to nobody after it
            HikariPoolMXBean connections = pool.getHikariPoolMXBean();
            if (connections != null) connections.softEvictConnections();
        }
        return new StoreUnavailable("the database does not answer: SQL state `" + cause.getSQLState() + "`", cause);
    }

    @Override
    public void close() {
        pool.close();
    }
}
