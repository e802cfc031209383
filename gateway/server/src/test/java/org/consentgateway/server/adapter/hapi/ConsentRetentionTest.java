package org.consentgateway.server.adapter.hapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.adapter.hapi.CannedServer.bundle;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.consent.Effect;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.ConsentStore.Freshness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A denial once read holds until a newer version was read, or the Consent is found gone twice, a minute apart. */
class ConsentRetentionTest {

    private static final Reference P1 = new Reference("Patient", "P1");
    private static final String FIRST = "/Consent?patient=Patient/P1&_count=100";

    private final CannedServer server = new CannedServer();
    private final ConsentsInMemory known = new ConsentsInMemory();
    private final List<String> unreadable = new ArrayList<>();
    private Instant now = Instant.parse("2026-03-10T10:00:00Z");

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 410, 429, 500, 503})
    void it_holds_after_a_restart_while_the_store_does_not_answer(int status) {
        denied("2");
        server.on(FIRST, status, "{}")
                .on("/Consent?patient=Patient/P1", status, "{}")
                .on("/Consent?patient=P1", status, "{}");
        assertThat(denials(read())).containsExactly("d");
        assertThat(read()).isInstanceOf(Consents.Unavailable.class);
    }

    @Test
    void it_holds_where_a_search_leaves_it_out_and_a_read_still_has_it() {
        denied("2");
        server.on(FIRST, bundle()).on("/Consent/d", denial("2"));
        assertThat(denials(read())).containsExactly("d");
        assertThat(read()).isInstanceOf(Consents.Known.class);
    }

    @Test
    void it_holds_where_an_older_version_or_another_text_of_the_same_version_is_served() {
        denied("10");
        server.on(FIRST, bundle(permit("9")));
        assertThat(denials(read())).containsExactly("d");
        server.on(FIRST, bundle(permit("10")));
        assertThat(denials(read())).containsExactly("d");
        server.on(FIRST, bundle()).on("/Consent/d", permit("9"));
        assertThat(denials(read())).containsExactly("d");
    }

    @Test
    void a_newer_version_takes_its_place_whether_it_comes_by_search_or_by_read() {
        denied("2");
        server.on(FIRST, bundle(permit("3")));
        assertThat(denials(read())).isEmpty();

        denied("4");
        server.on(FIRST, bundle()).on("/Consent/d", permit("5"));
        assertThat(denials(read())).isEmpty();
    }

    @Test
    void a_newer_version_of_another_patient_ends_it() {
        denied("2");
        server.on(FIRST, bundle()).on("/Consent/d", denial("3").replace("Patient/P1", "Patient/P2"));
        assertThat(read()).isEqualTo(new Consents.Known(List.of()));
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 410})
    void what_is_gone_is_believed_the_second_time_a_minute_later(int status) {
        // Given
        denied("2");
        server.on(FIRST, bundle()).on("/Consent/d", status, "{}");

        // When, Then
        assertThat(denials(read())).containsExactly("d");
        now = now.plusSeconds(59);
        assertThat(denials(read())).containsExactly("d");
        now = now.plusSeconds(1);
        assertThat(read()).isEqualTo(new Consents.Known(List.of()));
        assertThat(known.of(Set.of(P1)).get(P1)).isEmpty();
    }

    @Test
    void what_was_gone_and_comes_back_must_be_found_gone_twice_anew() {
        denied("2");
        server.on(FIRST, bundle()).on("/Consent/d", 404, "{}");
        read();
        server.on(FIRST, bundle(denial("2")));
        read();
        now = now.plus(Duration.ofHours(1));
        server.on(FIRST, bundle());
        assertThat(denials(read())).containsExactly("d");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 429, 500, 503})
    void a_read_that_fails_ends_nothing(int status) {
        denied("2");
        server.on(FIRST, bundle()).on("/Consent/d", status, "{}");
        read();
        now = now.plus(Duration.ofHours(1));
        assertThat(denials(read())).containsExactly("d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"status\":\"actvie\",", ""})
    void a_Consent_that_cannot_be_read_keeps_the_denials_of_its_last_known_version(String status) {
        denied("2");
        server.on(FIRST, bundle(permit("3").replace("\"status\":\"active\",", status)))
                .on("/Consent/d", permit("3").replace("\"status\":\"active\",", status));
        assertThat(denials(read())).containsExactly("d");
        assertThat(unreadable).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"status\":\"actvie\",", ""})
    void a_Consent_that_was_never_readable_may_deny_and_is_told_of(String status) {
        server.on(FIRST, bundle(denial("3").replace("\"status\":\"active\",", status)));
        assertThat(read()).isEqualTo(new Consents.Unavailable(List.of(), true));
        assertThat(unreadable).containsExactly("Patient/P1 Consent/d");
    }

    @Test
    void a_Consent_that_can_be_read_no_longer_is_judged_the_same_each_time() {
        server.on(FIRST, bundle(permit("1")));
        read();
        server.on(FIRST, bundle(permit("2").replace("\"status\":\"active\",", "")));
        Consents first = read();
        assertThat(read()).isEqualTo(first);
        assertThat(first).isEqualTo(new Consents.Known(List.of()));
    }

    @Test
    void a_Consent_whose_patient_cannot_be_told_may_be_the_patients_who_was_asked_about() {
        server.on(FIRST, bundle(denial("3").replace("Patient/P1", "http://other.test/fhir/Patient/P1")));
        assertThat(read()).isEqualTo(new Consents.Unavailable(List.of(), true));
    }

    @Test
    void a_permit_that_is_not_sent_again_permits_nothing() {
        server.on(FIRST, bundle(permit("1")));
        read();
        server.on(FIRST, bundle());
        assertThat(read()).isEqualTo(new Consents.Known(List.of()));
    }

    private void denied(String version) {
        server.on(FIRST, bundle(denial(version)));
        assertThat(denials(read())).containsExactly("d");
    }

    /** As a gateway that has just been started. */
    private Consents read() {
        ConsentReader reader = new ConsentReader(
                server,
                CannedServer.BASE,
                server,
                CannedServer.BASE,
                Optional.empty(),
                known,
                () -> now,
                (patient, id) ->
                        unreadable.add(patient + id.map(one -> " " + one).orElse("")));
        return Objects.requireNonNull(
                reader.consentsOf(Set.of(P1), Freshness.STRICT).get(P1));
    }

    private static List<String> denials(Consents consents) {
        return consents.match(all -> all, last -> last).stream()
                .filter(directive -> directive.root().effect() == Effect.DENY)
                .map(Directive::id)
                .map(Reference::id)
                .toList();
    }

    private static String denial(String version) {
        return consent(version, "deny");
    }

    private static String permit(String version) {
        return consent(version, "permit");
    }

    private static String consent(String version, String type) {
        return "{\"resourceType\":\"Consent\",\"id\":\"d\",\"meta\":{\"versionId\":\"" + version
                + "\"},\"status\":\"active\",\"scope\":{},\"patient\":{\"reference\":\"Patient/P1\"},"
                + "\"provision\":{\"type\":\"" + type + "\"}}";
    }
}
