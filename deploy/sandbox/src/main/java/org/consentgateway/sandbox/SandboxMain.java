package org.consentgateway.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.sandbox.app.SmartApp;
import org.consentgateway.sandbox.diff.SideBySide;
import org.consentgateway.sandbox.ehr.HapiJpaServer;
import org.consentgateway.sandbox.issuer.DevIssuer;
import org.consentgateway.sandbox.people.SignInWalk;
import org.consentgateway.sandbox.seed.Canary;
import org.consentgateway.sandbox.seed.Seed;
import org.consentgateway.server.ehr.EhrDouble;
import org.consentgateway.server.ehr.Habits;

/**
 * The sandbox's programs, one process each.
 *
 * <pre>
 * sandbox.jar fhir   [--port 8090] [--data DIR] [--seed full|small|notes|none] [--world notes|without-notes]
 * sandbox.jar ehr    [--port 8090] --name epic|millennium|meditech|athena|google|aidbox|lenient [--seed small|notes]
 * sandbox.jar issuer [--port 8091] [--audience URL]
 * sandbox.jar app    [--port 8092] [--iss URL]  a SMART app for the browser
 * sandbox.jar scan   FILE...     names the notes whose canary occurs in a file; exit 1 where one does
 * sandbox.jar diff   --ehr FILE --ehr-status N --gateway FILE --gateway-status N --base URL --token TOKEN
 *                    --caller REFERENCE --organization REFERENCE [--purpose CODE] [--width N] [--colour true]
 * sandbox.jar walk   --pages URL --realm URL --admin FILE --folder DIR  people sign in with Chromium; exit 1 where a step fails
 * sandbox.jar boot               starts an empty FHIR server, asks it for its metadata, and ends
 * </pre>
 */
public final class SandboxMain {

    private SandboxMain() {}

    /** Runs one program until it is ended. */
    public static void main(String[] args) throws IOException, InterruptedException {
        String program = args.length == 0 ? "" : args[0];
        switch (program) {
            case "fhir" -> fhir(options(args));
            case "ehr" -> ehr(options(args));
            case "issuer" -> issuer(options(args));
            case "app" -> app(options(args));
            case "scan" -> System.exit(scan(args));
            case "diff" -> diff(options(args));
            case "walk" -> System.exit(walk(options(args)));
            case "boot" -> boot();
            default -> {
                say("usage: sandbox.jar fhir|ehr|issuer|app|scan|diff|walk|boot");
                System.exit(2);
            }
        }
    }

