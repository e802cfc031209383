package org.consentgateway.sandbox.apps;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.consentgateway.sandbox.Hospital;
import org.consentgateway.sandbox.issuer.DevIssuer;
import org.consentgateway.sandbox.process.GatewayProcess;
import org.consentgateway.sandbox.seed.Seed;

/** A hospital that apps may write into, with two of Synthea's charts, and a gateway before it. */
final class AppWorld implements AutoCloseable {

    private final DevIssuer issuer;
    private final GatewayProcess gateway;

    private AppWorld(DevIssuer issuer, GatewayProcess gateway) {
        this.issuer = issuer;
        this.gateway = gateway;
    }

    static AppWorld open(Path folder) throws IOException, InterruptedException {
        DevIssuer issuer = DevIssuer.start(0, "https://gateway.example/fhir", Clock.systemUTC());
        return new AppWorld(
                issuer,
                GatewayProcess.start(
                        Files.createDirectories(folder),
                        Map.of(
                                "upstream.url",
                                ehrBase().toString(),
                                "issuer.url",
                                issuer.url().toString(),
                                "audience",
                                "https://gateway.example/fhir"),
                        "-Xmx384m",
                        "-XX:TieredStopAtLevel=1"));
    }

    private static URI ehrBase() {
        return Hospital.shared("apps", Seed.small()).ehr();
    }

    /** What apps talk to without a gateway. */
    String ehr() {
        return ehrBase().toString();
    }

    String fhir() {
        return gateway.fhir().toString();
    }

    String token(String user) {
        return issuer.token(user, "TREAT");
    }

    /** What was answered, whoever answered it. */
    String alike(String text) {
        return text.replace(fhir(), "BASE").replace(ehr(), "BASE");
    }

    @Override
    public void close() throws IOException {
        gateway.close();
        issuer.close();
    }
}
