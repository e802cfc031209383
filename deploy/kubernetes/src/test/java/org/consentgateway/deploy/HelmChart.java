package org.consentgateway.deploy;

import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The Helm chart, rendered by Helm. */
final class HelmChart {

    private static final Path FOLDER = Deployed.ROOT.resolve("deploy/helm");

    private HelmChart() {}

    /** With a file of values of this test's resources. */
    static String rendered(String values) {
        return rendered(Path.of("src/test/resources", values).toAbsolutePath());
    }

    static String rendered(Path values) {
        return new Helm(FOLDER)
                .template()
                .withName("gateway")
                .withNamespace("consent-gateway")
                .withKubeVersion("1.30.0")
                .withValuesFile(values)
                .call();
    }

    static List<HasMetadata> documents(String values) throws IOException {
        return Deployed.documents(rendered(values));
    }

    /** With these values. */
    static String renderedWith(Path folder, String values) throws IOException {
        return rendered(Files.writeString(folder.resolve("values.yaml"), values));
    }
}
