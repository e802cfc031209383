package org.consentgateway.server;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.config.InvalidConfiguration;
import org.consentgateway.server.tools.Surveyed;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The commands that set a gateway up beside an EHR and keep its keys. */
interface InstallationCommands extends GatewayCommandLine {

    @Command(
            name = "init",
            header = "Asks an EHR and an issuer what they are, and drafts gateway.yaml and issuers.yaml.")
    default int init(
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
        return Commands.init(ehr, issuer, folder, out());
    }

    @Command(name = "survey", header = "Shows what would be withheld in an EHR, without content.")
    default int survey(
            @Option(
                            names = "--most",
                            paramLabel = "N",
                            defaultValue = "1000",
                            description = "resources read of each type (${DEFAULT-VALUE})")
                    int most,
            @ArgGroup @Nullable Whose whose)
            throws InvalidConfiguration, CannotStart, IOException {
        Commands read = tools();
        return read.survey(whose == null ? new Surveyed.All() : whose.surveyed(read), most, out());
    }

    /** For an EHR that answers no search without a patient. */
    final class Whose {

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

    @Command(name = "rotate-keys", header = "Replaces the keys that show servers who the gateway is.")
    default int rotateKeys(
            @Option(
                            names = "--at-once",
                            description =
                                    "they sign now and those from before are withdrawn: for keys that others have seen")
                    boolean atOnce)
            throws InvalidConfiguration, IOException {
        return tools().rotateKeys(atOnce, out());
    }
}
