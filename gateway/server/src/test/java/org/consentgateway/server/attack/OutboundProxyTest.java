package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code outbound.proxy}: whatever the gateway asks, it asks through the proxy. */
class OutboundProxyTest {

    @Test
    void the_EHR_the_consent_server_and_the_issuer_are_asked_through_the_proxy() throws Exception {
        FakeEhr consents = new FakeEhr();
        try (ForwardProxy proxy = new ForwardProxy();
                FakeEhr ehr = new FakeEhr();
                World world = new World(
                        consents,
                        ehr.url(),
                        Map.of(
                                "GATEWAY_CONSENT_URL",
                                consents.url(),
                                "GATEWAY_OUTBOUND_PROXY",
                                "127.0.0.1:" + proxy.address().getPort()))) {
            Chart.all().forEach(ehr::put);

            Reply reply = world.get("/fhir/Patient/P1", world.tokens.clinician());

            assertThat(reply.status()).isEqualTo(200);
            for (String asked : new String[] {ehr.url(), consents.url(), world.issuer.url()})
                assertThat(proxy.asked()).anyMatch(line -> line.startsWith("GET " + asked + "/"));
        }
    }

    @Test
    void a_proxy_that_refuses_is_no_answer_of_the_EHR() throws Exception {
        try (ForwardProxy proxy = new ForwardProxy();
                FakeEhr ehr = new FakeEhr();
                World world = new World(
                        ehr,
                        ehr.url().replace("http://", "https://"),
                        Map.of(
                                "GATEWAY_OUTBOUND_PROXY",
                                "127.0.0.1:" + proxy.address().getPort()))) {
            proxy.refuses("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");

            Reply reply = world.get("/fhir/Patient/P1", world.tokens.clinician());

            assertThat(reply.status()).isIn(502, 503);
        }
    }
}
