package org.consentgateway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SystemdUnitTest {

    @ParameterizedTest
    @ValueSource(strings = {"gateway.service", "audit-witness.service"})
    void systemd_knows_all_that_the_unit_says_and_finds_it_well_confined(String name, @TempDir Path folder)
            throws IOException, InterruptedException {
        Path unit = Files.writeString(
                folder.resolve(name),
                Deployed.read("deploy/" + name)
                        .replace(
                                "/usr/bin/java",
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString()));
        if (!Program.isThere("systemd-analyze")) return; // the other law of this class holds without it

        Program verified = Program.run(folder, "systemd-analyze", "verify", unit.toString());
        Program rated =
                Program.run(folder, "systemd-analyze", "security", "--offline=true", "--threshold=20", unit.toString());

        assertThat(verified).isEqualTo(new Program(0, ""));
        assertThat(rated.exit()).as(rated.said()).isZero();
    }

    @Test
    void the_unit_is_no_root_writes_its_own_folder_alone_and_waits_for_answers_in_flight() {
        assertThat(Deployed.read("deploy/gateway.service").lines())
                .contains(
                        "User=consent-gateway",
                        "NoNewPrivileges=yes",
                        "ProtectSystem=strict",
                        "StateDirectory=consent-gateway",
                        "CapabilityBoundingSet=",
                        "TimeoutStopSec=45",
                        "SuccessExitStatus=143");
    }
}
