package org.consentgateway.server;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Stream;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.adapter.audit.VerifyAudit;
import org.consentgateway.server.adapter.jdbc.WitnessStore;
import org.consentgateway.server.adapter.upstream.Probe.Finding;
import org.consentgateway.server.adapter.upstream.Probe.Level;
import org.consentgateway.server.config.ConfigReader;
import org.consentgateway.server.config.InvalidConfiguration;
import org.consentgateway.server.tools.LocalChecks;
import org.consentgateway.server.tools.Surveyed;
import org.consentgateway.server.tools.TrailIndex;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** The command line: starts the gateway, or one of its tools. Each ends with 0, or with 1 after every problem was told. */
@Command(
        name = "gateway.jar",
        header = "A consent and privacy gateway in front of a FHIR server; without a command it serves.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        scope = ScopeType.INHERIT,
        exitCodeOnInvalidInput = 1)
public final class Main implements Callable<Integer> {

    private final Map<String, String> environment;
    private final PrintStream out;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "configuration; ./gateway.yaml if it is there and nothing is said")
    private Optional<Path> config = Optional.empty();

    private Main(Map<String, String> environment, PrintStream out) {
        this.environment = environment;
        this.out = out;
    }

    public static void main(String[] arguments) {
        int code = run(List.of(arguments), System.getenv(), System.out, System.err);
        if (code != 0) System.exit(code);
    }

    /** @return 0, or 1 after every problem was told */
    static int run(List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
        return UsageErrors.toldBy(new CommandLine(new Main(environment, out)))
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setExecutionExceptionHandler((problem, command, parsed) -> {
                    for (String line : problems(problem)) command.getErr().println(line);
                    return 1;
                })
                .execute(arguments.toArray(String[]::new));
    }

    /** Serves until the process is told to end. */
    @Override
    public Integer call() throws InvalidConfiguration, CannotStart, IOException, InterruptedException {
        ConfigReader.Loaded loaded = valid(LocalChecks::takenPorts);
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

    @Command(name = "validate", header = "Checks configuration, policy pack and routes.")
    int validate() throws InvalidConfiguration, CannotStart {
        ConfigReader.Loaded loaded = valid(LocalChecks::ports);
        Inputs.read(loaded.config().tool()).remarks().forEach(remark -> out.println("warning: " + remark));
        out.println("configuration, policy pack and routes are valid");
        return 0;
    }

    @Command(name = "why", header = "Explains a past decision.")
    int why(@Parameters(paramLabel = "REQUEST-ID") String requestId) throws InvalidConfiguration {
        return tools().why(requestId, out);
    }

    @Command(name = "worklist", header = "Lists what an operator has to look at.")
    int worklist() throws InvalidConfiguration {
        return tools().worklist(out);
    }

    @Command(name = "survey", header = "Shows what would be withheld in an EHR, without content.")
    int survey(
            @Option(
                            names = "--most",
                            paramLabel = "N",
                            defaultValue = "1000",
                            description = "resources read of each type (${DEFAULT-VALUE})")
                    int most,
            @ArgGroup @Nullable Whose whose)
            throws InvalidConfiguration, CannotStart, IOException {
        Commands tools = tools();
        return tools.survey(whose == null ? new Surveyed.All() : whose.surveyed(tools), most, out);
    }

    /** For an EHR that answers no search without a patient. */
    static final class Whose {

        @Option(names = "--patients", paramLabel = "FILE", description = "reads what these patients have; an id a line")
        private Optional<Path> file = Optional.empty();

        @Option(
                names = "--group",
                paramLabel = "Group/x",
                description = "reads what the members of this Group of the EHR have")
        private Optional<String> group = Optional.empty();

        @Option(
                names = "--recent",
                paramLabel = "N",
                description = "reads what the last N patients of the audit trail have")
        private Optional<Integer> recent = Optional.empty();

        Surveyed surveyed(Commands tools) throws CannotStart, IOException {
            if (recent.isPresent()) return tools.recentPatients(recent.get());
            if (file.isPresent()) {
                try {
                    return Surveyed.Patients.of(Files.readAllLines(file.get()));
                } catch (IllegalArgumentException e) {
                    throw new CannotStart(List.of("`" + file.get() + "`: " + e.getMessage()));
                }
            }
            return group.flatMap(Reference::parse)
                    .filter(reference -> reference.type().equals("Group"))
                    .map(Surveyed.Members::new)
                    .orElseThrow(() -> new CannotStart(List.of("`--group` must be a reference such as `Group/x`")));
        }
    }

    @Command(
            name = "doctor",
            header = "Tells what of a running or planned installation would lose, leak or stop, and what to do.")
    int doctor(
            @Option(names = "--json", description = "one JSON object for machines") boolean json,
            @Option(names = "--token", paramLabel = "FILE", description = "an access token: what it would mean")
                    @Nullable
                    Path token,
            @Option(names = "--heard", paramLabel = "FILE", description = "what the `curl` line printed where apps run")
                    @Nullable
                    Path heard)
            throws IOException {
        return new DoctorCommand(config, environment, Optional.ofNullable(token), Optional.ofNullable(heard))
                .run(json, out);
    }

    @Command(
            name = "init",
            header = "Asks an EHR and an issuer what they are, and drafts gateway.yaml and issuers.yaml.")
    int init(
            @Option(names = "--ehr", paramLabel = "URL", required = true, description = "FHIR R4 base of the EHR")
                    URI ehr,
            @Option(names = "--issuer", paramLabel = "URL", required = true, description = "issuer, as in `iss`")
                    URI issuer,
            @Option(
                            names = "--out",
                            paramLabel = "DIR",
                            defaultValue = ".",
                            description = "folder for both files, which must not be there (${DEFAULT-VALUE})")
                    Path folder)
            throws CannotStart, IOException {
        return Commands.init(ehr, issuer, folder, out);
    }

    @Command(
            name = "observe-report",
            header = "Counts what enforcing would have changed while the gateway observed, without content.")
    int observeReport(@Option(names = "--json", description = "one JSON object for machines") boolean json)
            throws InvalidConfiguration {
        return tools().observeReport(json, out);
    }

    @Command(name = "rotate-keys", header = "Replaces the keys that show servers who the gateway is.")
    int rotateKeys(
            @Option(
                            names = "--at-once",
                            description =
                                    "they sign now and those from before are withdrawn: for keys that others have seen")
                    boolean atOnce)
            throws InvalidConfiguration, IOException {
        return tools().rotateKeys(atOnce, out);
    }

    @Command(name = "test", header = "Runs the cases of a folder against the policy pack.")
    int test(@Parameters(paramLabel = "DIR") Path cases) throws InvalidConfiguration {
        return tools().test(cases, out);
    }

    @Command(name = "replay", header = "Decides past requests again under a draft pack; prints what would differ.")
    int replay(
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
        return tools().replay(draft, since, out);
    }

    @Command(name = "archive", header = "Moves old full segments of the audit trail to another folder, verified.")
    int archive(
            @Option(names = "--before", paramLabel = "DATE", required = true, description = "older than this day")
                    LocalDate before,
            @Option(names = "--to", paramLabel = "DIR", required = true, description = "an empty folder") Path to)
            throws InvalidConfiguration, IOException {
        return tools().archive(before, to, out);
    }

    @Command(name = "restore", header = "Copies the last archive of the audit trail back, verified.")
    int restore(@Option(names = "--from", paramLabel = "DIR", required = true) Path from)
            throws InvalidConfiguration, IOException {
        return tools().restore(from, out);
    }

    @Command(
            name = "index",
            header =
                    "Brings the index of the audit trail up to date and compares it with the trail; exit 1 where they differ.")
    int index(
            @Option(names = "--rebuild", description = "makes it again from the trail") boolean rebuild,
            @Option(names = "--compare", description = "changes nothing") boolean compare)
            throws InvalidConfiguration, CannotStart, IOException {
        TrailIndex.Task task = rebuild ? TrailIndex.Task.REBUILD : TrailIndex.Task.UPDATE;
        return tools().index(compare ? TrailIndex.Task.COMPARE : task, out);
    }

    @Command(
            name = "refusals",
            header =
                    "What was kept back in a month, with the legal ground that answers a complaint of information blocking.")
    int refusals(
            @Option(names = "--month", paramLabel = "YYYY-MM", required = true, description = "UTC") YearMonth month,
            @Option(names = "--from-trail", description = "counts the trail itself, not its index") boolean fromTrail,
            @Option(names = "--csv", description = "for a spreadsheet") boolean csv)
            throws InvalidConfiguration, CannotStart, IOException {
        return tools().refusals(month.toString(), fromTrail, csv, out);
    }

    @Command(
            name = "breach-scope",
            header = "What went out and would be withheld today: to whom, when, what, and what the law asks by when.")
    int breachScope(
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
        Commands tools = tools();
        return tools.breachScope(
                by.query(from, to, discovered, tools.config().law().zone()), csv, out);
    }

    @Command(name = "verify-audit", header = "Verifies the audit trail in a data folder.")
    int verifyAudit(@Parameters(paramLabel = "DIR") Path dataFolder) {
        return new VerifyAudit().run(dataFolder, WitnessStore.embedded(dataFolder), out);
    }

    /**
     * The configuration, its pack, its routes and its key stores being valid; every problem of all is told.
     *
     * @param more what has to be well besides
     */
    private ConfigReader.Loaded valid(Function<LocalChecks, List<Finding>> more)
            throws InvalidConfiguration, CannotStart {
        List<String> problems = new ArrayList<>();
        Optional<ConfigReader.Loaded> loaded = Optional.empty();
        Map<String, String> routes = Map.of();
        try {
            loaded = Optional.of(ConfigReader.read(config, environment));
        } catch (InvalidConfiguration e) {
            problems.addAll(e.problems());
        }
        try {
            routes = Inputs.read(ConfigReader.tool(config, environment)).routes();
        } catch (InvalidConfiguration e) {
            if (problems.isEmpty()) throw e; // else told already: a tool reads a part of the same keys
        } catch (CannotStart e) {
            problems.addAll(e.problems());
        }
        if (loaded.isPresent()) {
            LocalChecks checks = new LocalChecks(loaded.get().config(), routes, environment, InstantSource.system());
            Stream.concat(checks.startable().stream(), more.apply(checks).stream())
                    .filter(one -> one.level() == Level.BAD)
                    .forEach(one -> problems.add(one.says() + ": " + one.todo()));
        }
        return loaded.filter(found -> problems.isEmpty()).orElseThrow(() -> new CannotStart(problems));
    }

    private Commands tools() throws InvalidConfiguration {
        return new Commands(ConfigReader.tool(config, environment));
    }

    private static List<String> problems(Exception e) {
        if (e instanceof InvalidConfiguration invalid) return invalid.problems();
        if (e instanceof CannotStart cannot) return cannot.problems();
        return List.of("cannot start: " + (e.getMessage() == null ? e.getClass().getName() : e.getMessage()));
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
