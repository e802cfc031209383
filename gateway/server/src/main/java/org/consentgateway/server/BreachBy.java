package org.consentgateway.server;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import org.consentgateway.server.operations.BreachQuery;
import org.consentgateway.server.port.DisclosureIndex.Column;
import picocli.CommandLine.Option;

/** By what {@code breach-scope} looks: exactly one of these. */
final class BreachBy {

    @Option(names = "--resource", paramLabel = "Type/id", description = "what this resource says of itself was wrong")
    private Optional<String> resource = Optional.empty();

    @Option(names = "--relabelled", paramLabel = "Type/id", description = "it turned out to be a psychotherapy note")
    private Optional<String> relabelled = Optional.empty();

    @Option(names = "--patient", paramLabel = "Patient/x", description = "all that went out of this patient")
    private Optional<String> patient = Optional.empty();

    @Option(names = "--consent", paramLabel = "Consent/x", description = "this Consent turned out not to hold")
    private Optional<String> consent = Optional.empty();

    @Option(
            names = "--pack",
            paramLabel = "ID|VERSION",
            description = "this policy pack was wrong; the one in force is held to be right")
    private Optional<String> pack = Optional.empty();

    BreachQuery query(LocalDate from, LocalDate to, LocalDate discovered, ZoneId zone) {
        Column by = patient.isPresent()
                ? Column.PATIENT
                : consent.isPresent() ? Column.CONSENT : pack.isPresent() ? Column.PACK : Column.RESOURCE;
        return new BreachQuery(
                by,
                resource.or(() -> relabelled)
                        .or(() -> patient)
                        .or(() -> consent)
                        .or(() -> pack)
                        .orElseThrow(),
                relabelled.isPresent(),
                from.atStartOfDay(zone).toInstant(),
                to.plusDays(1).atStartOfDay(zone).toInstant(),
                discovered);
    }
}
