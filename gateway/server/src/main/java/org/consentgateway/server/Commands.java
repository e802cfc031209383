package org.consentgateway.server;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.FactsReader;
import org.consentgateway.core.label.ReferenceResolver;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.adapter.audit.Keys;
import org.consentgateway.server.adapter.audit.ObserveReportText;
import org.consentgateway.server.adapter.audit.TrailArchive;
import org.consentgateway.server.adapter.audit.TrailWalk;
import org.consentgateway.server.adapter.audit.Why;
import org.consentgateway.server.adapter.hapi.ConsentReader;
import org.consentgateway.server.adapter.jdbc.Database;
import org.consentgateway.server.adapter.jdbc.DecisionFactStore;
import org.consentgateway.server.adapter.jdbc.TrailIndexStore;
import org.consentgateway.server.adapter.jdbc.WrittenFactStore;
import org.consentgateway.server.adapter.undertow.IoThreads;
import org.consentgateway.server.adapter.undertow.UpstreamTransports;
import org.consentgateway.server.adapter.upstream.Clients;
import org.consentgateway.server.adapter.upstream.SigningKeys;
import org.consentgateway.server.config.ConfigReader;
import org.consentgateway.server.config.GatewayConfig;
import org.consentgateway.server.config.InvalidConfiguration;
import org.consentgateway.server.config.PackLoader;
import org.consentgateway.server.config.ToolConfig;
import org.consentgateway.server.management.WorklistPage;
import org.consentgateway.server.operations.BreachQuery;
import org.consentgateway.server.operations.BreachReport;
import org.consentgateway.server.operations.RefusalReport;
import org.consentgateway.server.port.FhirHttp;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.SealedTokens;
import org.consentgateway.server.port.StoreUnavailable;
import org.consentgateway.server.tools.BreachScope;
import org.consentgateway.server.tools.Init;
import org.consentgateway.server.tools.MonthlyRefusals;
import org.consentgateway.server.tools.PolicyTest;
import org.consentgateway.server.tools.RecentPatients;
import org.consentgateway.server.tools.RecountedRefusals;
import org.consentgateway.server.tools.Replay;
import org.consentgateway.server.tools.Replayed;
import org.consentgateway.server.tools.Survey;
import org.consentgateway.server.tools.Surveyed;
import org.consentgateway.server.tools.TrailIndex;

/** The tools of the command line, each wired with what it needs alone; 0 or 1 is its exit code. */
record Commands(ToolConfig config) {

    /** {@code gateway.jar why REQUEST-ID}. */
    int why(String requestId, PrintStream out) {
        return new Why(requestId).run(config.storage().data(), out);
    }

    /** {@code gateway.jar init}; without configuration. Questions are asked where somebody sits at a terminal. */
    static int init(URI ehr, URI issuer, Path folder, PrintStream out) throws CannotStart, IOException {
        for (URI given : List.of(ehr, issuer))
            if (!List.of("http", "https").contains(String.valueOf(given.getScheme())) || given.getHost() == null)
                throw new CannotStart(List.of("`" + given + "` is no http or https URL"));
        @SuppressWarnings("SystemConsoleNull") // from JDK 22 on it is one that reads standard input, which will do
        Console console = System.console();
        Function<String, Optional<String>> answer = console == null
                ? question -> Optional.empty()
                : question -> Optional.ofNullable(console.readLine("%s: ", question))
                        .map(String::strip)
                        .filter(text -> !text.isEmpty());
        try {
            HttpClient client = new Clients(new UpstreamTransports(IoThreads.shared()), GatewayConfig.Outbound.DIRECT)
                    .plain(new GatewayConfig.Tls(Optional.empty(), Optional.empty()));
            return new Init(ConfigReader.SERVED, client, InstantSource.system(), answer)
                    .run(ehr.toString(), issuer.toString(), folder, out);
        } catch (GeneralSecurityException e) {
            throw new CannotStart(List.of("TLS cannot be set up: " + e.getMessage()));
        }
    }

    /** {@code gateway.jar observe-report}. */
    int observeReport(boolean json, PrintStream out) {
        return new ObserveReportText(json).run(config.storage().data(), out);
    }

    /** {@code gateway.jar worklist}. */
    int worklist(PrintStream out) {
        return WorklistPage.print(config.storage().data(), out);
    }

