package org.consentgateway.server.tools;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.server.adapter.undertow.IoThreads;
import org.consentgateway.server.adapter.undertow.UpstreamTransports;
import org.consentgateway.server.adapter.upstream.Clients;
import org.consentgateway.server.adapter.upstream.KeptCapabilities;
import org.consentgateway.server.adapter.upstream.Probe;
import org.consentgateway.server.attack.Chart;
import org.consentgateway.server.attack.FakeEhr;
import org.consentgateway.server.attack.FakeEhr.Manner;
import org.consentgateway.server.config.CalledServerAuth;
import org.consentgateway.server.config.GatewayConfig;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.ServerCapabilities;
import org.consentgateway.server.port.ServerCapabilities.Ability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoctorTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final ServerCapabilities abilities = KeptCapabilities.forgetful(InstantSource.system());

    @Test
    void an_EHR_that_does_what_it_is_asked_is_well() throws Exception {
        try (FakeEhr ehr = ehr()) {
            assertThat(examined(ehr, false)).isZero();
            assertThat(printed.toString(StandardCharsets.UTF_8))
                    .contains("ok    several-ids", "ok    consents", "ok    link-obeyed", "ok    bases")
                    .doesNotContain("BAD")
                    .doesNotContain("CNRY_");
            assertThat(ehr.asked()).allMatch(asked -> asked.startsWith("GET "));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "FIRST_ID_ONLY, several-ids, one id is taken",
        "ONE_ID_REFUSED, several-ids, one id is taken",
        "ID_IGNORED, id-obeyed, `_id` is ignored",
        "LINK_IGNORED, link-obeyed, `Patient?link=` is ignored",
        "NO_HISTORY, history, older versions cannot be read",
    })
    void a_habit_that_costs_is_noted(Manner manner, String code, String says) throws Exception {
        try (FakeEhr ehr = ehr(manner)) {
            assertThat(examined(ehr, false)).isZero();
            assertThat(printed.toString(StandardCharsets.UTF_8)).contains("note  " + code + ": " + says);
            assertThat(abilities.lacks(Ability.SEVERAL_IDS, "Patient")).isEqualTo(code.equals("several-ids"));
        }
    }

    @ParameterizedTest
    @CsvSource({"/fhir/Consent, consents", "/fhir/Patient, credential", "/fhir/metadata, reach"})
    void what_would_lose_or_tell_something_fails(String path, String code) throws Exception {
        try (FakeEhr ehr = ehr()) {
            ehr.wire()
                    .stubFor(any(urlPathEqualTo(path))
                            .atPriority(1)
                            .willReturn(aResponse().withStatus(403).withBody("{}")));
            assertThat(examined(ehr, true)).isEqualTo(1);
            assertThat(Chart.parse(printed.toString(StandardCharsets.UTF_8)).path("findings"))
                    .anySatisfy(finding -> {
                        assertThat(finding.path("code").asText()).isEqualTo(code);
                        assertThat(finding.path("level").asText()).isEqualTo("bad");
                        assertThat(finding.path("todo").asText()).isNotEmpty();
                    });
        }
    }

    @Test
    void links_under_another_base_are_told_with_what_to_set() throws Exception {
        try (FakeEhr ehr = ehr()) {
            ehr.wire()
                    .stubFor(any(urlPathEqualTo("/fhir/Patient"))
                            .atPriority(1)
                            .willReturn(okJson(
                                    "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[{\"fullUrl\":"
                                            + "\"https://ehr.example/r4/Patient/P1\",\"resource\":{\"resourceType\":\"Patient\","
                                            + "\"id\":\"P1\"}}]}")));
            assertThat(examined(ehr, false)).isEqualTo(1);
            assertThat(printed.toString(StandardCharsets.UTF_8)).contains("`upstream.bases: https://ehr.example/r4`");
        }
    }

    private static FakeEhr ehr(Manner... manners) {
        FakeEhr ehr = new FakeEhr(manners);
        ehr.wire()
                .stubFor(any(urlPathEqualTo("/fhir/metadata"))
                        .willReturn(okJson("{\"resourceType\":\"CapabilityStatement\",\"fhirVersion\":\"4.0.1\"}")));
        return ehr;
    }

    private int examined(FakeEhr ehr, boolean json) throws Exception {
        FhirServer server = new Clients(new UpstreamTransports(IoThreads.shared()), GatewayConfig.Outbound.DIRECT)
                .server(new GatewayConfig.Server(
                        java.net.URI.create(ehr.url()),
                        new CalledServerAuth.None(),
                        Optional.empty(),
                        Optional.empty()));
        Probe probe = new Probe(FhirVersion.R4, server, server, abilities, url -> url.startsWith(ehr.url() + "/"));
        return new Doctor(probe).run(json, new PrintStream(printed, true, StandardCharsets.UTF_8));
    }
}
