package org.consentgateway.server.tools;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.consentgateway.core.decision.Access;
import org.consentgateway.core.decision.Decide;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.server.port.ConsentStore;
import org.consentgateway.server.port.FhirHttp;

/**
 * {@code gateway.jar test DIR}: runs the cases of a folder against the pack in force, through the very function that
 * decides. A folder without a case, a key that nobody reads and a fixture that nobody uses fail it: a test that cannot
 * fail is none.
 */
public final class PolicyTest {

    private final FhirVersion fhir;
    private final PolicyPack pack;
    private final Function<FhirHttp, ConsentStore> consents;
    private final Function<Access, Decision> decide;

    /**
     * @param fhir     the version that the resources of the cases are of
     * @param consents reads the Consents of a consent server, as the gateway does
     */
    public PolicyTest(FhirVersion fhir, PolicyPack pack, Function<FhirHttp, ConsentStore> consents) {
        this(fhir, pack, consents, Decide::decide);
    }

    PolicyTest(
            FhirVersion fhir,
            PolicyPack pack,
            Function<FhirHttp, ConsentStore> consents,
            Function<Access, Decision> decide) {
        this.fhir = fhir;
        this.pack = pack;
        this.consents = consents;
        this.decide = decide;
    }

    /**
     * Runs every {@code *.yaml} below the folder and prints what failed.
     *
     * @return 0 when there was a case and all passed, else 1
     */
    public int run(Path folder, PrintStream out) {
        int passed = 0;
        List<String> failures = new ArrayList<>();
        List<Path> files = files(folder, failures);
        if (files.isEmpty() && failures.isEmpty()) failures.add("no `*.yaml` in `" + folder + "`");
        for (Path file : files) {
            try {
                for (PolicyCase each : new PolicyCaseReader(fhir, pack, consents).read(CaseYaml.read(file))) {
                    List<String> differences = each.differences(decide.apply(each.access()));
                    if (differences.isEmpty()) passed++;
                    else failures.add(each.name() + "\n  " + String.join("\n  ", differences));
                }
            } catch (UnusableCase e) {
                failures.add(e.getMessage());
            }
        }
        failures.forEach(failure -> out.println("FAILED " + failure));
        out.printf("%s %s: %d passed, %d failed%n", pack.id(), pack.version(), passed, failures.size());
        return failures.isEmpty() ? 0 : 1;
    }

    private static List<Path> files(Path folder, List<String> failures) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file ->
                            file.toString().endsWith(".yaml") || file.toString().endsWith(".yml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            failures.add("`" + folder + "` cannot be read");
            return List.of();
        }
    }
}