    /**
     * {@code gateway.jar survey}.
     *
     * @param surveyed whose resources are read
     * @param most     resources read of each type
     */
    int survey(Surveyed surveyed, int most, PrintStream out) throws InvalidConfiguration, CannotStart, IOException {
        if (config.upstream().isEmpty()) throw new CannotStart(List.of("`upstream.url` is required"));
        try {
            FhirServer ehr =
                    clients(config.upstream().get()).server(config.upstream().get());
            PolicyPack pack = pack();
            Optional<Database> database = database(out);
            try {
                Survey survey = database.map(opened -> new WrittenFactStore(opened, Clock.systemUTC()))
                        .map(facts -> new Survey(ehr.reads(), ehr.base(), config.fhir(), pack, facts::firstAuthors))
                        .orElseGet(() -> new Survey(ehr.reads(), ehr.base(), config.fhir(), pack, seen -> {}));
                return survey.run(surveyed, most, out);
            } finally {
                database.ifPresent(Database::close);
            }
        } catch (GeneralSecurityException e) {
            throw new CannotStart(List.of("a key store cannot be opened: " + e.getMessage()));
        }
    }

    /**
     * Patients of the trail's last 30 days, the latest ones.
     *
     * @throws CannotStart where there is none
     */
    Surveyed recentPatients(int most) throws CannotStart, IOException {
        Instant since = Clock.systemUTC().instant().minus(Duration.ofDays(30));
        Surveyed.Patients recent =
                RecentPatients.of(new TrailWalk(config.storage().data()), since, most);
        if (recent.ids().isEmpty())
            throw new CannotStart(List.of("the audit trail names no patient of the last 30 days"));
        return recent;
    }

    /** Where first authors are kept; empty while another process has the embedded one. */
    private Optional<Database> database(PrintStream out) throws IOException {
        try {
            return Optional.of(Database.of(config.storage()));
        } catch (StoreUnavailable e) {
            out.println(
                    "who stands as author is not kept: the database cannot be opened; stop the gateway for the survey");
            return Optional.empty();
        }
    }

    /**
     * {@code gateway.jar replay}.
     *
     * @param draft packs, as in the key {@code policy}
     * @param since in the site's zone
     */
    int replay(List<String> draft, LocalDate since, PrintStream out)
            throws InvalidConfiguration, CannotStart, IOException {
        PolicyPack pack =
                PackLoader.load(draft, config.organization(), config.law().zone());
        try (Database database = opened()) {
            DecisionFactStore kept = new DecisionFactStore(database, seals(), Clock.systemUTC());
            return new Replay(new TrailWalk(config.storage().data()), new Replayed(kept::of, pack))
                    .run(since.atStartOfDay(config.law().zone()).toInstant(), out);
        }
    }

    /** {@code gateway.jar archive}. */
    int archive(LocalDate before, Path to, PrintStream out) throws IOException {
        return new TrailArchive(
                        config.storage().data(), Keys.existing(config.storage().keys()))
                .archive(before.atStartOfDay(config.law().zone()).toInstant(), to, out);
    }

    /** {@code gateway.jar restore}. */
    int restore(Path from, PrintStream out) throws IOException {
        return new TrailArchive(
                        config.storage().data(), Keys.existing(config.storage().keys()))
                .restore(from, out);
    }

    /** {@code gateway.jar index}. */
    int index(TrailIndex.Task task, PrintStream out) throws CannotStart, IOException {
        try (Database database = opened()) {
            return new TrailIndex(new TrailWalk(config.storage().data()), new TrailIndexStore(database)).run(task, out);
        }
    }

    /**
     * {@code gateway.jar refusals}: from the index, or from the trail itself; both say the same.
     *
     * @param period {@code yyyy-MM}
     */
    int refusals(String period, boolean fromTrail, boolean csv, PrintStream out) throws CannotStart, IOException {
        TrailWalk trail = new TrailWalk(config.storage().data());
        if (fromTrail) return told(RecountedRefusals.of(trail, period), csv, out);
        try (Database database = opened()) {
            TrailIndexStore store = new TrailIndexStore(database);
            new TrailIndex(trail, store).update();
            return told(new MonthlyRefusals(trail, store).of(period), csv, out);
        }
    }

