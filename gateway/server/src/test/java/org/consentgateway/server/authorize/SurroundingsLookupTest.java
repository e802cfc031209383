package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.label.CallerWrites;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.Surroundings;
import org.consentgateway.core.label.Surroundings.Aspect;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.config.InvalidConfiguration;
import org.consentgateway.server.config.PackLoader;
import org.consentgateway.server.port.FhirServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where and by whom resources were made, looked up where a rule of the pack asks for it. */
class SurroundingsLookupTest {

    private static final Caller CLINICIAN = caller("Practitioner/dr-c");
    private static final Reference WARD = new Reference("Location", "ward");
    private static final String OVERLAY = """
        id: by-ward
        version: 1.0.0
        reviewedOn: "2026-11-30"
        title: Rules by encounter
        extends: us-hipaa
        notes:
          rules:
            - name: by-encounter
              types: [DocumentReference]
              encounter: {places: [Location/ward]}
              then: suspected
        """;

    @TempDir
    Path folder = Path.of("");

    private final MemoryHospital hospital = new MemoryHospital()
            .with(
                    encounter("e1", "Location/room"),
                    encounter("e2", "Location/hall"),
                    "{'resourceType':'Location','id':'room','partOf':{'reference':'Location/floor'}}",
                    "{'resourceType':'Location','id':'floor','partOf':{'reference':'Location/ward'}}",
                    "{'resourceType':'Location','id':'hall'}",
                    "{'resourceType':'Location','id':'ward'}");
    private Site site = hospital.site;

    @BeforeEach
    void the_pack_asks_for_the_ward() throws IOException, InvalidConfiguration {
        Path overlay = Files.writeString(folder.resolve("by-ward.yaml"), OVERLAY);
        site = hospital.site.with(PackLoader.load(
                List.of("us-hipaa", overlay.toString()), new Reference("Organization", "org-a"), ZoneOffset.UTC));
    }

    @Test
    void a_resource_was_made_where_its_encounter_was_and_in_all_that_this_is_part_of() {
        assertThat(around(lookup(), "e1").places()).containsExactly(WARD);
        assertThat(around(lookup(), "e2")).isEqualTo(Surroundings.NONE);
    }

    @Test
    void a_window_asks_once_for_all_its_encounters() {
        // When
        lookup().learn(List.of(made("e1"), made("e2")));

        // Then
        assertThat(hospital.ehr.asked())
                .filteredOn(line -> line.contains("Encounter"))
                .hasSize(1);
    }

    @Test
    void what_cannot_be_read_is_told_as_that() {
        assertThat(around(lookup(), "none").unread()).isTrue();
    }

    @Test
    void what_the_caller_wrote_of_an_encounter_counts_as_unread() {
        // Given
        site.written()
                .wrote("r", CLINICIAN, Map.of(new Reference("Encounter", "e2"), Set.of(CallerWrites.SURROUNDINGS)));

        // Then
        assertThat(around(lookup(), "e2").unread()).isTrue();
    }

    @Test
    void a_pack_without_such_rules_asks_nothing() throws Exception {
        // Given
        SurroundingsLookup plain = new SurroundingsLookup(
                hospital.site, "r", new FactsWrittenByCaller(hospital.site.written(), Optional.of(CLINICIAN)));

        // When
        plain.learn(List.of(made("e1")));
        plain.assured();

        // Then
        assertThat(plain.of(made("e1"))).isEmpty();
        assertThat(hospital.ehr.asked()).isEmpty();
    }

    @Test
    void each_kind_is_asked_though_nothing_needs_it_by_a_question_about_nobody() throws Exception {
        // When
        lookup().assured();

        // Then
        assertThat(hospital.ehr.asked()).isNotEmpty().allMatch(line -> line.contains("nobody-"));
        assertThat(hospital.ehr.asked()).anyMatch(line -> line.contains("Encounter"));
    }

    @Test
    void encounters_that_cannot_be_asked_for_fail_the_answer_that_turns_on_them_and_no_later_one() {
        // Given
        hospital.ehr.refuses("GET Encounter?_id=e", 0);
        SurroundingsLookup turning = lookup();
        SurroundingsLookup later = lookup();
        turning.learn(List.of(made("e1"), made("e2")));
        later.learn(List.of(made("e1"), made("e2")));

        // When
        later.begin();

        // Then
        assertThatThrownBy(turning::assured).isInstanceOf(FhirServer.Broken.class);
        assertThatCode(later::assured).doesNotThrowAnyException();
    }

    private static Surroundings around(SurroundingsLookup lookup, String encounter) {
        return lookup.of(made(encounter)).getOrDefault(Aspect.ENCOUNTER, Surroundings.NONE);
    }

    private SurroundingsLookup lookup() {
        return new SurroundingsLookup(site, "r", new FactsWrittenByCaller(site.written(), Optional.of(CLINICIAN)));
    }

    private static Facts made(String encounter) {
        return new MemoryHospital()
                .site.facts(json("{'resourceType':'DocumentReference','id':'d-" + encounter + "','status':'current',"
                        + "'subject':{'reference':'Patient/P1'},'context':{'encounter':[{'reference':'Encounter/"
                        + encounter + "'}]}}"));
    }

    private static String encounter(String id, String location) {
        return "{'resourceType':'Encounter','id':'" + id
                + "','status':'finished','location':[{'location':{'reference':'" + location + "'}}]}";
    }
}
