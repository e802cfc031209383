package org.consentgateway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.server.config.ConfigReader;
import org.consentgateway.server.config.InvalidConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HelmChartTest {

    private static final String ONE = "example-values.yaml";
    private static final String THREE = "three-gateways-values.yaml";

    @ParameterizedTest
    @ValueSource(strings = {ONE, THREE})
    void every_document_is_one_that_kubernetes_knows_to_its_last_property(String values) throws IOException {
        List<HasMetadata> documents = HelmChart.documents(values);

        assertThat(documents).allSatisfy(document -> {
            assertThat(document.getMetadata().getNamespace()).isEqualTo("consent-gateway");
            assertThat(document.getMetadata().getName()).startsWith("gateway");
        });
        assertThat(documents).hasSize(values.equals(ONE) ? 6 : 9);
    }

    @Test
    void a_property_that_kubernetes_does_not_know_is_found() {
        String misspelt = HelmChart.rendered(ONE).replace("readOnlyRootFilesystem", "readonlyRootFilesystem");

        assertThatThrownBy(() -> Deployed.documents(misspelt)).hasMessageContaining("readonlyRootFilesystem");
    }

    @ParameterizedTest
    @ValueSource(strings = {ONE, THREE})
    void the_gateway_runs_without_root_without_capabilities_and_writes_its_own_folders_alone(String values)
            throws IOException {
        PodSpec pod = pod(HelmChart.documents(values));
        Container gateway = pod.getContainers().get(0);

        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(10001L);
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(gateway.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(gateway.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(gateway.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(gateway.getVolumeMounts().stream().filter(mount -> !Boolean.TRUE.equals(mount.getReadOnly())))
                .extracting(VolumeMount::getMountPath)
                .isSubsetOf("/var/lib/gateway", "/var/lib/gateway-keys", "/tmp");
    }

    @ParameterizedTest
    @ValueSource(strings = {ONE, THREE})
    void secrets_are_readable_for_the_group_that_the_gateway_runs_in_and_for_nobody_else(String values)
            throws IOException {
        PodSpec pod = pod(HelmChart.documents(values));

        Volume secrets = pod.getVolumes().stream()
                .filter(volume -> volume.getSecret() != null)
                .findFirst()
                .orElseThrow();
        assertThat(secrets.getSecret().getDefaultMode()).isEqualTo(0440);
        assertThat(pod.getSecurityContext().getFsGroup())
                .isEqualTo(pod.getSecurityContext().getRunAsGroup())
                .isEqualTo(10001L);
    }

    @Test
    void answers_in_flight_end_before_the_process_is_killed() throws IOException {
        PodSpec pod = pod(HelmChart.documents(ONE));

        List<String> before =
                pod.getContainers().get(0).getLifecycle().getPreStop().getExec().getCommand();
        assertThat(before.get(0)).isEqualTo("sleep");
        // 20 s for the answers, and 10 for what closes after them
        assertThat(pod.getTerminationGracePeriodSeconds()).isGreaterThanOrEqualTo(Long.parseLong(before.get(1)) + 30);
    }

    @ParameterizedTest
    @ValueSource(strings = {ONE, THREE})
    void pods_have_names_of_their_own_by_a_headless_service(String values) throws IOException {
        List<HasMetadata> documents = HelmChart.documents(values);
        StatefulSet set = Deployed.the(StatefulSet.class, documents);

        assertThat(services(documents))
                .filteredOn(service -> "None".equals(service.getSpec().getClusterIP()))
                .extracting(service -> service.getMetadata().getName())
                .containsExactly(set.getSpec().getServiceName());
    }

    @ParameterizedTest
    @ValueSource(strings = {ONE, THREE})
    void what_selects_pods_selects_those_of_the_gateway_and_ports_have_names_that_they_know(String values)
            throws IOException {
        List<HasMetadata> documents = HelmChart.documents(values);
        StatefulSet set = Deployed.the(StatefulSet.class, documents);
        Map<String, String> labels = set.getSpec().getTemplate().getMetadata().getLabels();
        List<String> ports = pod(documents).getContainers().get(0).getPorts().stream()
                .map(ContainerPort::getName)
                .toList();
        NetworkPolicy network = Deployed.the(NetworkPolicy.class, documents);
        PodDisruptionBudget budget = Deployed.the(PodDisruptionBudget.class, documents);

        assertThat(labels).containsAllEntriesOf(set.getSpec().getSelector().getMatchLabels());
        assertThat(labels)
                .containsAllEntriesOf(network.getSpec().getPodSelector().getMatchLabels());
        assertThat(labels).containsAllEntriesOf(budget.getSpec().getSelector().getMatchLabels());
        assertThat(services(documents)).hasSize(2).allSatisfy(service -> {
            assertThat(labels).containsAllEntriesOf(service.getSpec().getSelector());
            assertThat(service.getSpec().getPorts())
                    .allSatisfy(
                            port -> assertThat(port.getTargetPort().getStrVal()).isIn(ports));
        });
        assertThat(network.getSpec().getIngress())
                .flatMap(rule -> rule.getPorts())
                .extracting(port -> port.getPort().getStrVal())
                .containsExactlyElementsOf(ports);
    }

    @ParameterizedTest
    @ValueSource(strings = {ONE, THREE})
    void nothing_comes_in_and_nothing_goes_out_but_what_is_listed(String values) throws IOException {
        NetworkPolicy network = Deployed.the(NetworkPolicy.class, HelmChart.documents(values));

        assertThat(network.getSpec().getPolicyTypes()).containsExactly("Ingress", "Egress");
        assertThat(network.getSpec().getIngress())
                .allSatisfy(rule -> assertThat(rule.getFrom()).isNotEmpty());
        assertThat(network.getSpec().getEgress())
                .hasSize(values.equals(ONE) ? 2 : 1)
                .allSatisfy(rule -> {
                    assertThat(rule.getTo()).isNotEmpty();
                    assertThat(rule.getPorts()).isNotEmpty();
                });
    }

    @Test
    void monitoring_finds_each_pod_by_the_headless_service_and_the_job_that_the_alerts_know() throws IOException {
        List<HasMetadata> documents = HelmChart.documents(THREE);
        ServiceMonitor monitor = Deployed.the(ServiceMonitor.class, documents);

        assertThat(services(documents))
                .filteredOn(service -> service.getMetadata()
                        .getLabels()
                        .entrySet()
                        .containsAll(
                                monitor.getSpec().getSelector().getMatchLabels().entrySet()))
                .singleElement()
                .satisfies(service -> {
                    assertThat(service.getSpec().getClusterIP()).isEqualTo("None");
                    assertThat(service.getMetadata()
                                    .getLabels()
                                    .get(monitor.getSpec().getJobLabel()))
                            .isEqualTo("consent-gateway");
                    assertThat(service.getSpec().getPorts())
                            .extracting(port -> port.getName())
                            .contains(monitor.getSpec().getEndpoints().get(0).getPort());
                });
        assertThat(monitor.getMetadata().getLabels()).containsEntry("release", "prometheus");
    }

    @Test
    void the_chart_carries_the_alerts_and_the_dashboard_as_they_stand_in_their_files() throws IOException {
        List<HasMetadata> documents = HelmChart.documents(THREE);

        assertThat(Deployed.the(PrometheusRule.class, documents)
                        .getSpec()
                        .getGroups()
                        .get(0)
                        .getRules())
                .extracting(rule -> rule.getAlert())
                .containsExactlyElementsOf(AlertRules.names());
        Map<String, String> dashboard = configMap("gateway-dashboard", documents);
        assertThat(dashboard).containsOnlyKeys("consent-gateway.json");
        assertThat(Deployed.yaml(String.join("", dashboard.values())))
                .isEqualTo(Deployed.yaml(Deployed.read("deploy/grafana/consent-gateway.json")));
    }

    @ParameterizedTest
    @ValueSource(strings = {ONE, THREE})
    void the_gateway_starts_with_the_configuration_that_the_chart_writes(String values, @TempDir Path folder)
            throws IOException, InvalidConfiguration {
        Map<String, String> data = configMap("gateway", HelmChart.documents(values));
        for (var file : data.entrySet()) {
            String here = file.getValue()
                    .replace("/etc/gateway/", folder + "/")
                    .replace("/run/secrets/gateway/", folder + "/");
            Files.writeString(folder.resolve(file.getKey()), here);
        }
        Files.writeString(folder.resolve("upstream"), "a secret");
        Files.writeString(folder.resolve("database"), "a secret");

        var loaded = ConfigReader.read(Optional.of(folder.resolve("gateway.yaml")), Map.of());

        assertThat(loaded.config().publicUrl()).hasToString("https://fhir.example.org/fhir");
        assertThat(loaded.config().http().port()).isEqualTo(8080);
        assertThat(loaded.config().management().port()).isEqualTo(9876);
        assertThat(loaded.config().issuers()).hasSize(1);
    }

    @Test
    void what_is_there_for_those_without_helm_is_what_the_chart_renders() throws IOException {
        String plain = Deployed.read("deploy/kubernetes/src/test/resources/namespace.yaml") + HelmChart.rendered(ONE);
        if ("write".equals(System.getProperty("kubernetes")))
            Files.writeString(Deployed.ROOT.resolve("deploy/kubernetes.yaml"), plain);

        assertThat(Deployed.read("deploy/kubernetes.yaml"))
                .as("-Dtest.argLine=-Dkubernetes=write writes it")
                .isEqualTo(plain);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "image: {tag: ''}                                | image.digest",
                "image: {digest: sha256:12}                      | digest",
                "replicas: 0                                     | replicas",
                "replicas: 2                                     | config.database.url",
                "config: {upstream.url: null}                    | upstream.url",
                "config: {issuer.url: null}                      | config.issuer.url",
                "config: {http.port: 80}                         | config",
                "config: {data.dir: /tmp}                        | config",
                "config: {Upstream: x}                           | Upstream",
                "issuers: 'issuers: []'                          | either issuers or config.issuer.url",
                "replica: 3                                      | replica",
                "networkPolicy: {egress: [{ports: [{port: 1}]}]} | egress",
                "networkPolicy: {fhirFrom: []}                   | fhirFrom",
                "networkPolicy: {managementFrom: [{}]}           | managementFrom",
                "data: {size: 20}                                | size",
                "serviceMonitor: {enabled: yes please}           | enabled",
            })
    void values_that_cannot_work_are_refused(String change, String told, @TempDir Path folder) throws IOException {
        String values = """
                image: {tag: 0.1.0}
                config:
                  public.url: https://fhir.example.org/fhir
                  upstream.url: https://ehr.example.org/fhir
                  issuer.url: https://login.example.org
                  audience: https://fhir.example.org/fhir
                  organization: Organization/org-a
                """;
        assertThat(HelmChart.renderedWith(folder, values)).contains("kind: StatefulSet");

        assertThatThrownBy(() -> HelmChart.renderedWith(folder, Merged.of(values, change)))
                .hasMessageContaining(told);
    }

    private static PodSpec pod(List<HasMetadata> documents) {
        return Deployed.the(StatefulSet.class, documents)
                .getSpec()
                .getTemplate()
                .getSpec();
    }

    private static List<Service> services(List<HasMetadata> documents) {
        return documents.stream()
                .filter(Service.class::isInstance)
                .map(Service.class::cast)
                .toList();
    }

    private static Map<String, String> configMap(String name, List<HasMetadata> documents) {
        return documents.stream()
                .filter(ConfigMap.class::isInstance)
                .map(ConfigMap.class::cast)
                .filter(map -> map.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow()
                .getData();
    }
}