    private static int told(RefusalReport report, boolean csv, PrintStream out) {
        if (csv) out.print(report.csv());
        else report.print(out);
        return 0;
    }

    /** {@code gateway.jar breach-scope}: the facts of today are asked of the EHR, where one is configured. */
    int breachScope(BreachQuery query, boolean csv, PrintStream out)
            throws InvalidConfiguration, CannotStart, IOException {
        PolicyPack pack = pack();
        TrailWalk trail = new TrailWalk(config.storage().data());
        try (Database database = opened()) {
            TrailIndexStore store = new TrailIndexStore(database);
            new TrailIndex(trail, store).update();
            DecisionFactStore kept = new DecisionFactStore(database, seals(), Clock.systemUTC());
            BreachReport report =
                    new BreachScope(trail, store, new Replayed(kept::of, pack), today(), label(pack)).find(query);
            if (csv) out.print(report.csv());
            else report.print(out);
            return 0;
        }
    }

    /** A label of a note. */
    static Coding label(PolicyPack pack) {
        return pack.notes().labels().stream()
                .min(Comparator.comparing(Coding::toString))
                .orElse(new Coding(Coding.ACT_CODE, "PSYTHPN"));
    }

    private Function<Reference, Optional<Facts>> today() throws CannotStart, IOException {
        if (config.upstream().isEmpty()) return resource -> Optional.empty();
        try {
            FhirServer ehr =
                    clients(config.upstream().get()).server(config.upstream().get());
            ReferenceResolver own =
                    new ReferenceResolver(config.fhir(), List.of(ehr.base().toString()));
            return resource -> {
                try (FhirHttp.Answer answer = ehr.reads().get(ehr.resolve(resource.toString()))) {
                    if (answer.status() != 200) return Optional.empty();
                    byte[] body = answer.body().readAllBytes();
                    return Optional.of(FactsReader.read(JsonReader.object(body), own));
                } catch (IOException | MalformedJson e) {
                    return Optional.empty();
                }
            };
        } catch (GeneralSecurityException e) {
            throw new CannotStart(List.of("a key store cannot be opened: " + e.getMessage()));
        }
    }

    private SealedTokens seals() throws IOException {
        return new SealedTokens(Keys.existing(config.storage().keys()).sealing());
    }

    private Database opened() throws CannotStart, IOException {
        try {
            return Database.of(config.storage());
        } catch (StoreUnavailable e) {
            throw new CannotStart(List.of("the database cannot be opened: the embedded one is the gateway's alone while"
                    + " it runs; stop it, or run this on a copy of `data.dir`"));
        }
    }

    /** {@code gateway.jar test DIR}: the cases say who the patients are, so nothing but the pack is configured. */
    int test(Path folder, PrintStream out) throws InvalidConfiguration {
        URI nowhere = URI.create("http://consents.invalid/fhir");
        return new PolicyTest(config.fhir(), pack(), reads -> ConsentReader.once(reads, nowhere, Optional.empty()))
                .run(folder, out);
    }

    /** {@code gateway.jar rotate-keys}. */
    int rotateKeys(boolean atOnce, PrintStream out) throws IOException {
        SigningKeys.Rotated rotated = keys().rotate(atOnce);
        out.println("new keys are published: " + String.join(", ", rotated.kids()));
        if (atOnce) out.println("they sign now, and no key from before is published");
        else
            out.println(
                    "they sign from " + rotated.signs() + "; those from before are published until " + rotated.ends());
        return 0;
    }

    /** With what the EHR wants to be sent, where the server is the EHR. */
    Clients clients(GatewayConfig.Server server) throws IOException {
        SigningKeys keys = keys();
        if (server.auth().ownKey()) keys.refresh();
        Clients clients = new Clients(
                new UpstreamTransports(IoThreads.shared()), config.servers().outbound(), keys);
        boolean isEhr =
                config.upstream().filter(ehr -> ehr.url().equals(server.url())).isPresent();
        return isEhr ? clients.with(config.servers().headers(), GatewayConfig.Budget.USUAL, List.of()) : clients;
    }

    private SigningKeys keys() {
        return new SigningKeys(config.storage().keys(), config.storage().rotation(), Clock.systemUTC());
    }

    private PolicyPack pack() throws InvalidConfiguration {
        return PackLoader.load(
                config.law().packs(), config.organization(), config.law().zone());
    }
}
