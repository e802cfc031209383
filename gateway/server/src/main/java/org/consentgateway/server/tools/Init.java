package org.consentgateway.server.tools;

import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.consentgateway.core.fhir.FhirVersion;

/** {@code gateway.jar init}: asks an EHR and an issuer what they are, and drafts a configuration. It overwrites nothing. */
public final class Init {

    private final FhirVersion fhir;
    private final JsonLookup lookup;
    private final InstantSource clock;
    private final Function<String, Optional<String>> answer;

    /**
     * @param client follows no redirect
     * @param answer of the operator to a question; empty: they leave it open, or nobody is there
     */
    public Init(FhirVersion fhir, HttpClient client, InstantSource clock, Function<String, Optional<String>> answer) {
        this.fhir = fhir;
        this.lookup = new JsonLookup(client);
        this.clock = clock;
        this.answer = answer;
    }

    /** @return 0 when both files were written, else 1 after every problem was told */
    public int run(String ehr, String issuer, Path folder, PrintStream out) throws IOException {
        Path gateway = folder.resolve("gateway.yaml");
        Path issuers = folder.resolve("issuers.yaml");
        for (Path file : List.of(gateway, issuers))
            if (Files.exists(file)) {
                out.println("`" + file + "` is there already: nothing was written; choose another `--out`");
                return 1;
            }
        ServerDescriptions found = ServerDescriptions.ask(lookup, ehr, issuer);
        List<String> problems = found.problems(fhir, ehr, issuer);
        if (!problems.isEmpty()) {
            problems.forEach(out::println);
            out.println("nothing was written");
            return 1;
        }
        DraftConfiguration draft = new DraftConfiguration(ehr, issuer, found, clock.instant(), answer);
        String settings = draft.gateway(issuers.toAbsolutePath().normalize());
        String listed = draft.issuers();
        Files.createDirectories(folder);
        Files.writeString(gateway, settings, StandardOpenOption.CREATE_NEW);
        Files.writeString(issuers, listed, StandardOpenOption.CREATE_NEW);
        out.println("wrote `" + gateway + "` and `" + issuers + "`");
        left(gateway, settings, out);
        left(issuers, listed, out);
        out.println("then: validate --config " + gateway + ", doctor --config " + gateway + ", and start");
        return 0;
    }

    private static void left(Path file, String text, PrintStream out) {
        text.lines()
                .filter(line -> line.strip().startsWith("# REQUIRED "))
                .forEach(line ->
                        out.println("`" + file + "` needs " + line.strip().substring("# REQUIRED ".length())));
    }
}
