package org.consentgateway.server;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.consentgateway.server.config.InvalidConfiguration;

/** The process: one command line, and its exit code. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        int code = run(List.of(arguments), System.getenv(), System.out, System.err);
        if (code != 0) System.exit(code);
    }

    /** @return 0, or 1 after every problem was told */
    static int run(List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
        return UsageErrors.toldBy(GatewayCommand.line(environment, out))
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setExecutionExceptionHandler((problem, command, parsed) -> {
                    for (String line : problems(problem)) command.getErr().println(line);
                    return 1;
                })
                .execute(arguments.toArray(String[]::new));
    }

    private static List<String> problems(Exception e) {
        if (e instanceof InvalidConfiguration invalid) return invalid.problems();
        if (e instanceof CannotStart cannot) return cannot.problems();
        return List.of("cannot start: " + (e.getMessage() == null ? e.getClass().getName() : e.getMessage()));
    }
}
