package org.consentgateway.server;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.consentgateway.server.config.InvalidConfiguration;
import org.consentgateway.server.tools.LocalChecks;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code gateway.jar}: serves, or is one of its commands. Each ends with 0, or with 1 after every problem was told. */
@Command(
        name = "gateway.jar",
        header = "A consent and privacy gateway in front of a FHIR server; without a command it serves.",
        mixinStandardHelpOptions = true,
        versionProvider = GatewayCommand.Version.class,
        scope = ScopeType.INHERIT,
        exitCodeOnInvalidInput = 1)
final class GatewayCommand
        implements Callable<Integer>,
                CheckCommands,
                InstallationCommands,
                PolicyCommands,
                TrailCommands,
                ReportCommands,
                WitnessCommands {

    private final Map<String, String> environment;
    private final PrintStream out;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "configuration; ./gateway.yaml if it is there and nothing is said")
    private Optional<Path> config = Optional.empty();

    private GatewayCommand(Map<String, String> environment, PrintStream out) {
        this.environment = environment;
        this.out = out;
    }

    /** With the commands of every group, in the order of their names. */
    static CommandLine line(Map<String, String> environment, PrintStream out) {
        CommandLine line = new CommandLine(new GatewayCommand(environment, out));
        Map<String, CommandLine> commands = new TreeMap<>();
        Stream.of(GatewayCommand.class.getInterfaces())
                .flatMap(group -> CommandLine.getCommandMethods(group, null).stream())
                .map(CommandLine::new)
                .forEach(command -> commands.put(command.getCommandName(), command));
        commands.forEach(line::addSubcommand);
        return line;
    }

    @Override
    public Optional<Path> config() {
        return config;
    }

    @Override
    public Map<String, String> environment() {
        return environment;
    }

    @Override
    public PrintStream out() {
        return out;
    }

    /** Serves until the process is told to end. */
    @Override
    public Integer call() throws InvalidConfiguration, CannotStart, IOException, InterruptedException {
        StartChecks.Startable found = new StartChecks(config, environment).valid(LocalChecks::takenPorts);
        Gateway gateway = Gateway.assemble(found.loaded().config(), found.inputs());
        found.loaded().remarks().forEach(gateway::remark);
        gateway.start();
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            gateway.stop();
                            stopped.countDown();
                        },
                        "stop"));
        stopped.await();
        return 0;
    }

    /** The version of the jar; a build from the sources has none. */
    static final class Version implements CommandLine.IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {version == null ? "development" : version};
        }
    }
}
