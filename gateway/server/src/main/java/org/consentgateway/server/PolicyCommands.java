package org.consentgateway.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.consentgateway.server.config.InvalidConfiguration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands that try a policy pack before it is in force. */
interface PolicyCommands extends GatewayCommandLine {

    @Command(name = "test", header = "Runs the cases of a folder against the policy pack.")
    default int test(@Parameters(paramLabel = "DIR") Path cases) throws InvalidConfiguration {
        return tools().test(cases, out());
    }

    @Command(name = "replay", header = "Decides past requests again under a draft pack; prints what would differ.")
    default int replay(
            @Option(
                            names = "--policy",
                            paramLabel = "DRAFT",
                            required = true,
                            split = ",",
                            description = "packs as in the key `policy`: names or files, the first is the base")
                    List<String> draft,
            @Option(names = "--since", paramLabel = "DATE", required = true, description = "such as 2026-11-01")
                    LocalDate since)
            throws InvalidConfiguration, CannotStart, IOException {
        return tools().replay(draft, since, out());
    }
}
