package org.consentgateway.deploy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files of {@code deploy/}, and documents of Kubernetes read strictly. */
final class Deployed {

    /** The repository's folder. */
    static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    /** What is no property of Kubernetes' own model is an error; the model itself would put it aside. */
    private static final ObjectMapper STRICT = YAML.copy()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1L;

                @Override
                public Boolean hasAnySetter(Annotated any) {
                    return false;
                }

                @Override
                public com.fasterxml.jackson.annotation.JsonIgnoreProperties.Value findPropertyIgnoralByName(
                        MapperConfig<?> config, Annotated any) {
                    return com.fasterxml.jackson.annotation.JsonIgnoreProperties.Value.empty();
                }
            });

    private Deployed() {}

    static String read(String file) {
        try {
            return Files.readString(ROOT.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The sources of the classes that put the gateway together. */
    static Stream<String> wiring() {
        Path folder = ROOT.resolve("gateway/server/src/main/java/org/consentgateway/server");
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            return sources.stream().map(file -> read(ROOT.relativize(file).toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode yaml(String text) {
        try {
            return YAML.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each document as the class of its kind. Fails for an unknown kind or property, and for a key that stands twice. */
    static List<HasMetadata> documents(String text) throws IOException {
        List<HasMetadata> documents = new ArrayList<>();
        try (YAMLParser parser = (YAMLParser) YAML.getFactory().createParser(text);
                MappingIterator<JsonNode> all = YAML.readerFor(JsonNode.class).readValues(parser)) {
            while (all.hasNextValue()) {
                JsonNode document = all.nextValue();
                if (document.isNull()) continue;
                documents.add(STRICT.convertValue(document, kind(document)));
            }
        }
        return documents;
    }

    private static Class<? extends HasMetadata> kind(JsonNode document) {
        String kind = document.path("apiVersion").asText() + " "
                + document.path("kind").asText();
        return switch (kind) {
            case "v1 Namespace" -> io.fabric8.kubernetes.api.model.Namespace.class;
            case "v1 ConfigMap" -> io.fabric8.kubernetes.api.model.ConfigMap.class;
            case "v1 Service" -> io.fabric8.kubernetes.api.model.Service.class;
            case "apps/v1 StatefulSet" -> io.fabric8.kubernetes.api.model.apps.StatefulSet.class;
            case "policy/v1 PodDisruptionBudget" -> io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget.class;
            case "networking.k8s.io/v1 NetworkPolicy" ->
                io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy.class;
            case "monitoring.coreos.com/v1 ServiceMonitor" ->
                io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor.class;
            case "monitoring.coreos.com/v1 PrometheusRule" ->
                io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule.class;
            default -> throw new IllegalArgumentException("no kind that a chart of ours has: `" + kind + "`");
        };
    }

    /** The only document of that class. */
    static <T> T the(Class<T> kind, List<HasMetadata> documents) {
        List<T> found =
                documents.stream().filter(kind::isInstance).map(kind::cast).toList();
        if (found.size() != 1) throw new AssertionError(found.size() + " of " + kind.getSimpleName());
        return found.get(0);
    }
}
