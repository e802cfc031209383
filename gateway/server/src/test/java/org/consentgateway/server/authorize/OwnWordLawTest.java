package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.WriteLaw;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.label.Background.Review;
import org.consentgateway.core.label.ReferenceResolver;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.redact.Bases;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Scopes;
import org.consentgateway.server.adapter.hapi.ConsentReader;
import org.consentgateway.server.adapter.upstream.EhrChart;
import org.consentgateway.server.adapter.upstream.HttpFhirServer;
import org.consentgateway.server.adapter.upstream.KeptAbilities;
import org.consentgateway.server.adapter.upstream.LinkedPatients;
import org.consentgateway.server.attack.PermissionWrites;
import org.consentgateway.server.config.PackLoader;
import org.consentgateway.server.port.Chart;
import org.consentgateway.server.port.ConsentStore;
import org.consentgateway.server.port.FhirHttp;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.GrantEvidence;
import org.consentgateway.server.port.LabelledTypes;
import org.consentgateway.server.port.Reviews;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A fact that the caller wrote never opens a note for that caller: generated writes, decided as the road decides. */
@SuppressWarnings("NullAway") // what no decision asks for is not there
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
        if (!facts.isEmpty()) site.written().wrote("w", caller(PermissionWrites.WRITER), facts);
        ehr.put(resource);
    }

    private boolean opens(Site site, String who, String note) {
        Caller caller = caller(who);
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

    private static Caller caller(String who) {
        return new Caller(
                "sub-" + who,
                "app",
                Reference.parse(who),
                Reference.parse("Organization/org-a"),
                Set.of(new Coding(Coding.ACT_REASON, "TREAT")),
                false,
                new Scopes(List.of()),
                Optional.empty(),
                Set.of(),
                Optional.empty());
    }

    /** A hospital of its own, with an empty memory of who wrote what. */
    private Site hospital() throws Exception {
        ehr.clear();
        writes.hospital().forEach(ehr::put);
        ReferenceResolver own = new ReferenceResolver(List.of(MemoryEhr.BASE));
        FhirServer server = new HttpFhirServer(
                ehr,
                URI.create(MemoryEhr.BASE),
                token -> CompletableFuture.completedFuture(java.util.Map.of()));
        Chart chart = new EhrChart(server, KeptAbilities.forgetful(InstantSource.system()), finding -> {});
        FhirHttp reads = target -> {
            Optional<String> found = ehr.answer(target);
            byte[] body = found.orElse("").getBytes(StandardCharsets.UTF_8);
            return new FhirHttp.Answer(found.isPresent() ? 200 : 404, new ByteArrayInputStream(body));
        };
        return new Site(
                PACK,
                new EhrAccess(
                        new Bases("https://gateway.example/fhir", List.of(MemoryEhr.BASE)), own, server, chart, null),
                new PermissionSources(
                        consents(reads),
                        new LinkedPatients(chart, own::resource),
                        NO_GRANTS,
                        ConsentStore.Freshness.STRICT),
                new GatewayMemory(NO_REVIEWS, finding -> {}, new RememberedWrites(), null, null, NO_TYPES),
                new DecisionRecording(null, null, decision -> {}),
                null,
                new ReleaseSettings(false, 1, ObserveMode.never()),
                Clock.systemUTC());
    }

    private static ConsentStore consents(FhirHttp reads) {
        return ConsentReader.once(reads, URI.create(MemoryEhr.BASE), Optional.empty());
    }

    private static final LabelledTypes NO_TYPES = new LabelledTypes() {
        @Override
        public boolean contains(String type) {
            return false;
        }

        @Override
        public void seen(String type) {}
    };

    private static final PolicyPack PACK = pack();

    private static PolicyPack pack() {
        try {
            return PackLoader.load(List.of("us-hipaa"), new Reference("Organization", "org-a"), ZoneOffset.UTC);
        } catch (org.consentgateway.server.config.InvalidConfiguration e) {
            throw new IllegalStateException(e);
        }
    }

    private static final GrantEvidence NO_GRANTS = new GrantEvidence() {
        @Override
        public List<Grant> of(Set<Reference> patients) {
            return List.of();
        }

        @Override
        public Map<String, List<Behind>> behind(Set<String> grantIds) {
            return Map.of();
        }

        @Override
        public boolean use(String grantId, String requestId, Reference recipient, Set<Reference> notes) {
            return false;
        }
    };

    private static final Reviews NO_REVIEWS = new Reviews() {
        @Override
        public Map<Reference, Review> of(Set<Reference> resources) {
            return new HashMap<>();
        }

        @Override
        public Map<Reference, Review> of(Optional<Caller> caller, Set<Reference> resources) {
            return new HashMap<>();
        }

        @Override
        public void ask(Reference resource, Reference patient, String rule) {}
    };
}
