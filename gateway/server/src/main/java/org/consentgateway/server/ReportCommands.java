package org.consentgateway.server;

import java.io.IOException;
import java.time.LocalDate;
import java.time.YearMonth;
import org.consentgateway.server.config.InvalidConfiguration;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The commands that tell what happened: to an operator, to a privacy officer. */
interface ReportCommands extends GatewayCommandLine {

    @Command(name = "worklist", header = "Lists what an operator has to look at.")
    default int worklist() throws InvalidConfiguration {
        return tools().worklist(out());
    }

    @Command(
            name = "observe-report",
            header = "Counts what enforcing would have changed while the gateway observed, without content.")
    default int observeReport(@Option(names = "--json", description = "one JSON object for machines") boolean json)
            throws InvalidConfiguration {
        return tools().observeReport(json, out());
    }

    @Command(
            name = "refusals",
            header =
                    "What was kept back in a month, with the legal ground that answers a complaint of information blocking.")
    default int refusals(
            @Option(names = "--month", paramLabel = "YYYY-MM", required = true, description = "UTC") YearMonth month,
            @Option(names = "--from-trail", description = "counts the trail itself, not its index") boolean fromTrail,
            @Option(names = "--csv", description = "for a spreadsheet") boolean csv)
            throws InvalidConfiguration, CannotStart, IOException {
        return tools().refusals(month.toString(), fromTrail, csv, out());
    }

    @Command(
            name = "breach-scope",
            header = "What went out and would be withheld today: to whom, when, what, and what the law asks by when.")
    default int breachScope(
            @ArgGroup(multiplicity = "1") BreachBy by,
            @Option(names = "--from", paramLabel = "DATE", required = true, description = "first day") LocalDate from,
            @Option(names = "--to", paramLabel = "DATE", required = true, description = "last day") LocalDate to,
            @Option(
                            names = "--discovered",
                            paramLabel = "DATE",
                            required = true,
                            description = "from which the clock of 45 CFR 164.404(b) runs")
                    LocalDate discovered,
            @Option(names = "--csv", description = "for a spreadsheet") boolean csv)
            throws InvalidConfiguration, CannotStart, IOException {
        Commands read = tools();
        return read.breachScope(
                by.query(from, to, discovered, read.config().law().zone()), csv, out());
    }
}
