package org.consentgateway.sandbox.recipes;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.consentgateway.sandbox.issuer.DevIssuer;
import org.consentgateway.sandbox.process.GatewayProcess;

/** A gateway that runs one recipe, before an EHR of canned answers. */
final class Site implements AutoCloseable {

    static final String BASE = "https://gateway.example/fhir";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final DevIssuer issuer;
    private final GatewayProcess gateway;

    private Site(DevIssuer issuer, GatewayProcess gateway) {
        this.issuer = issuer;
        this.gateway = gateway;
    }

    /**
     * Starts the gateway.
     *
     * @param recipe      a file of {@code routes/examples}
     * @param adapted     what the site changes in it, as its comments say
     * @param settings    further keys of {@code gateway.yaml}
     * @param environment further variables
     */
    static Site running(
            Path folder,
            WireMockServer ehr,
            String recipe,
            UnaryOperator<String> adapted,
            Map<String, String> settings,
            Map<String, String> environment)
            throws IOException, InterruptedException {
        Path routes = Files.createDirectories(folder.resolve("routes"));
        String yaml = Files.readString(Path.of("../../routes/examples", recipe));
        Files.writeString(routes.resolve(recipe), adapted.apply(yaml));
        DevIssuer issuer = DevIssuer.start(0, BASE, Clock.systemUTC());
        Map<String, String> all = new HashMap<>(settings);
        all.put("upstream.url", ehr.baseUrl() + "/fhir");
        all.put("labels.probe", "never"); // what the EHR is asked is counted
        all.put("issuer.url", issuer.url().toString());
        all.put("audience", BASE);
        all.put("public.url", BASE);
        all.put("routes.dir", routes.toString());
        return new Site(issuer, GatewayProcess.start(folder, all, environment, "-Xmx192m", "-XX:TieredStopAtLevel=1"));
    }

    /** A server of canned answers on a free port: searches find nothing, and what is not stubbed is not there. */
    static WireMockServer server() {
        WireMockServer server = new WireMockServer(WireMockConfiguration.options()
                .dynamicPort()
                .bindAddress("127.0.0.1")
                .stubCorsEnabled(false));
        server.start();
        server.stubFor(any(anyUrl()).atPriority(10).willReturn(fhir(404, "{\"resourceType\":\"OperationOutcome\"}")));
        server.stubFor(WireMock.get(urlPathMatching("/fhir/[A-Za-z]+"))
                .atPriority(9)
                .willReturn(fhir(200, searchset("", ""))));
        return server;
    }

    static ResponseDefinitionBuilder fhir(int status, String body) {
        return aResponse()
                .withStatus(status)
                .withHeader("Content-Type", "application/fhir+json")
                .withBody(body);
    }

    /** A searchset of these resources, with more of the Bundle's members, such as links, before them. */
    static String searchset(String members, String... resources) {
        return "{\"resourceType\":\"Bundle\",\"type\":\"searchset\"," + members + "\"entry\":["
                + String.join(
                        ",",
                        List.of(resources).stream()
                                .filter(resource -> !resource.isEmpty())
                                .map(resource -> "{\"resource\":" + resource + ",\"search\":{\"mode\":\"match\"}}")
                                .toList())
                + "]}";
    }

    /** A token of this user for another client than the usual one. */
    String token(String user, String client, String purpose) {
        return issuer.token(user, Map.of("purpose_of_use", List.of(purpose), "azp", client, "client_id", client));
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return ask("GET", path, token("dr-c", "tour", "TREAT"), Map.of());
    }

    HttpResponse<String> ask(String method, String path, String token, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(gateway.fhir() + (path.startsWith("?") ? "" : "/") + path))
                .header("Authorization", "Bearer " + token)
                .method(method, BodyPublishers.noBody());
        headers.forEach(request::header);
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    /** What the gateway has logged. */
    String log() throws IOException {
        return gateway.log();
    }

    @Override
    public void close() throws IOException {
        gateway.close();
        issuer.close();
    }
}
