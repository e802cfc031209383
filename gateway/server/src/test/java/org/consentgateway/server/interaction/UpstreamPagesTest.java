package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.consentgateway.server.authorize.MemoryHospital.caller;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.consentgateway.server.authorize.MemoryEhr;
import org.consentgateway.server.authorize.MemoryHospital;
import org.consentgateway.server.port.FhirServer.Broken;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The further pages of one answer. */
class UpstreamPagesTest {

    private static final String SECOND = MemoryEhr.BASE + "?_getpages=2";
    private static final String THIRD = MemoryEhr.BASE + "?_getpages=3";

    private final MemoryHospital hospital = new MemoryHospital();
    private final UpstreamPages pages = new UpstreamPages(
            hospital.site.ehr(),
            new MemoryClient(hospital.site, caller("Practitioner/dr-c")).asks("GET Observation/o1"));

    @BeforeEach
    void has() {
        hospital.ehr.answers("?_getpages=2", "{'resourceType':'Bundle','id':'second'}");
        hospital.ehr.answers("?_getpages=3", "{'resourceType':'Bundle','id':'third'}");
    }

    @Test
    void a_page_comes_from_the_server_that_wrote_its_link() throws Exception {
        assertThat(text(SECOND)).contains("second");
    }

    @Test
    void a_link_to_another_place_is_not_followed() throws Exception {
        assertThat(pages.open("https://elsewhere.example/other?_getpages=2")).isEmpty();
        assertThat(hospital.ehr.asked()).isEmpty();
    }

    @Test
    void a_page_that_was_asked_for_ahead_is_not_asked_for_again() throws Exception {
        // When
        pages.ahead(SECOND);

        // Then
        assertThat(hospital.ehr.asked()).hasSize(1);
        assertThat(text(SECOND)).contains("second");
        assertThat(hospital.ehr.asked()).hasSize(1);
    }

    @Test
    void a_page_ahead_is_no_other_page() throws Exception {
        // When
        pages.ahead(SECOND);

        // Then
        assertThat(text(THIRD)).contains("third");
    }

    @Test
    void a_page_is_opened_once() throws Exception {
        // When
        pages.ahead(SECOND);
        text(SECOND);

        // Then
        assertThat(text(SECOND)).contains("second");
        assertThat(hospital.ehr.asked()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 410, 500, 0})
    void a_page_that_cannot_be_had_breaks_the_answer(int status) {
        hospital.ehr.refuses("GET ?_getpages=2", status);
        assertThatThrownBy(() -> pages.open(SECOND)).isInstanceOf(Broken.class);
    }

    private String text(String link) throws Exception {
        try (InputStream page = pages.open(link).orElseThrow()) {
            return new String(page.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
