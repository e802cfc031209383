package org.consentgateway.server.adapter.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.law.Grant;
import org.consentgateway.server.port.Trail;

/** A change of a grant, told to its history and, before the transaction ends, to the audit trail. */
final class GrantChanges {

    private final Trail trail;
    private final Clock clock;

    GrantChanges(Trail trail, Clock clock) {
        this.trail = trail;
        this.clock = clock;
    }

    void tell(Connection connection, String requestId, Grant grant, String event, String by)
            throws SQLException, Trail.Unavailable {
        remember(connection, requestId, grant.id(), event, by);
        trail.commit(List.of(record(requestId, grant, event, by)));
    }

    private void remember(Connection connection, String requestId, String grantId, String event, String who)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "insert into grant_history (grant_id, at, event, who, request_id) values (?, ?, ?, ?, ?)")) {
            statement.setString(1, grantId);
            statement.setLong(2, clock.millis());
            statement.setString(3, event);
            statement.setString(4, who);
            statement.setString(5, requestId);
            statement.executeUpdate();
        }
    }

    /** What the audit trail says of a change; the words of an attestation stay in the database. */
    private static Trail.Entry record(String requestId, Grant grant, String event, String by) {
        Map<String, Json> body = new TreeMap<>();
        body.put("event", new Json.Text(event));
        body.put("grant", new Json.Text(grant.id()));
        body.put("basis", new Json.Text(grant.basis().code()));
        body.put("citation", new Json.Text(grant.basis().citation()));
        body.put("by", new Json.Text(by));
        body.put("patients", new Json.Arr(List.of(new Json.Text(grant.patient().toString()))));
        body.put("recipient", new Json.Text(grant.recipient().toString()));
        body.put(
                "resources",
                new Json.Arr(grant.resources().stream()
                        .sorted()
                        .map(note -> (Json) new Json.Text(note.toString()))
                        .toList()));
        body.put("start", new Json.Text(grant.term().start().toString()));
        body.put("end", new Json.Text(grant.term().end().toString()));
        body.put("status", new Json.Text(grant.status().name()));
        grant.documentation().evidenceHash().ifPresent(hash -> body.put("evidence", new Json.Text(hash)));
        grant.documentation()
                .reference()
                .flatMap(Grant.LegalReference::number)
                .ifPresent(it -> body.put("number", new Json.Text(it)));
        return new Trail.Entry(requestId, Trail.Kind.GRANT, new Json.Obj(body));
    }
}
