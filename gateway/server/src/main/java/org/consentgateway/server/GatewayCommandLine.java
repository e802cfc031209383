package org.consentgateway.server;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.server.config.ConfigReader;
import org.consentgateway.server.config.InvalidConfiguration;

/** What every command has of the line that it stands on. */
interface GatewayCommandLine {

    /** {@code --config FILE}. */
    Optional<Path> config();

    /** Variables of the process. */
    Map<String, String> environment();

    PrintStream out();

    /** The tools, with the part of the configuration that they need. */
    default Commands tools() throws InvalidConfiguration {
        return new Commands(ConfigReader.tool(config(), environment()));
    }
}
