package org.consentgateway.server;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.consentgateway.server.audit.VerifyAudit;
import org.consentgateway.server.config.ConfigReader;
import org.consentgateway.server.config.InvalidConfiguration;
import org.consentgateway.server.jdbc.WitnessStore;

/** The command line: starts the gateway, or one of its tools. */
public final class Main {

    private static final int SURVEYED = 1_000; // resources of each type, unless told otherwise

    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        int code = run(List.of(arguments), System.getenv(), System.out, System.err);
        if (code != 0) System.exit(code);
    }

    /** @return 0, or 1 after every problem was told */
    static int run(List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err)
            throws InterruptedException {
        String command = arguments.isEmpty() || arguments.get(0).startsWith("--") ? "run" : arguments.get(0);
        Optional<Path> config = option(arguments, "--config").map(Path::of);
        List<String> rest = operands(arguments);
        try {
            return switch (command) {
                case "run" -> start(config, environment);
                case "validate" -> validate(config, environment, out);
                case "verify-audit" -> verify(Path.of(rest.get(1)), out);
                case "why" -> tools(config, environment).why(rest.get(1), out);
                case "worklist" -> tools(config, environment).worklist(out);
                case "survey" ->
                    tools(config, environment)
                            .survey(
                                    option(arguments, "--most")
                                            .map(Integer::parseInt)
                                            .orElse(SURVEYED),
                                    out);
                case "doctor" -> tools(config, environment).doctor(arguments.contains("--json"), out);
                case "test" -> tools(config, environment).test(Path.of(rest.get(1)), out);
                default -> usage(err);
            };
        } catch (InvalidConfiguration | CannotStart e) {
            problems(e).forEach(err::println);
            return 1;
        } catch (IOException e) {
            err.println("cannot start: " + e.getMessage());
            return 1;
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            return usage(err);
        }
    }

    private static int start(Optional<Path> config, Map<String, String> environment)
            throws InvalidConfiguration, CannotStart, IOException, InterruptedException {
        ConfigReader.Loaded loaded = valid(config, environment);
        Gateway gateway = Gateway.assemble(loaded.config());
        loaded.remarks().forEach(gateway::remark);
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

    private static int verify(Path dataFolder, PrintStream out) {
        return new VerifyAudit().run(dataFolder, WitnessStore.embedded(dataFolder), out);
    }

    private static int validate(Optional<Path> config, Map<String, String> environment, PrintStream out)
            throws InvalidConfiguration, CannotStart {
        valid(config, environment);
        out.println("configuration, policy pack and routes are valid");
        return 0;
    }

    /** The configuration, its pack and its routes being valid; every problem of all three is told. */
    private static ConfigReader.Loaded valid(Optional<Path> config, Map<String, String> environment)
            throws InvalidConfiguration, CannotStart {
        List<String> problems = new ArrayList<>();
        Optional<ConfigReader.Loaded> loaded = Optional.empty();
        try {
            loaded = Optional.of(ConfigReader.read(config, environment));
        } catch (InvalidConfiguration e) {
            problems.addAll(e.problems());
        }
        try {
            Inputs.read(ConfigReader.tool(config, environment));
        } catch (InvalidConfiguration e) {
            if (problems.isEmpty()) throw e; // else told already: a tool reads a part of the same keys
        } catch (CannotStart e) {
            problems.addAll(e.problems());
        }
        return loaded.filter(found -> problems.isEmpty()).orElseThrow(() -> new CannotStart(problems));
    }

    private static Commands tools(Optional<Path> config, Map<String, String> environment) throws InvalidConfiguration {
        return new Commands(ConfigReader.tool(config, environment));
    }

    private static List<String> problems(Exception e) {
        if (e instanceof InvalidConfiguration invalid) return invalid.problems();
        if (e instanceof CannotStart cannot) return cannot.problems();
        return List.of(String.valueOf(e.getMessage()));
    }

    /** Command and operands, without `--option value` pairs wherever they stand. */
    private static List<String> operands(List<String> arguments) {
        List<String> operands = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            if (arguments.get(i).startsWith("--")) i++;
            else operands.add(arguments.get(i));
        }
        return operands;
    }

    private static Optional<String> option(List<String> arguments, String name) {
        int at = arguments.indexOf(name);
        return at >= 0 && at + 1 < arguments.size() ? Optional.of(arguments.get(at + 1)) : Optional.empty();
    }

    private static int usage(PrintStream err) {
        err.println(String.join(
                System.lineSeparator(),
                Arrays.asList(
                        "gateway.jar [--config FILE]           starts the gateway",
                        "gateway.jar validate [--config FILE]  checks configuration, policy pack and routes",
                        "gateway.jar why REQUEST-ID            explains a past decision",
                        "gateway.jar worklist                  what an operator has to look at",
                        "gateway.jar survey [--most N]         shows what would be withheld in an EHR, without content",
                        "gateway.jar doctor [--json]           tells what an EHR can do, and what to do about what it cannot",
                        "gateway.jar test DIR                  runs the cases of a folder against the policy pack",
                        "gateway.jar verify-audit DIR          verifies the audit trail in a data folder")));
        return 1;
    }
}
