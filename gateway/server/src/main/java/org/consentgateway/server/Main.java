package org.consentgateway.server;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.consentgateway.server.audit.VerifyAudit;
import org.consentgateway.server.audit.Why;
import org.consentgateway.server.config.ConfigReader;
import org.consentgateway.server.config.InvalidConfiguration;

/** The command line: starts the gateway, or one of its tools. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        int code = run(List.of(arguments), System.getenv(), System.out, System.err);
        if (code != 0) System.exit(code);
    }

    /** @return 0, or 1 after every problem was told */
    static int run(List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err)
            throws InterruptedException {
        String command = arguments.isEmpty() || arguments.get(0).startsWith("--") ? "run" : arguments.get(0);
        List<String> rest = command.equals("run") ? arguments : arguments.subList(1, arguments.size());
        Optional<Path> config = option(rest, "--config").map(Path::of);
        try {
            return switch (command) {
                case "run" -> start(config, environment);
                case "validate" -> validate(config, environment, out);
                case "verify-audit" -> new VerifyAudit().run(Path.of(rest.get(0)), out);
                case "why" -> new Why(rest.get(0)).run(dataOf(config, environment), out);
                case "survey" ->
                    Gateway.survey(ConfigReader.read(config, environment).config(), out);
                case "test" ->
                    Gateway.test(ConfigReader.read(config, environment).config(), Path.of(rest.get(0)), out);
                default -> usage(err);
            };
        } catch (InvalidConfiguration | Gateway.CannotStart e) {
            problems(e).forEach(err::println);
            return 1;
        } catch (IOException e) {
            err.println("cannot start: " + e.getMessage());
            return 1;
        } catch (IndexOutOfBoundsException e) {
            return usage(err);
        }
    }

    private static int start(Optional<Path> config, Map<String, String> environment)
            throws InvalidConfiguration, Gateway.CannotStart, IOException, InterruptedException {
        ConfigReader.Loaded loaded = ConfigReader.read(config, environment);
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

    private static int validate(Optional<Path> config, Map<String, String> environment, PrintStream out)
            throws InvalidConfiguration, Gateway.CannotStart {
        Gateway.check(ConfigReader.read(config, environment).config());
        out.println("configuration, policy pack and routes are valid");
        return 0;
    }

    private static Path dataOf(Optional<Path> config, Map<String, String> environment) throws InvalidConfiguration {
        return ConfigReader.read(config, environment).config().storage().data();
    }

    private static List<String> problems(Exception e) {
        if (e instanceof InvalidConfiguration invalid) return invalid.problems();
        if (e instanceof Gateway.CannotStart cannot) return cannot.problems();
        return List.of(String.valueOf(e.getMessage()));
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
                        "gateway.jar survey [--config FILE]    shows what would be withheld in an EHR, without content",
                        "gateway.jar test DIR                  runs the cases of a folder against the policy pack",
                        "gateway.jar verify-audit DIR          verifies the audit trail in a data folder")));
        return 1;
    }
}
