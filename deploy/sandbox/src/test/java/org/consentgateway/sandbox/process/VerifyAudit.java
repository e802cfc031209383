package org.consentgateway.sandbox.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** {@code gateway.jar verify-audit DIR}, as an operator runs it. */
final class VerifyAudit {

    private VerifyAudit() {}

    /** What it printed, and its exit code in the last line. */
    static String of(Path data) throws IOException, InterruptedException {
        Process tool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        GatewayProcess.jar().toString(),
                        "verify-audit",
                        data.toString())
                .redirectErrorStream(true)
                .start();
        String printed = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return printed + "exit " + tool.waitFor();
    }
}
