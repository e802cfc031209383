package org.consentgateway.server.tools;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.consentgateway.server.adapter.audit.TrailEnd;
import org.consentgateway.server.adapter.jdbc.WitnessStore;
import org.consentgateway.server.adapter.upstream.Probe.Finding;
import org.consentgateway.server.adapter.upstream.Probe.Level;
import org.consentgateway.server.config.GatewayConfig;
import org.consentgateway.server.config.Secret;
import org.consentgateway.server.port.Witness;

/** Whether the audit trail ends where it was signed, as the database and the folder of keys know; nothing is written. */
public record TrailCheck(GatewayConfig.Storage storage) {

    private static final String REMEDY =
            "keep the folder as it is, take a copy, run `gateway.jar verify-audit DIR`, and call the privacy office: what went"
                    + " out since may not be told";

    /** One finding; none where there is no trail yet. */
    public List<Finding> findings() {
        Optional<List<Witness.Signed>> database = database();
        try {
            TrailEnd end = TrailEnd.of(storage.data(), storage.keys(), database.orElse(List.of()));
            if (end.last() == 0) return List.of();
            return List.of(end.problem()
                    .map(problem -> new Finding("trail", Level.BAD, problem, REMEDY))
                    .orElseGet(() -> new Finding("trail", Level.GOOD, words(end, database.isPresent()), "")));
        } catch (IOException e) {
            return List.of(new Finding("trail", Level.BAD, "the audit trail cannot be read to its end", REMEDY));
        }
    }

    private static String words(TrailEnd end, boolean database) {
        return "the audit trail has " + end.last() + " records, signed up to " + end.signed() + " as `keys.dir` "
                + (database ? "and the database know" : "knows; the database was not asked, it is in use or away");
    }

    private Optional<List<Witness.Signed>> database() {
        return storage.database()
                .map(other -> WitnessStore.at(
                        other.url(), other.user(), other.password().map(Secret::reveal)))
                .orElseGet(() -> WitnessStore.embedded(storage.data()));
    }
}
