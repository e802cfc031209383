package org.consentgateway.server.adapter.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.consentgateway.server.port.BreachAssessments;

/** Assessments of possible breaches in a database. */
public record BreachAssessmentStore(Database database) implements BreachAssessments {

    private static final String COLUMNS =
            "id, at, made_by, question, discovered, affected, nature, recipient, acquired, mitigated, breach";

    @Override
    public void keep(Assessment one) {
        database.<Integer, RuntimeException>inTransaction(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "insert into breach_assessment (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
                insert.setString(1, one.id());
                insert.setLong(2, one.at().toEpochMilli());
                insert.setString(3, one.by());
                insert.setString(4, one.question());
                insert.setString(5, one.discovered().toString());
                insert.setInt(6, one.affected());
                insert.setString(7, one.factors().nature());
                insert.setString(8, one.factors().recipient());
                insert.setString(9, one.factors().acquired());
                insert.setString(10, one.factors().mitigated());
                insert.setBoolean(11, one.breach());
                return insert.executeUpdate();
            }
        });
    }

    @Override
    public List<Assessment> latest(int atMost) {
        return database.reading(connection -> {
            List<Assessment> all = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(
                            "select " + COLUMNS + " from breach_assessment order by at desc limit " + atMost);
                    ResultSet row = select.executeQuery()) {
                while (row.next())
                    all.add(new Assessment(
                            row.getString(1),
                            Instant.ofEpochMilli(row.getLong(2)),
                            row.getString(3),
                            row.getString(4),
                            LocalDate.parse(row.getString(5)),
                            row.getInt(6),
                            new BreachAssessments.Factors(
                                    row.getString(7), row.getString(8), row.getString(9), row.getString(10)),
                            row.getBoolean(11)));
            }
            return all;
        });
    }
}
