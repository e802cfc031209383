package org.consentgateway.sandbox.apps;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.interceptor.BearerTokenAuthInterceptor;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentgateway.sandbox.seed.Canary;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** HAPI's client, unchanged: what works at HAPI's server works through the gateway, or the compatibility page says why not. */
class HapiClientTest {

    private static final FhirContext R4 = FhirContext.forR4();

    /** What the compatibility page says of calls that are not served: status, and how the page names them. */
    private static final Map<String, String> TOLD = Map.of(
            "history of a type", "403 GET /fhir/Observation/_history",
            "history of the server", "403 GET /fhir/_history",
            "patch in FHIRPath", "415 PATCH /fhir/Observation/O1",
            "conditional create of what can carry notes", "412 a conditional write on what can carry notes",
            "update of a version that is no more", "412 a write that names another version",
            "meta of a resource", "403 other operations",
            "meta of a type", "403 other operations");

    private static AppWorld world;

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        R4.getRestfulClientFactory().setSocketTimeout(180_000);
        R4.getRestfulClientFactory().setConnectionRequestTimeout(60_000);
        world = AppWorld.open(folder);
    }

    @AfterAll
    static void close() throws IOException {
        world.close();
    }

    static Stream<String> calls() {
        return new HapiClientCalls().all().keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("calls")
    void a_call_that_works_at_the_EHR_works_through_the_gateway(String name) throws IOException {
        HapiClientCalls.Call call =
                Objects.requireNonNull(new HapiClientCalls().all().get(name));

        // When
        String direct = outcome(call, client(world.ehr()), "direct");
        String through = outcome(call, client(world.fhir()), "through");

        // Then
        String row = TOLD.getOrDefault(name, "");
        if (!row.isEmpty()) {
            String[] told = row.split(" ", 2);
            assertThat(through).isEqualTo("HTTP " + told[0]);
            assertThat(Files.readString(page())).contains(told[1]);
        } else if (!direct.startsWith("HTTP 5")) {
            assertThat(through).isEqualTo(direct);
        }
    }

    private static Path page() {
        for (Path above = Path.of("").toAbsolutePath(); above != null; above = above.getParent())
            if (Files.exists(above.resolve("gateway/COMPATIBILITY.md")))
                return above.resolve("gateway/COMPATIBILITY.md");
        throw new IllegalStateException("no compatibility page");
    }

    private static IGenericClient client(String base) {
        IGenericClient client = R4.newRestfulGenericClient(base);
        client.registerInterceptor(new BearerTokenAuthInterceptor(world.token("dr-c")));
        return client;
    }

    private static String outcome(HapiClientCalls.Call call, IGenericClient client, String own) {
        try {
            Object answer = call.with(client, own + "-" + System.nanoTime());
            if (answer instanceof List<?> list) return found(list);
            return answer instanceof IBaseResource resource ? shown(resource) : String.valueOf(answer);
        } catch (BaseServerResponseException e) {
            return "HTTP " + e.getStatusCode();
        }
    }

    /** Without what differs by who keeps it and when. */
    private static String shown(IBaseResource resource) {
        if (resource instanceof Resource one) {
            Meta meta = one.getMeta();
            meta.setLastUpdated(null).setVersionId(null).setSource(null);
            String id = String.valueOf(one.getIdElement().getIdPart());
            if (id.matches("[0-9]+|[0-9a-f-]{36}")) one.setId("");
            // HAPI explains the tag in words of its own
            meta.getTag().stream()
                    .filter(tag -> "SUBSETTED".equals(tag.getCode()))
                    .forEach(tag -> tag.setDisplay(null));
        }
        String text = R4.newJsonParser().encodeResourceToString(resource);
        return world.alike(text).replaceAll("(direct|through)-[0-9]+", "own");
    }

    /** What was found, but the notes. */
    private static String found(List<?> answer) {
        Set<String> notes = Canary.all().stream()
                .filter(Canary::whole)
                .map(Canary::resource)
                .collect(Collectors.toSet());
        return answer.stream()
                .map(String::valueOf)
                .filter(one -> !notes.contains(one))
                .toList()
                .toString();
    }
}
