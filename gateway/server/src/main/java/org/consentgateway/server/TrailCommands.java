package org.consentgateway.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Optional;
import org.consentgateway.server.adapter.audit.CosignedCheckpoint;
import org.consentgateway.server.adapter.audit.VerifyAudit;
import org.consentgateway.server.adapter.jdbc.WitnessStore;
import org.consentgateway.server.config.InvalidConfiguration;
import org.consentgateway.server.tlog.VerifierKey;
import org.consentgateway.server.tools.TrailIndex;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands that read, check and move the audit trail. */
interface TrailCommands extends GatewayCommandLine {

    @Command(name = "why", header = "Explains a past decision.")
    default int why(@Parameters(paramLabel = "REQUEST-ID") String requestId) throws InvalidConfiguration {
        return tools().why(requestId, out());
    }

    @Command(name = "archive", header = "Moves old full segments of the audit trail to another folder, verified.")
    default int archive(
            @Option(names = "--before", paramLabel = "DATE", required = true, description = "older than this day")
                    LocalDate before,
            @Option(names = "--to", paramLabel = "DIR", required = true, description = "an empty folder") Path to)
            throws InvalidConfiguration, IOException {
        return tools().archive(before, to, out());
    }

    @Command(name = "restore", header = "Copies the last archive of the audit trail back, verified.")
    default int restore(@Option(names = "--from", paramLabel = "DIR", required = true) Path from)
            throws InvalidConfiguration, IOException {
        return tools().restore(from, out());
    }

    @Command(
            name = "index",
            header =
                    "Brings the index of the audit trail up to date and compares it with the trail; exit 1 where they differ.")
    default int index(
            @Option(names = "--rebuild", description = "makes it again from the trail") boolean rebuild,
            @Option(names = "--compare", description = "changes nothing") boolean compare)
            throws InvalidConfiguration, CannotStart, IOException {
        TrailIndex.Task task = rebuild ? TrailIndex.Task.REBUILD : TrailIndex.Task.UPDATE;
        return tools().index(compare ? TrailIndex.Task.COMPARE : task, out());
    }

    @Command(name = "verify-audit", header = "Verifies the audit trail in a data folder.")
    default int verifyAudit(
            @Parameters(paramLabel = "DIR") Path dataFolder,
            @Option(
                            names = "--witness",
                            paramLabel = "FILE",
                            description = "the key of the witness that must have cosigned it")
                    @Nullable
                    Path witness)
            throws IOException {
        Optional<VerifierKey> key = witness == null ? Optional.empty() : Optional.of(CosignedCheckpoint.key(witness));
        return new VerifyAudit().run(dataFolder, WitnessStore.embedded(dataFolder), key, out());
    }
}
