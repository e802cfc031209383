package org.consentgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.consentgateway.sandbox.seed.Canary;
import org.consentgateway.sandbox.seed.Seed;
import org.junit.jupiter.api.Test;

class SeedTest {

    private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");

    @Test
    void every_canary_stands_in_its_own_resource_and_in_no_other() {
        // Given
        List<ObjectNode> resources = flat(Seed.full());

        // When
        Set<String> found = new TreeSet<>();
        for (ObjectNode resource : resources) {
            String name = resource.get("resourceType").textValue() + "/"
                    + resource.get("id").textValue();
            Canary.in(resource.toString()).forEach(canary -> found.add(canary.resource() + " in " + name));
        }

        // Then
        Set<String> expected = Canary.all().stream()
                .map(canary -> canary.resource() + " in " + canary.resource())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void notes_are_in_every_carrier() {
        // When
        Set<String> carriers = Canary.all().stream()
                .filter(Canary::whole)
                .map(canary -> canary.resource().replaceAll("/.*", ""))
                .collect(Collectors.toSet());

        // Then
        assertThat(carriers)
                .containsExactlyInAnyOrder(
                        "DocumentReference",
                        "Binary",
                        "DiagnosticReport",
                        "Observation",
                        "Communication",
                        "Composition",
                        "List",
                        "Provenance");
    }

    @Test
    void a_hospital_without_notes_holds_no_canary_and_points_at_no_note() {
        // When
        String all = flat(Seed.full().withoutNotes()).toString();

        // Then
        assertThat(Canary.in(all)).isEmpty();
        assertThat(Canary.all().stream()
                        .filter(Canary::whole)
                        .map(Canary::resource)
                        .filter(resource -> all.contains("\"" + resource + "\"")))
                .isEmpty();
        assertThat(all).doesNotContain("PSYTHPN\",\"display").doesNotContain("PROCESSINLINELABEL");
    }

    @Test
    void the_two_hospitals_differ_in_nothing_but_notes() {
        // Given
        List<String> with = Seed.full().references(NOW);

        // When
        List<String> without = Seed.full().withoutNotes().references(NOW);

        // Then
        Set<String> gone = new TreeSet<>(with);
        without.forEach(gone::remove);
        Set<String> notes = Canary.all().stream()
                .filter(Canary::whole)
                .map(Canary::resource)
                .collect(Collectors.toCollection(TreeSet::new));
        notes.add("Provenance/PV1"); // it had a note as its only target
        assertThat(gone).isEqualTo(notes);
        assertThat(with.stream().filter(reference -> !gone.contains(reference)).toList())
                .isEqualTo(without);
    }

    @Test
    void a_canary_is_seen_in_base64_wherever_it_begins() {
        // Given
        String canary = Canary.of("DocumentReference/N1").text();

        for (String before : List.of("", "a", "ab", "abc", "abcd")) {
            // When
            String encoded = java.util.Base64.getEncoder()
                    .encodeToString((before + canary + " and more").getBytes(java.nio.charset.StandardCharsets.UTF_8));

            // Then
            assertThat(Canary.in("{\"data\":\"" + encoded + "\"}")).hasSize(1);
        }
        assertThat(Canary.in("nothing here")).isEmpty();
    }

    private static List<ObjectNode> flat(Seed seed) {
        return seed.resources(NOW).stream().flatMap(Collection::stream).toList();
    }
}
