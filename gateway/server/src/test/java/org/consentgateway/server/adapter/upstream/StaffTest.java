package org.consentgateway.server.adapter.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.label.ReferenceResolver;
import org.consentgateway.core.label.StickyFacts;
import org.consentgateway.core.label.StrictestSeen;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.adapter.undertow.IoThreads;
import org.consentgateway.server.adapter.undertow.UpstreamTransports;
import org.consentgateway.server.config.CalledServerAuth;
import org.consentgateway.server.config.GatewayConfig;
import org.consentgateway.server.ehr.EhrDouble;
import org.consentgateway.server.ehr.Habits;
import org.consentgateway.server.port.Chart;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.StaffDirectory;
import org.consentgateway.server.port.Worklist;
import org.consentgateway.server.port.WrittenFacts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("NullAway.Init")
class StaffTest {

    private static final Clock JUNE = Clock.fixed(Instant.parse("2026-06-01T12:00:00Z"), ZoneOffset.UTC);
    private static final String SYSTEM = "https://example.org/staff";
    private static final Reference DOCTOR = new Reference("Practitioner", "dr-o");
    private static final Reference ORG_A = new Reference("Organization", "org-a");
    private static final Reference ORG_B = new Reference("Organization", "org-b");

    @TempDir
    Path folder;

    private final Map<Reference, Set<String>> wrote = new HashMap<>();
    private EhrDouble ehr;
    private Staff staff;

    @BeforeEach
    void open() throws Exception {
        ehr = new EhrDouble(Habits.of("lenient"));
        staff = staff(ehr.url());
        put("{'resourceType':'Practitioner','id':'dr-o','active':true,'identifier':[{'system':'" + SYSTEM
                + "','value':'u-1'}]}");
    }

    @AfterEach
    void close() {
        ehr.close();
    }

    @Test
    void somebody_is_found_by_the_very_identifier_and_by_no_other() throws Exception {
        assertThat(staff.identified("Practitioner", SYSTEM, "u-1")).containsExactly(DOCTOR);
        for (String other : new String[] {"u-", "U-1", "u-1,u-2", "u-1|", "*", "", "u-1&identifier=x"})
            assertThat(staff.identified("Practitioner", SYSTEM, other))
                    .as(other)
                    .isEmpty();
        assertThat(staff.identified("Practitioner", SYSTEM + "2", "u-1")).isEmpty();
        assertThat(staff.identified("Patient", SYSTEM, "u-1")).isEmpty();
    }

    @Test
    void two_with_one_identifier_are_two_and_who_left_is_nobody() throws Exception {
        put("{'resourceType':'Practitioner','id':'dr-2','identifier':[{'system':'" + SYSTEM + "','value':'u-1'}]}");
        assertThat(staff.identified("Practitioner", SYSTEM, "u-1")).hasSize(2);
        put("{'resourceType':'Practitioner','id':'dr-2','active':false,'identifier':[{'system':'" + SYSTEM
                + "','value':'u-1'}]}");
        assertThat(staff.identified("Practitioner", SYSTEM, "u-1")).containsExactly(DOCTOR);
    }

    @Test
    void nobody_is_who_they_wrote_that_they_are() throws Exception {
        wrote.put(DOCTOR, Set.of("identifier"));
        assertThat(staff.identified("Practitioner", SYSTEM, "u-1")).isEmpty();

        role("own", "'organization':{'reference':'Organization/org-b'}");
        wrote.put(new Reference("PractitionerRole", "own"), Set.of("organization"));
        assertThat(staff.organizationsOf(DOCTOR)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'active':true; true",
                "'active':false; false",
                "'period':{'start':'2026-01-01'}; true",
                "'period':{'start':'2026-06-01T18:00:00Z'}; true",
                "'period':{'start':'2026-06-02'}; false",
                "'period':{'end':'2026-06-01'}; true",
                "'period':{'end':'2026-06'}; true",
                "'period':{'end':'2026-05-31'}; false",
                "'period':{'end':'2025'}; false",
            })
    void a_role_counts_while_it_is_held(String more, boolean held) throws Exception {
        role("r", more + ",'organization':{'reference':'Organization/org-a'}");

        assertThat(staff.organizationsOf(DOCTOR)).isEqualTo(held ? Set.of(ORG_A) : Set.of());
    }

