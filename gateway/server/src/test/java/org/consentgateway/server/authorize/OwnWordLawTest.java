package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.WriteLaw;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.attack.PermissionWrites;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A fact that the caller wrote never opens a note for that caller: generated writes, decided as the road decides. */
class OwnWordLawTest {

    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private static final int WRITES = Integer.getInteger("own-word.writes", 3_000);
    private static final int MANY_WRITES = Integer.getInteger("own-word.many-writes", 100_000);
    private static final int A_HOSPITAL = 8;

    private final MemoryEhr ehr = new MemoryEhr();
    private final Random random = new Random(SEED);
    private final PermissionWrites writes = new PermissionWrites(random);

    @Test
    void nobody_opens_a_note_by_what_they_wrote() throws Exception {
        nobodyOpens(WRITES);
    }

    @Test
    @Tag("long")
    void nobody_opens_a_note_by_any_of_many_writes() throws Exception {
        nobodyOpens(MANY_WRITES);
    }

    private void nobodyOpens(int count) throws Exception {
        System.out.println("own word: seed " + SEED + ", " + count + " writes");
        int openedForOthers = 0;
        Site site = hospital();
        for (int i = 0; i < count; i++) {
            if (i % A_HOSPITAL == 0) {
                site = hospital();
                for (String note : PermissionWrites.NOTES) {
                    assertThat(opens(site, PermissionWrites.WRITER, note))
                            .as("seed %d, write %d: %s before anything is written", SEED, i, note)
                            .isFalse();
                    opens(site, PermissionWrites.OTHER, note);
                }
            }
            ObjectNode written = writes.next(ehr::get);
            write(site, written);
            for (String note : PermissionWrites.NOTES) {
                assertThat(opens(site, PermissionWrites.WRITER, note))
                        .as("seed %d, write %d: %s by %s", SEED, i, note, written)
                        .isFalse();
                if (opens(site, PermissionWrites.OTHER, note)) openedForOthers++;
            }
        }
        // what was written would have opened: it did for others
        assertThat(openedForOthers).as("seed %d", SEED).isGreaterThan(count / 50);
    }

    private void write(Site site, ObjectNode resource) throws MalformedJson {
        Reference self = new Reference(
                resource.path("resourceType").asText(), resource.path("id").asText());
        Optional<Json.Obj> before = ehr.get(self.toString()).map(OwnWordLawTest::json);
        Map<Reference, Set<String>> facts =
                new WriteLaw(site.pack(), site.own()).written(self, before, Optional.of(json(resource)));
        if (!facts.isEmpty()) site.written().wrote("w", MemoryHospital.caller(PermissionWrites.WRITER), facts);
        ehr.put(resource);
    }

    private boolean opens(Site site, String who, String note) {
        Caller caller = MemoryHospital.caller(who);
        DecisionInputs inputs = new DecisionInputs(site, "r", Optional.of(caller), true);
        GrantUsage uses = new GrantUsage(site.grants(), "r", caller);
        Json.Obj resource = json(ehr.get(note).orElseThrow());
        Decision decision = new DecisionPoint(site, "r", caller, inputs, uses, Optional.empty())
                .decide(site.facts(resource))
                .decision();
        boolean part = note.startsWith("Observation");
        return part ? decision instanceof Decision.Release : !(decision instanceof Decision.Withhold);
    }

    private static Json.Obj json(ObjectNode node) {
        try {
            return JsonReader.object(node.toString().getBytes(StandardCharsets.UTF_8));
        } catch (MalformedJson e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** A hospital of its own, with an empty memory of who wrote what. */
    private Site hospital() {
        ehr.clear();
        writes.hospital().forEach(ehr::put);
        return new MemoryHospital(ehr).site;
    }
}
