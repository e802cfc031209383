package org.consentgateway.server.adapter.hapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.decision.Access;
import org.consentgateway.core.decision.Decide;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.label.Background;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.FactsReader;
import org.consentgateway.core.label.ReferenceResolver;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Scopes;
import org.consentgateway.server.config.PackLoader;
import org.consentgateway.server.port.ConsentStore.Freshness;
import org.consentgateway.server.port.FhirHttp;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** However a consent server fails, what a patient denied does not leave. */
class StoreFaultsTest {

    private static final Reference P1 = new Reference("Patient", "P1");
    private static final Reference P2 = new Reference("Patient", "P2");
    private static final Reference OURS = new Reference("Organization", "org-a");
    private static final Reference THEIRS = new Reference("Organization", "org-b");

    /** What may go wrong with an answer. */
    private enum Fault {
        NONE,
        STATUS,
        CUT,
        NO_JSON,
        NO_SEARCHSET,
        LEFT_OUT,
        TOO_FEW,
        OLDER,
        STATUS_GARBLED,
        FOREIGN_PATIENT,
        WITHOUT_PATIENT,
        EMPTY_ENTRY,
        FIRST_OF_SEVERAL,
        NO_PAGE_SIZE,
        PAGE_LOST,
        OTHER_HOST,
        PAGES_FOR_EVER,
        READ_SAYS_GONE
    }

    private static final List<Fault> FAULTS = List.of(Fault.values());

    /** Faults after which it can still be told that something is missing, also where nothing was known before. */
    private static final Set<Fault> VISIBLE = Set.of(
            Fault.NONE,
            Fault.NO_JSON,
            Fault.NO_SEARCHSET,
            Fault.TOO_FEW,
            Fault.STATUS_GARBLED,
            Fault.FOREIGN_PATIENT,
            Fault.WITHOUT_PATIENT,
            Fault.EMPTY_ENTRY,
            Fault.FIRST_OF_SEVERAL,
            Fault.NO_PAGE_SIZE,
            Fault.PAGE_LOST,
            Fault.OTHER_HOST,
            Fault.PAGES_FOR_EVER);

    @Test
    void a_denial_once_seen_holds_through_2000_faults() throws Exception {
        holds(200, 10, 20260310);
    }

    @Test
    @Tag("long")
    void a_denial_once_seen_holds_through_100000_faults() throws Exception {
        holds(10_000, 10, new Random().nextLong());
    }

    private static void holds(int worlds, int faults, long seed) throws Exception {
        System.out.println("faults of consent stores: seed " + seed);
        PolicyPack pack = PackLoader.load(List.of("us-hipaa"), OURS, ZoneOffset.UTC);
        Facts ordinary = FactsReader.read(
                JsonReader.object(
                        "{\"resourceType\":\"Observation\",\"id\":\"o\",\"subject\":{\"reference\":\"Patient/P1\"}}"
                                .getBytes(StandardCharsets.UTF_8)),
                ReferenceResolver.relative(FhirVersion.R4));
        Random random = new Random(seed);
        Set<Fault> met = new HashSet<>();
        for (int world = 0; world < worlds; world++) {
            Store store = new Store(random);
            boolean seen = random.nextInt(4) > 0;
            ConsentsInMemory known = new ConsentsInMemory();
            ConsentReader reader = reader(store, known);
            if (seen) {
                store.fault = Fault.NONE;
                reader.consentsOf(Set.of(P1, P2), Freshness.STRICT);
            }
            for (int i = 0; i < faults; i++) {
                store.next();
                if (!seen && !VISIBLE.contains(store.fault)) continue;
                met.add(store.fault);
                if (random.nextInt(5) == 0) reader = reader(store, known); // as after a restart
                Set<Reference> asked = random.nextBoolean() ? Set.of(P1) : Set.of(P1, P2);
                Consents said = Objects.requireNonNull(
                        reader.consentsOf(asked, Freshness.STRICT).get(P1));
                for (Reference organization : seen ? List.of(OURS, THEIRS) : List.of(THEIRS))
                    assertThat(decided(ordinary, said, organization, pack))
                            .as("seed " + seed + " world " + world + " fault " + store.fault + " " + said)
                            .isInstanceOf(Decision.Withhold.class);
            }
        }
        assertThat(met).containsExactlyInAnyOrder(Fault.values());
    }

    private static ConsentReader reader(Store store, ConsentsInMemory known) {
        return new ConsentReader(
                store, Store.BASE, store, Store.BASE, Optional.empty(), known, () -> store.now, (patient, id) -> {});
    }

    private static Decision decided(Facts facts, Consents said, Reference organization, PolicyPack pack) {
        Caller caller = new Caller(
                "sub",
                "app",
                Optional.of(new Reference("Practitioner", "dr-c")),
                Optional.of(organization),
                Caller.PurposeOfUse.of(Set.of(new Coding(Coding.ACT_REASON, "TREAT"))),
                new Caller.Permissions(Scopes.parse(FhirVersion.R4, "user/*.rs"), Optional.empty(), Set.of()));
        Background background = Background.none(Set.of(P1));
        return Decide.decide(new Access(
                caller, facts, background, Map.of(P1, said), List.of(), pack, Instant.parse("2026-03-10T10:00:00Z")));
    }

