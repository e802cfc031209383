package org.consentgateway.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.consentgateway.server.config.InvalidConfiguration;
import org.consentgateway.server.tools.LocalChecks;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The commands that tell whether a gateway would start, and whether it would do what it should. */
interface CheckCommands extends GatewayCommandLine {

    @Command(name = "validate", header = "Checks configuration, policy pack and routes.")
    default int validate() throws InvalidConfiguration, CannotStart {
        Inputs inputs = new StartChecks(config(), environment())
                .valid(LocalChecks::ports)
                .inputs();
        inputs.remarks().forEach(remark -> out().println("warning: " + remark));
        out().println("configuration, policy pack and routes are valid");
        return 0;
    }

    @Command(
            name = "doctor",
            header = "Tells what of a running or planned installation would lose, leak or stop, and what to do.")
    default int doctor(
            @Option(names = "--json", description = "one JSON object for machines") boolean json,
            @Option(names = "--token", paramLabel = "FILE", description = "an access token: what it would mean")
                    @Nullable
                    Path token,
            @Option(names = "--heard", paramLabel = "FILE", description = "what the `curl` line printed where apps run")
                    @Nullable
                    Path heard)
            throws IOException {
        return new DoctorCommand(config(), environment(), Optional.ofNullable(token), Optional.ofNullable(heard))
                .run(json, out());
    }
}
