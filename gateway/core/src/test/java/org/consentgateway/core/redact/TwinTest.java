package org.consentgateway.core.redact;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.consentgateway.core.json.Drip;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.json.UnreadableValue;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The redactor and its slow twin on generated searchsets, whole and mutated. */
class TwinTest {

    private static final int[] SIZES = {1, 2, 3, 7, 8192};

    @Test
    void the_redactor_leaves_what_its_slow_twin_leaves() throws Exception {
        long seed = 7;
        Random random = new Random(seed);
        for (int i = 0; i < 3000; i++) {
            Charts chart = new Charts(random);
            byte[] source = Upstream.utf8(chart.bundle());
            byte[] left = redact(source, chart.notes(), SIZES[i % SIZES.length]);
            List<JsonNode> twin = new TwinRedaction(names(chart.notes())).searchset(source);
            assertThat(resources(left))
                    .as("seed " + seed + " row " + i + " " + chart.bundle())
                    .isEqualTo(twin);
            assertThat(new String(left, java.nio.charset.StandardCharsets.UTF_8))
                    .doesNotContain("CNRY");
        }
    }

    @Test
    void a_mutated_bundle_leaks_nothing() throws Exception {
        mutated(10_000, 11);
    }

    @Test
    @Tag("long")
    void many_mutated_bundles_leak_nothing() throws Exception {
        mutated(100_000, 12);
    }

    /** Bytes changed, doubled, taken out: refused, or just what the twin leaves of the same bytes. */
    private static void mutated(int count, long seed) throws Exception {
        Random random = new Random(seed);
        int used = 0;
        for (int i = 0; i < count; i++) {
            Charts chart = new Charts(random);
            byte[] source = Mutation.of(Upstream.utf8(chart.bundle()), random);
            String row = "seed " + seed + " row " + i;
            byte[] left;
            try {
                left = redact(source, chart.notes(), SIZES[i % SIZES.length]);
            } catch (Unusable | AnswerCut e) {
                continue; // refused, or cut where a page had already begun
            }
            used++;
            try {
                JsonReader.resource(source); // what was used is strict JSON
            } catch (UnreadableValue e) {
                // but for an entry that nobody may have, and that the twin cannot read either
                assertThat(new String(left, java.nio.charset.StandardCharsets.UTF_8))
                        .as(row)
                        .doesNotContain("CNRY");
                continue;
            }
            List<JsonNode> twin = new TwinRedaction(names(chart.notes())).searchset(source);
            assertThat(resources(left)).as(row).isEqualTo(twin);
        }
        assertThat(used).isGreaterThan(count / 20).isLessThan(count);
    }

    private static byte[] redact(byte[] source, Set<Reference> notes, int size) throws Exception {
        Upstream upstream = new Upstream();
        Edits edits = new Edits(Set.of(), notes, Set.of(), false);
        Court court = new Court(one -> {
            boolean hidden = one.place() == Candidate.Place.CONTAINED
                    ? Court.note(one.resource())
                    : one.self().filter(notes::contains).isPresent();
            return hidden ? new Verdict.Drop(one) : new Verdict.Release(one, edits);
        });
        new Redactor(Upstream.BASES, court).redact(new Drip(source, size), upstream.search(), version -> upstream.body);
        return upstream.body.toByteArray();
    }

    private static Set<String> names(Set<Reference> notes) {
        Set<String> names = new HashSet<>();
        notes.forEach(note -> names.add(note.toString()));
        return names;
    }

    private static List<JsonNode> resources(byte[] answer) throws java.io.IOException, MalformedJson {
        JsonReader.resource(answer);
        List<JsonNode> resources = new ArrayList<>();
        for (JsonNode entry : TwinRedaction.MAPPER.readTree(answer).path("entry")) resources.add(entry.get("resource"));
        return resources;
    }
}