    /** A consent server that holds a denial of P1 and whatever else, and fails as it is told to. */
    private static final class Store implements FhirHttp {
        static final URI BASE = URI.create("http://consents.test/fhir");

        private final Random random;
        private final int version;
        private final List<String> others = new ArrayList<>();
        private Instant now = Instant.parse("2026-03-10T10:00:00Z");
        private Fault fault = Fault.NONE;
        private int status = 500;

        Store(Random random) {
            this.random = random;
            this.version = 2 + random.nextInt(20);
            for (int i = 0; i < random.nextInt(4); i++)
                others.add(consent("c" + i, random.nextBoolean() ? "Patient/P1" : "Patient/P2", 1, "active", "permit"));
        }

        void next() {
            fault = FAULTS.get(random.nextInt(FAULTS.size()));
            status = List.of(301, 400, 401, 403, 404, 410, 422, 429, 500, 502, 503, 504)
                    .get(random.nextInt(12));
            now = now.plusSeconds(random.nextInt(5));
        }

        @Override
        public Answer get(URI target) throws IOException {
            String rest = target.toString().substring(BASE.toString().length());
            if (rest.startsWith("/Consent/")) return read();
            if (fault == Fault.CUT) throw new IOException("cut");
            if (fault == Fault.STATUS) return answer(status, "{}");
            if (fault == Fault.NO_JSON) return answer(200, "<html>please sign in</html>");
            if (fault == Fault.NO_SEARCHSET) return answer(200, "{\"resourceType\":\"OperationOutcome\"}");
            if (fault == Fault.NO_PAGE_SIZE && rest.contains("_count")) return answer(400, "{}");
            if (fault == Fault.PAGES_FOR_EVER)
                return answer(200, bundle(0, "/Consent?page=" + now + rest.length() + "x", List.of()));
            if (rest.contains("page=2"))
                return fault == Fault.PAGE_LOST ? answer(404, "{}") : answer(200, bundle(1, "", List.of(denial())));
            return answer(200, page(rest));
        }

        private Answer read() throws IOException {
            if (fault == Fault.CUT) throw new IOException("cut");
            if (fault == Fault.STATUS && status != 404 && status != 410) return answer(status, "{}");
            if (fault == Fault.READ_SAYS_GONE && now.isBefore(Instant.parse("2026-03-10T10:00:59Z")))
                return answer(404, "{}");
            return answer(200, fault == Fault.OLDER ? older() : denial());
        }

        private String page(String rest) {
            List<String> found = new ArrayList<>();
            boolean first = rest.contains("Patient/P1") || rest.contains("=P1");
            boolean second = rest.contains("P2") && !(fault == Fault.FIRST_OF_SEVERAL && first);
            for (String other : others) if (other.contains("Patient/P1") ? first : second) found.add(other);
            if (!first) return bundle(found.size(), "", found);
            switch (fault) {
                case LEFT_OUT, READ_SAYS_GONE -> {}
                case TOO_FEW -> {
                    return bundle(found.size() + 1, "", found);
                }
                case OLDER -> found.add(older());
                case STATUS_GARBLED -> found.add(denial().replace("\"active\"", "\"activ\""));
                case FOREIGN_PATIENT -> found.add(denial().replace("Patient/P1", "http://x.test/Patient/P1"));
                case WITHOUT_PATIENT -> found.add(denial().replace("\"patient\"", "\"patent\""));
                case EMPTY_ENTRY -> {
                    return bundle(found.size() + 1, "", found)
                            .replace("\"entry\":[", "\"entry\":[{}" + (found.isEmpty() ? "" : ","));
                }
                case PAGE_LOST -> {
                    return bundle(found.size() + 1, "/Consent?page=2", found);
                }
                case OTHER_HOST -> {
                    return bundle(1000, "http://localhost:8080/fhir/Consent?page=2", found);
                }
                default -> found.add(denial());
            }
            return bundle(found.size(), "", found);
        }

        private String denial() {
            return consent("d", "Patient/P1", version, "active", "deny");
        }

        private String older() {
            return consent("d", "Patient/P1", version - 1, "active", "permit");
        }

        private static String consent(String id, String patient, int version, String status, String type) {
            return "{\"resourceType\":\"Consent\",\"id\":\"" + id + "\",\"meta\":{\"versionId\":\"" + version
                    + "\"},\"status\":\"" + status + "\",\"scope\":{},\"patient\":{\"reference\":\"" + patient
                    + "\"},\"provision\":{\"type\":\"" + type + "\"}}";
        }

        private static String bundle(int total, String next, List<String> resources) {
            String links = next.isEmpty() ? "" : "\"link\":[{\"relation\":\"next\",\"url\":\"" + next + "\"}],";
            return "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"total\":" + total + "," + links
                    + "\"entry\":["
                    + resources.stream()
                            .map(one -> "{\"resource\":" + one + "}")
                            .collect(Collectors.joining(",")) + "]}";
        }

        private static Answer answer(int status, String body) {
            return new Answer(status, new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