    @Test
    void several_roles_are_told_apart_and_one_that_cannot_be_told_leaves_none() throws Exception {
        role("one", "'organization':{'reference':'Organization/org-a'}");
        role("same", "'organization':{'reference':'" + ehr.url() + "/Organization/org-a'}");
        assertThat(staff.organizationsOf(DOCTOR)).containsExactly(ORG_A);
        role("two", "'organization':{'reference':'Organization/org-b'}");
        assertThat(staff.organizationsOf(DOCTOR)).isEqualTo(Set.of(ORG_A, ORG_B));
        role("foreign", "'organization':{'reference':'https://elsewhere.example/fhir/Organization/x'}");
        assertThat(staff.organizationsOf(DOCTOR)).isEmpty();
        assertThat(staff.organizationsOf(new Reference("Practitioner", "dr-x"))).isEmpty();
    }

    @Test
    void an_ehr_that_is_down_tells_nothing_of_anybody() throws Exception {
        Staff behind = staff("http://127.0.0.1:1/fhir");

        assertThatExceptionOfType(StaffDirectory.Unknown.class)
                .isThrownBy(() -> behind.identified("Practitioner", SYSTEM, "u-1"));
    }

    private Staff staff(String url) throws Exception {
        FhirServer server = new Clients(new UpstreamTransports(IoThreads.shared()), GatewayConfig.Outbound.DIRECT)
                .server(new GatewayConfig.Server(
                        URI.create(url), new CalledServerAuth.None(), Optional.empty(), Optional.empty()));
        Worklist nobody = finding -> {};
        Chart chart = new EhrChart(server, KeptCapabilities.in(folder.resolve("abilities.json"), JUNE), nobody);
        return new Staff(
                chart,
                new ReferenceResolver(FhirVersion.R4, Set.of(url))::resource,
                new Written(),
                JUNE,
                ZoneOffset.UTC);
    }

    private void role(String id, String more) throws Exception {
        put("{'resourceType':'PractitionerRole','id':'" + id + "','practitioner':{'reference':'Practitioner/dr-o'},"
                + more + "}");
    }

    private void put(String json) throws Exception {
        ehr.put((ObjectNode) new ObjectMapper().readTree(json.replace('\'', '"')));
    }

    /** What the test says that the person wrote. */
    private final class Written implements WrittenFacts {
        @Override
        public void named(Caller caller, Reference resource, Named named) {
            throw new IllegalStateException("nothing is written here");
        }

        @Override
        public Map<Reference, Named> namedIn(Caller caller, Set<Reference> resources) {
            return Map.of();
        }

        @Override
        public void wrote(String requestId, Caller caller, Map<Reference, Set<String>> elements) {
            throw new IllegalStateException("nobody writes here");
        }

        @Override
        public Map<Reference, Set<String>> of(Caller caller, Set<Reference> resources) {
            Map<Reference, Set<String>> found = new HashMap<>(wrote);
            found.keySet().retainAll(resources);
            return caller.user().equals(Optional.of(DOCTOR)) ? found : Map.of();
        }

        @Override
        public Map<Reference, Set<Reference>> firstAuthors(Map<Reference, Set<Reference>> now) {
            return now;
        }

        @Override
        public Map<Reference, StrictestSeen> strictest(Optional<Caller> caller, Set<Reference> resources) {
            return Map.of();
        }

        @Override
        public void keep(Map<Reference, StickyFacts> facts) {
            throw new IllegalStateException("no note is read here");
        }

        @Override
        public void takesOff(Caller caller, Reference resource, Set<String> elements) {
            throw new IllegalStateException("nobody writes here");
        }
    }
}
