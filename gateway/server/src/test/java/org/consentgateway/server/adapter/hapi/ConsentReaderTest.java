package org.consentgateway.server.adapter.hapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.adapter.hapi.CannedServer.bundle;
import static org.consentgateway.server.adapter.hapi.CannedServer.bundleWith;
import static org.consentgateway.server.adapter.hapi.CannedServer.next;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.ConsentStore.Freshness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsentReaderTest {

    private static final Reference P1 = new Reference("Patient", "P1");
    private static final Reference P2 = new Reference("Patient", "P2");
    private static final String FIRST = "/Consent?patient=Patient/P1&_count=100";
    private static final String BOTH = "/Consent?patient=Patient/P1,Patient/P2&_count=100";
    private static final String SYSTEM = "https://example.org/mrn";
    private static final String JOINED =
            "/Consent?patient.identifier=https%3A%2F%2Fexample.org%2Fmrn%7C4711&_count=100";

    private final CannedServer server = new CannedServer();

    @Test
    void all_pages_are_read() {
        server.on(FIRST, bundleWith(next(CannedServer.BASE + "?_getpages=2"), consent("c1", "P1")))
                .on("?_getpages=2", bundleWith(next("?page=3"), consent("c2", "P1")))
                .on("?page=3", bundle(consent("c3", "P1")));

        assertThat(ids(read(P1).get(P1))).containsExactly("c1", "c2", "c3");
    }

    @Test
    void a_patient_who_said_nothing_is_known_to_have_said_nothing() {
        server.on(FIRST, "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"total\":0}");

        assertThat(read(P1)).isEqualTo(Map.of(P1, new Consents.Known(List.of())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\",\"code\":\"processing\"}]}",
                "{\"resourceType\":\"Bundle\",\"type\":\"collection\"}",
                "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"total\":3,\"entry\":[]}",
                "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"type\":\"searchset\"}",
                "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[{}]}",
                "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[{\"resource\":{\"resourceType\":\"Consent\",\"id\":\"x\"}}]}",
                "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[{\"search\":{\"mode\":\"outcome\"},\"resource\":{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\"}]}}]}",
                "{\"resourceType\":\"Bundle\",\"type\":\"searchset\"",
                "<Bundle/>",
                "",
                "{}",
            })
    void an_answer_that_is_no_whole_searchset_is_unavailable(String body) {
        server.on(FIRST, body);

        assertThat(read(P1)).isEqualTo(Map.of(P1, new Consents.Unavailable(List.of(), true)));
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 302, 400, 401, 403, 404, 410, 422})
    void a_server_that_answers_anything_but_200_may_hold_a_denial(int status) {
        server.on(FIRST, status, bundle());

        assertThat(read(P1)).isEqualTo(Map.of(P1, new Consents.Unavailable(List.of(), true)));
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503, 504})
    void a_server_that_can_answer_nobody_is_down(int status) {
        server.on(FIRST, status, bundle());

        assertThat(read(P1)).isEqualTo(Map.of(P1, new Consents.Unavailable(List.of())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/Consent?patient=Patient/P1", "/Consent?patient=P1"})
    void what_the_server_does_not_understand_is_asked_in_another_way_and_the_way_is_remembered(String understood) {
        // Given
        server.on(FIRST, 400, "{}")
                .on("/Consent?patient=Patient/P1", 400, "{}")
                .on(understood, bundle(consent("c1", "P1")));
        ConsentReader reader = reader(Optional.empty());

        // When
        Map<Reference, Consents> first = reader.consentsOf(Set.of(P1), Freshness.STRICT);
        server.asked.clear();
        Map<Reference, Consents> second = reader.consentsOf(Set.of(P1), Freshness.STRICT);

        // Then
        assertThat(ids(first.get(P1))).containsExactly("c1");
        assertThat(second).isEqualTo(first);
        assertThat(server.asked).containsExactly(understood);
    }

    @Test
    void a_total_is_believed_on_the_last_page_alone() {
        server.on(
                        FIRST,
                        bundleWith("\"total\":400," + next(CannedServer.BASE + "/Consent?page=2"), consent("c1", "P1")))
                .on("/Consent?page=2", bundleWith("\"total\":2,", consent("c2", "P1")));
        assertThat(ids(read(P1).get(P1))).containsExactly("c1", "c2");

        server.on("/Consent?page=2", bundleWith("\"total\":3,", consent("c2", "P1")));
        assertThat(read(P1).get(P1)).isEqualTo(new Consents.Unavailable(List.of(), true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost/fhir/Consent?page=2",
                "https://node-7.internal:8443/fhir/Consent?page=2",
                "/fhir/Consent?page=2",
                "/Consent?page=2",
                "Consent?page=2",
            })
    void the_next_page_is_asked_of_the_server_whatever_host_its_link_names(String url) {
        server.on(FIRST, bundleWith(next(url), consent("c1", "P1"))).on("/Consent?page=2", bundle(consent("c2", "P1")));

        assertThat(ids(read(P1).get(P1))).containsExactly("c1", "c2");
    }

    @Test
    void a_store_that_is_down_is_unavailable_and_nothing_is_thrown() {
        server.goDown();

        assertThat(read(P1, P2))
                .isEqualTo(Map.of(P1, new Consents.Unavailable(List.of()), P2, new Consents.Unavailable(List.of())));
    }

    @Test
    void one_page_that_is_missing_makes_the_whole_unavailable() {
        server.on(FIRST, bundleWith(next(CannedServer.BASE + "/Consent?page=2"), consent("c1", "P1")));

        assertThat(read(P1).get(P1)).isInstanceOf(Consents.Unavailable.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://consents.test/fhirevil?page=2",
                "http://consents.test/fhir/../admin",
                "http://consents.test@evil.test/other/Consent",
                "http://consents.test/fhir/%2e%2E/admin",
                "http://consents.test/fhir/..%2fadmin",
                "file:///etc/passwd",
                "://",
                "",
            })
    void a_page_link_never_leads_away_from_the_server(String url) {
        server.on(FIRST, bundleWith(next(url), consent("c1", "P1")));

        assertThat(read(P1).get(P1)).isInstanceOf(Consents.Unavailable.class);
        assertThat(server.asked).allMatch(address -> address.startsWith("/Consent?patient="));
    }

    @Test
    void pages_that_go_in_a_circle_end() {
        server.on(FIRST, bundleWith(next(CannedServer.BASE + FIRST), consent("c1", "P1")));

        assertThat(read(P1).get(P1)).isInstanceOf(Consents.Unavailable.class);
        assertThat(server.asked).doesNotHaveDuplicates();
    }

    @Test
    void a_consent_of_another_patient_is_passed_over() {
        server.on(FIRST, bundle(consent("c1", "P1"), consent("c9", "P9")));

        assertThat(ids(read(P1).get(P1))).containsExactly("c1");
    }

    @Test
    void several_patients_are_asked_about_together_once_the_server_has_shown_that_it_takes_them() {
        // Given
        server.on(FIRST, bundle(consent("c1", "P1")))
                .on("/Consent?patient=Patient/P2&_count=100", bundle(consent("c2", "P2"), consent("c3", "P2")))
                .on(BOTH, bundle(consent("c2", "P2"), consent("c1", "P1"), consent("c3", "P2")));
        ConsentReader reader = reader(Optional.empty());

        // When
        Map<Reference, Consents> first = reader.consentsOf(Set.of(P1, P2), Freshness.STRICT);
        server.asked.clear();
        Map<Reference, Consents> second = reader.consentsOf(Set.of(P1, P2), Freshness.STRICT);

        // Then
        assertThat(ids(first.get(P1))).containsExactly("c1");
        assertThat(ids(first.get(P2))).containsExactly("c2", "c3");
        assertThat(second).isEqualTo(first);
        assertThat(server.asked).containsExactly(BOTH);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400, 403, 422})
    void a_server_that_takes_one_patient_alone_is_asked_about_each(int status) {
        // Given: of several it answers for the first, or refuses
        server.on(FIRST, bundle(consent("c1", "P1")))
                .on("/Consent?patient=Patient/P2&_count=100", bundle(consent("c2", "P2")))
                .on(BOTH, status, bundle(consent("c1", "P1")));
        ConsentReader reader = reader(Optional.empty());

        // When
        reader.consentsOf(Set.of(P1, P2), Freshness.STRICT);
        server.asked.clear();
        Map<Reference, Consents> again = reader.consentsOf(Set.of(P1, P2), Freshness.STRICT);

        // Then
        assertThat(ids(again.get(P1))).containsExactly("c1");
        assertThat(ids(again.get(P2))).containsExactly("c2");
        assertThat(server.asked).doesNotContain(BOTH);
    }

    @Test
    void many_patients_are_asked_about_in_groups() {
        // Given
        Set<Reference> many = IntStream.range(0, 45)
                .mapToObj(i -> new Reference("Patient", "X" + i))
                .collect(Collectors.toSet());
        server.on(FIRST, bundle(consent("c1", "P1")))
                .on("/Consent?patient=Patient/P2&_count=100", bundle(consent("c2", "P2")))
                .on(BOTH, bundle(consent("c2", "P2"), consent("c1", "P1")));
        ConsentReader reader = reader(Optional.empty());
        reader.consentsOf(Set.of(P1, P2), Freshness.STRICT);
        many.stream()
                .sorted()
                .collect(Collectors.groupingBy(
                        p -> many.stream().sorted().toList().indexOf(p) / 20))
                .values()
                .forEach(group -> server.on(
                        "/Consent?patient="
                                + group.stream().map(Reference::toString).collect(Collectors.joining(","))
                                + "&_count=100",
                        bundle()));
        server.asked.clear();

        // When, Then
        assertThat(reader.consentsOf(many, Freshness.STRICT)).hasSize(45);
        assertThat(server.asked).hasSize(3);
    }

    @Test
    void an_absolute_reference_of_the_same_server_is_the_same_patient_and_of_another_is_undecidable() {
        server.on(FIRST, bundle(consent("c1", "P1").replace("Patient/P1", CannedServer.BASE + "/Patient/P1")));
        assertThat(ids(read(P1).get(P1))).containsExactly("c1");

        server.on(FIRST, bundle(consent("c1", "P1").replace("Patient/P1", "http://other.test/fhir/Patient/P1")));
        assertThat(read(P1).get(P1)).isInstanceOf(Consents.Unavailable.class);
    }

    @Test
    void patients_with_other_ids_are_joined_by_their_identifier() {
        server.on("/Patient/P1", patient("P1", SYSTEM, "4711"))
                .on("/Patient/C77", patient("C77", SYSTEM, "4711"))
                .on(JOINED, bundle(consent("c1", "C77")));

        Map<Reference, Consents> joined = reader(Optional.of(SYSTEM)).consentsOf(Set.of(P1), Freshness.STRICT);

        assertThat(ids(joined.get(P1))).containsExactly("c1");
        assertThat(directives(joined).get(0).patient()).isEqualTo(P1);
        assertThat(directives(joined).get(0).form().signers()).containsExactly(P1);
    }

    @Test
    void the_same_id_on_another_server_is_another_patient() {
        // Given: the consent server answers with a Consent of its own Patient/P1, who is someone else
        server.on("/Patient/P1", patient("P1", SYSTEM, "4711"))
                .on("/Patient/C1", patient("C1", SYSTEM, "9999"))
                .on(JOINED, bundle(consent("c1", "C1")));

        Map<Reference, Consents> joined = reader(Optional.of(SYSTEM)).consentsOf(Set.of(P1), Freshness.STRICT);

        assertThat(joined).isEqualTo(Map.of(P1, new Consents.Known(List.of())));
    }

    @Test
    void a_patient_without_the_joining_identifier_is_undecidable_and_not_without_consents() {
        server.on("/Patient/P1", patient("P1", "https://example.org/other", "4711"));

        assertThat(reader(Optional.of(SYSTEM)).consentsOf(Set.of(P1), Freshness.STRICT))
                .isEqualTo(Map.of(P1, new Consents.Unavailable(List.of(), true)));
    }

    private Map<Reference, Consents> read(Reference... patients) {
        return reader(Optional.empty()).consentsOf(Set.of(patients), Freshness.STRICT);
    }

    private ConsentReader reader(Optional<String> system) {
        return ConsentReader.once(server, CannedServer.BASE, system);
    }

    private static List<Directive> directives(Map<Reference, Consents> all) {
        return all.values().stream()
                .flatMap(one -> one.match(known -> known, unavailable -> List.<Directive>of()).stream())
                .toList();
    }

    private static List<String> ids(@org.jspecify.annotations.Nullable Consents consents) {
        assertThat(consents).isInstanceOf(Consents.Known.class);
        return ((Consents.Known) java.util.Objects.requireNonNull(consents))
                .directives().stream().map(directive -> directive.id().id()).toList();
    }

    private static String consent(String id, String patient) {
        return "{\"resourceType\":\"Consent\",\"id\":\"" + id + "\",\"status\":\"active\",\"scope\":{},"
                + "\"patient\":{\"reference\":\"Patient/" + patient + "\"},"
                + "\"performer\":[{\"reference\":\"Patient/" + patient + "\"}]}";
    }

    private static String patient(String id, String system, String value) {
        return "{\"resourceType\":\"Patient\",\"id\":\"" + id + "\",\"identifier\":[{\"system\":\"" + system
                + "\",\"value\":\"" + value + "\"}]}";
    }
}