    private static void fhir(Map<String, String> options) throws IOException, InterruptedException {
        Optional<Path> data = Optional.ofNullable(options.get("data")).map(Path::of);
        boolean seeded =
                data.map(folder -> Files.exists(folder.resolve("seeded"))).orElse(false);
        HapiJpaServer server = HapiJpaServer.start(Integer.parseInt(options.getOrDefault("port", "8090")), data);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server)));
        String name = options.getOrDefault("seed", "full");
        if (!seeded && !"none".equals(name)) {
            say("loading seed `" + name + "`");
            Seed seed = seed(name);
            Seed world = "without-notes".equals(options.get("world")) ? seed.withoutNotes() : seed;
            say("loaded " + world.load(server.base(), Clock.systemUTC().instant()) + " resources");
            if (data.isPresent()) {
                Files.writeString(data.get().resolve("seeded"), name);
            }
        }
        say("ready at " + server.base());
        Thread.currentThread().join();
    }

    /** An EHR in memory with the habits of a vendor's, filled like the real server; what is written is gone with the process. */
    private static void ehr(Map<String, String> options) throws InterruptedException {
        Habits habits = Habits.of(option(options, "name"));
        EhrDouble ehr = new EhrDouble(habits, Integer.parseInt(options.getOrDefault("port", "8090")));
        Runtime.getRuntime().addShutdownHook(new Thread(ehr::close));
        Instant now = Clock.systemUTC().instant();
        ehr.step("seed", now.truncatedTo(ChronoUnit.MILLIS).toString());
        List<ObjectNode> resources = seed(options.getOrDefault("seed", "small")).resources(now).stream()
                .flatMap(List::stream)
                .toList();
        resources.forEach(ehr::put);
        ehr.step("written", now.truncatedTo(ChronoUnit.MILLIS).toString());
        say("loaded " + resources.size() + " resources");
        if (!habits.otherBase().isEmpty()) say("writes links under " + habits.otherBase());
        say("ready at " + ehr.url());
        Thread.currentThread().join();
    }

    private static void boot() throws IOException, InterruptedException {
        try (HapiJpaServer server = HapiJpaServer.inMemory()) {
            int status = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(server.base() + "/metadata"))
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
            say("metadata: " + status);
        }
        System.exit(0); // HAPI's schedulers outlive it
    }

    private static Seed seed(String name) {
        return switch (name) {
            case "full" -> Seed.full();
            case "small" -> Seed.small();
            case "notes" -> Seed.notesOnly();
            default -> throw new IllegalArgumentException("unknown seed `" + name + "`");
        };
    }

    private static void close(HapiJpaServer server) {
        try {
            server.close();
        } catch (IOException e) {
            say("the FHIR server did not stop well");
        }
    }

    private static void issuer(Map<String, String> options) throws IOException, InterruptedException {
        DevIssuer issuer = DevIssuer.start(
                Integer.parseInt(options.getOrDefault("port", "8091")),
                options.getOrDefault("audience", "http://127.0.0.1:8080/fhir"),
                Clock.systemUTC());
        say("ready at " + issuer.url());
        Thread.currentThread().join();
    }

    private static void app(Map<String, String> options) throws IOException, InterruptedException {
        SmartApp app = SmartApp.start(
                Integer.parseInt(options.getOrDefault("port", "8092")),
                options.getOrDefault("iss", "http://127.0.0.1:8080/fhir"));
        say("ready at " + app.url());
        Thread.currentThread().join();
    }

    private static int scan(String[] args) throws IOException {
        int found = 0;
        for (int i = 1; i < args.length; i++) {
            for (Canary canary : Canary.in(Files.readAllBytes(Path.of(args[i])))) {
                say(args[i] + ": " + canary.resource());
                found++;
            }
        }
        return found == 0 ? 0 : 1;
    }

    private static int walk(Map<String, String> options) throws IOException, InterruptedException {
        int failed = new SignInWalk(
                        option(options, "pages"),
                        option(options, "realm"),
                        Path.of(option(options, "admin")),
                        Path.of(option(options, "folder")),
                        System.out)
                .run();
        return failed == 0 ? 0 : 1;
    }

    private static void diff(Map<String, String> options) throws IOException, InterruptedException {
        new SideBySide(
                        System.out,
                        Integer.parseInt(options.getOrDefault("width", "160")),
                        Boolean.parseBoolean(options.get("colour")))
                .print(
                        Integer.parseInt(option(options, "ehr-status")),
                        Files.readString(Path.of(option(options, "ehr"))),
                        Integer.parseInt(option(options, "gateway-status")),
                        Files.readString(Path.of(option(options, "gateway"))),
                        new SideBySide.Why(
                                option(options, "base"),
                                option(options, "token"),
                                option(options, "caller"),
                                option(options, "organization"),
                                options.getOrDefault("purpose", "")));
    }

    private static String option(Map<String, String> options, String name) {
        String value = options.get(name);
        if (value == null) {
            throw new IllegalArgumentException("missing option `--" + name + "`");
        }
        return value;
    }

    private static Map<String, String> options(String[] args) {
        Map<String, String> options = new HashMap<>();
        for (int i = 1; i + 1 < args.length; i += 2) {
            options.put(args[i].replaceFirst("^--", ""), args[i + 1]);
        }
        return options;
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
