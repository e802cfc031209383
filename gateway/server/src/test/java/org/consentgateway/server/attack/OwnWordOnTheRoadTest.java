package org.consentgateway.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Random;
import org.consentgateway.server.ehr.EhrDouble;
import org.consentgateway.server.ehr.Habits;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A fact that the caller wrote never opens a note for that caller: generated writes by somebody with every role, over HTTP. */
class OwnWordOnTheRoadTest {

    private static final int A_HOSPITAL = 8;
    private static final String[] ROLES = {"registrar", "labeller", "consent-manager"};

    private final Random random = new Random(Long.getLong("seed", System.nanoTime()));
    private final PermissionWrites writes = new PermissionWrites(random);
    private int opened;

    @Test
    void nobody_opens_a_note_by_what_they_wrote() throws Exception {
        assertThat(served(Integer.getInteger("own-word.on-the-road", 24))).isPositive();
    }

    @Test
    @Tag("long")
    void nobody_opens_a_note_by_any_of_many_writes() throws Exception {
        int all = Integer.getInteger("own-word.on-the-road", 5_000);
        int served = served(all);
        System.out.printf(
                "own word on the road: %d writes, %d served, %d notes opened to others%n", all, served, opened);
        // what was written would have opened: it did for others
        assertThat(opened).isGreaterThan(all / 50);
    }

    private int served(int count) throws Exception {
        int served = 0;
        try (EhrDouble ehr = new EhrDouble(Habits.of("lenient"));
                World world = new World(new FakeEhr(), ehr.url(), Map.of("GATEWAY_CONSENT_MAX_AGE", "0s"))) {
            Hospital hospital = new Hospital(world, "none-");
            for (int i = 0; i < count; i++) {
                if (i % A_HOSPITAL == 0) {
                    // one of its own: nobody wrote any of it yet
                    hospital = new Hospital(world, "h" + i / A_HOSPITAL + "-");
                    ehr.clear();
                    for (ObjectNode resource : writes.hospital()) ehr.put(hospital.named(resource));
                }
                if (hospital.write()) served++;
                for (String note : PermissionWrites.NOTES) {
                    assertThat(hospital.shows(PermissionWrites.WRITER, note))
                            .as("write %d: %s", i, note)
                            .isFalse();
                    if (hospital.shows(PermissionWrites.OTHER, note)) opened++;
                }
            }
        }
        return served;
    }

    /** All of whose ids begin alike. */
    private final class Hospital {
        private final World world;
        private final String prefix;
        private final Map<String, String> tokens = new HashMap<>();

        Hospital(World world, String prefix) {
            this.world = world;
            this.prefix = prefix;
        }

        /** The next write on what the writer sees; whether it was served. */
        boolean write() throws IOException {
            ObjectNode next = next();
            ObjectNode sent = named(next);
            String target =
                    sent.path("resourceType").asText() + "/" + sent.path("id").asText();
            Reply reply = world.ask(
                    "PUT",
                    "/fhir/" + target,
                    token(PermissionWrites.WRITER),
                    Map.of("Content-Type", "application/fhir+json"),
                    sent.toString());
            return reply.status() < 300;
        }

        private ObjectNode next() {
            while (true) {
                try {
                    return writes.next(this::seen);
                } catch (NoSuchElementException hidden) {
                    // nobody edits what they do not see: another
                }
            }
        }

        private Optional<ObjectNode> seen(String reference) {
            try {
                Reply reply = world.get("/fhir/" + named(reference), token(PermissionWrites.WRITER));
                if (reply.status() != 200) return Optional.empty();
                return Optional.of(Chart.parse(reply.text().replace(prefix, "")));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        boolean shows(String who, String note) throws IOException {
            return world.get("/fhir/" + named(note), token(who)).text().contains("CNRY_");
        }

        private String token(String who) {
            return tokens.computeIfAbsent(
                    who, person -> world.tokens.person(named(person).replace("Practitioner/", ""), ROLES));
        }

        ObjectNode named(ObjectNode resource) {
            ObjectNode named = Chart.parse(resource.toString()
                    .replaceAll("\"((?!Organization)[A-Z][A-Za-z]+)/([A-Za-z0-9-]+)\"", "\"$1/" + prefix + "$2\""));
            boolean ours = !named.path("resourceType").asText().equals("Organization");
            if (ours) named.put("id", prefix + resource.path("id").asText());
            return named;
        }

        private String named(String reference) {
            return reference.replace("/", "/" + prefix);
        }
    }
}
