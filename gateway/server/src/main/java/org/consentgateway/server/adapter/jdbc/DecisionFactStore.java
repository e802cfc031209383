package org.consentgateway.server.adapter.jdbc;

import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.server.port.SealedTokens;

/** Consents and grants as they were when something was decided by them, by digest; sealed with the gateway's key. */
public final class DecisionFactStore {

    private static final int DIGESTS_PER_QUERY = 500;
    private static final String DUPLICATE = "23505";

    private final Database database;
    private final SealedTokens seals;
    private final Clock clock;

    public DecisionFactStore(Database database, SealedTokens seals, Clock clock) {
        this.database = database;
        this.seals = seals;
        this.clock = clock;
    }

    /** Keeps those that are not there yet. */
    void keep(Map<String, Json.Obj> facts) {
        Set<String> there = of(facts.keySet()).keySet();
        facts.forEach((digest, set) -> {
            if (!there.contains(digest)) insert(digest, seals.seal(JsonWriter.text(set), bound(digest)));
        });
    }

    private void insert(String digest, String sealed) {
        database.<Boolean, RuntimeException>inTransaction(connection -> {
            try (PreparedStatement row = connection.prepareStatement(
                    "insert into decision_fact (digest, facts, kept_at) values (?, ?, ?)")) {
                row.setString(1, digest);
                row.setString(2, sealed);
                row.setLong(3, clock.millis());
                row.executeUpdate();
            } catch (SQLException e) {
                if (!DUPLICATE.equals(e.getSQLState())) throw e;
                connection.rollback(); // another gateway keeps it
            }
            return true;
        });
    }

    /** Those that are kept, by digest; one that cannot be opened is not. */
    public Map<String, Json.Obj> of(Set<String> digests) {
        List<String> all = digests.stream().sorted().toList();
        return database.reading(connection -> {
            Map<String, Json.Obj> found = new HashMap<>();
            for (int from = 0; from < all.size(); from += DIGESTS_PER_QUERY) {
                List<String> some = all.subList(from, Math.min(all.size(), from + DIGESTS_PER_QUERY));
                String marks = some.stream().map(digest -> "?").collect(Collectors.joining(","));
                try (PreparedStatement query = connection.prepareStatement(
                        "select digest, facts from decision_fact where digest in (" + marks + ")")) {
                    for (int i = 0; i < some.size(); i++) query.setString(i + 1, some.get(i));
                    try (ResultSet rows = query.executeQuery()) {
                        while (rows.next()) open(rows.getString(1), rows.getString(2), found);
                    }
                }
            }
            return found;
        });
    }

    private void open(String digest, String sealed, Map<String, Json.Obj> found) {
        seals.open(sealed, bound(digest)).ifPresent(text -> {
            try {
                found.put(digest, JsonReader.object(text.getBytes(StandardCharsets.UTF_8)));
            } catch (MalformedJson e) {
                throw new IllegalStateException("a kept fact cannot be read", e);
            }
        });
    }

    private static String bound(String digest) {
        return "decision fact " + digest;
    }
}
