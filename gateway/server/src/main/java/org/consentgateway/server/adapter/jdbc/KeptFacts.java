package org.consentgateway.server.adapter.jdbc;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.label.StickyFacts;
import org.consentgateway.core.label.StrictestSeen;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;

/** What of a resource's past still protects it: a few rows a resource, which only a second person takes back. */
final class KeptFacts {

    /** So many ways in which one resource was a note are kept. */
    private static final int MOST_OF_ONE = 8;

    private static final int RESOURCES_PER_QUERY = 500;
    private static final String DUPLICATE = "23505";
    private static final String STICKY = "sticky";
    static final String HELD = "held";

    private final Database database;
    private final Clock clock;
    private final HeldResources held;

    KeptFacts(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.held = database.held("kept_fact", "resource");
    }

    Map<Reference, StrictestSeen> of(Optional<Caller> caller, Set<Reference> all) {
        Set<Reference> resources = held.of(all);
        if (resources.isEmpty()) return Map.of();
        Map<String, List<StickyFacts>> earlier = new HashMap<>();
        Map<String, Set<String>> unconfirmed = new HashMap<>();
        List<String> names =
                resources.stream().map(Reference::toString).sorted().toList();
        database.<Boolean, RuntimeException>reading(connection -> {
            for (int from = 0; from < names.size(); from += RESOURCES_PER_QUERY)
                read(
                        connection,
                        names.subList(from, Math.min(names.size(), from + RESOURCES_PER_QUERY)),
                        caller,
                        earlier,
                        unconfirmed);
            return true;
        });
        Map<String, Reference> byName = new HashMap<>();
        resources.forEach(resource -> byName.put(resource.toString(), resource));
        Map<Reference, StrictestSeen> seen = new HashMap<>();
        Set<String> protectedOnes = new HashSet<>(earlier.keySet());
        protectedOnes.addAll(unconfirmed.keySet());
        protectedOnes.forEach(name -> Optional.ofNullable(byName.get(name))
                .ifPresent(resource -> seen.put(
                        resource,
                        new StrictestSeen(
                                earlier.getOrDefault(name, List.of()), unconfirmed.getOrDefault(name, Set.of())))));
        return seen;
    }

    private static void read(
            Connection connection,
            List<String> names,
            Optional<Caller> caller,
            Map<String, List<StickyFacts>> earlier,
            Map<String, Set<String>> unconfirmed)
            throws SQLException {
        String marks = names.stream().map(name -> "?").collect(Collectors.joining(","));
        try (PreparedStatement query = connection.prepareStatement(
                "select resource, kind, digest, facts, writer, confirmed_by from kept_fact where resource in (" + marks
                        + ") order by resource, kind, digest")) {
            for (int i = 0; i < names.size(); i++) query.setString(i + 1, names.get(i));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    if (rows.getString(2).equals(STICKY)) {
                        earlier.computeIfAbsent(rows.getString(1), fresh -> new ArrayList<>())
                                .add(facts(rows.getString(4)));
                        continue;
                    }
                    Optional<String> confirmed = Optional.ofNullable(rows.getString(6));
                    String writer = rows.getString(5);
                    // who took it off, or said that it may be, gains nothing by it
                    boolean own = caller.filter(one -> SpeakerNames.isOf(one, writer)
                                    || confirmed
                                            .filter(by -> SpeakerNames.isOf(one, by))
                                            .isPresent())
                            .isPresent();
                    if (confirmed.isEmpty() || own)
                        unconfirmed
                                .computeIfAbsent(rows.getString(1), fresh -> new TreeSet<>())
                                .add(rows.getString(3));
                }
            }
        }
    }

    private static StickyFacts facts(String text) {
        try {
            return StickyFacts.read(JsonReader.object(text.getBytes(StandardCharsets.UTF_8)));
        } catch (MalformedJson e) {
            throw new IllegalStateException("a kept fact cannot be read", e);
        }
    }

    void keep(Map<Reference, StickyFacts> facts) {
        Map<String, String> due = new TreeMap<>();
        facts.keySet().forEach(held::add);
        facts.forEach((resource, one) -> due.put(resource.toString(), one.text()));
        for (Map.Entry<String, String> one : due.entrySet()) {
            insert(one.getKey(), STICKY, digest(one.getValue()), one.getValue(), Optional.empty(), MOST_OF_ONE);
        }
    }

    void takesOff(Caller caller, Reference resource, Set<String> elements) {
        held.add(resource);
        for (String element : new TreeSet<>(elements)) {
            // taken off anew, it is confirmed anew
            database.<Boolean, RuntimeException>inTransaction(connection -> {
                try (PreparedStatement before = connection.prepareStatement(
                        "delete from kept_fact where resource = ? and kind = ? and digest = ?")) {
                    before.setString(1, resource.toString());
                    before.setString(2, HELD);
                    before.setString(3, element);
                    return before.executeUpdate() > 0;
                }
            });
            insert(resource.toString(), HELD, element, "", Optional.of(SpeakerNames.name(caller)), Integer.MAX_VALUE);
        }
    }

    private void insert(
            String resource, String kind, String digest, String facts, Optional<String> writer, int atMost) {
        database.<Boolean, RuntimeException>inTransaction(connection -> {
            try (PreparedStatement row = connection.prepareStatement(
                    "insert into kept_fact (resource, kind, digest, facts, writer, kept_at) select ?, ?, ?, ?, ?, ?"
                            + " where (select count(*) from kept_fact where resource = ? and kind = ?) < ?")) {
                row.setString(1, resource);
                row.setString(2, kind);
                row.setString(3, digest);
                row.setString(4, facts);
                row.setString(5, writer.orElse(null));
                row.setLong(6, clock.millis());
                row.setString(7, resource);
                row.setString(8, kind);
                row.setInt(9, atMost);
                row.executeUpdate();
            } catch (SQLException e) {
                if (!DUPLICATE.equals(e.getSQLState())) throw e;
                connection.rollback();
            }
            return true;
        });
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
