package org.consentgateway.server.authorize;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.label.Background.Review;
import org.consentgateway.core.label.Classification;
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
import org.consentgateway.server.adapter.upstream.KeptCapabilities;
import org.consentgateway.server.adapter.upstream.LinkedPatients;
import org.consentgateway.server.config.PackLoader;
import org.consentgateway.server.port.BinaryCreators;
import org.consentgateway.server.port.Chart;
import org.consentgateway.server.port.ConsentStore;
import org.consentgateway.server.port.Deletions;
import org.consentgateway.server.port.FhirHttp;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.GrantEvidence;
import org.consentgateway.server.port.LabelledTypes;
import org.consentgateway.server.port.Reviews;
import org.consentgateway.server.port.ShownVersions;
import org.consentgateway.server.port.Worklist;

/** A hospital in this process: its EHR, nobody's grants and reviews, and a memory of its own. */
@SuppressWarnings("NullAway") // what no decision asks for is not there
final class MemoryHospital {

    static final PolicyPack PACK = pack();

    /** A note of Patient/P1 by Practitioner/dr-o, labelled. */
    static final String NOTE =
            "{'resourceType':'DocumentReference','id':'N1','meta':{'versionId':'1','security':[{'system':"
                    + "'http://terminology.hl7.org/CodeSystem/v3-ActCode','code':'PSYTHPN'}]},'status':'current',"
                    + "'subject':{'reference':'Patient/P1'},'author':[{'reference':'Practitioner/dr-o'}],"
                    + "'content':[{'attachment':{'url':'Binary/n1'}}]}";

    /** A result that was derived from the note. */
    static final String POINTING = "{'resourceType':'Observation','id':'o1','meta':{'versionId':'2'},'status':'final',"
            + "'code':{'coding':[{'system':'http://loinc.org','code':'718-7'}]},"
            + "'subject':{'reference':'Patient/P1'},'derivedFrom':[{'reference':'DocumentReference/N1'}]}";

    /** A result that points at nothing but its patient and who measured it. */
    static final String PLAIN = "{'resourceType':'Observation','id':'o2','meta':{'versionId':'1'},'status':'final',"
            + "'code':{'coding':[{'system':'http://loinc.org','code':'718-7'}]},"
            + "'subject':{'reference':'Patient/P1'},'performer':[{'reference':'Practitioner/dr-c'}]}";

    /** What is decided of something ordinary. */
    static final Decision RELEASED = new Decision.Release(
            new Classification(Classification.Note.NOT, "no-rule", false),
            List.of(Decision.Ground.of(Reason.AUTH_VALID)));

    final MemoryEhr ehr;
    final Map<Reference, Deletions.Deletion> deleted = new HashMap<>();
    final List<Worklist.Finding> findings = new ArrayList<>();
    final Site site;

    MemoryHospital() {
        this(new MemoryEhr());
    }

    MemoryHospital(MemoryEhr ehr) {
        this.ehr = ehr;
        ReferenceResolver own = new ReferenceResolver(List.of(MemoryEhr.BASE));
        FhirServer server = new HttpFhirServer(
                ehr, URI.create(MemoryEhr.BASE), token -> CompletableFuture.completedFuture(Map.of()));
        Chart chart = new EhrChart(server, KeptCapabilities.forgetful(InstantSource.system()), finding -> {});
        FhirHttp reads = target -> {
            Optional<String> found = ehr.answer(target);
            byte[] body = found.orElse("").getBytes(StandardCharsets.UTF_8);
            return new FhirHttp.Answer(found.isPresent() ? 200 : 404, new ByteArrayInputStream(body));
        };
        site = new Site(
                PACK,
                new EhrAccess(
                        new Bases("https://gateway.example/fhir", List.of(MemoryEhr.BASE)), own, server, chart, null),
                new PermissionSources(
                        ConsentReader.once(reads, URI.create(MemoryEhr.BASE), Optional.empty()),
                        new LinkedPatients(chart, own::resource),
                        NO_GRANTS,
                        ConsentStore.Freshness.STRICT),
                new GatewayMemory(
                        NO_REVIEWS, findings::add, new RememberedWrites(), deletions(), new ShownInMemory(), NO_TYPES),
                new DecisionRecording(null, null, decision -> {}),
                new AttachmentEvidence(
                        null,
                        new AttachmentHolders(server, PACK, Duration.ZERO, System::nanoTime),
                        NOBODYS,
                        null,
                        new AttachmentLocationSearch(System::nanoTime)),
                new ReleaseSettings(false, 1, ObserveMode.never()),
                Clock.systemUTC());
    }

    /** It has these, written with single quotes. */
    MemoryHospital with(String... resources) {
        for (String one : resources) ehr.put(one.replace('\'', '"'));
        return this;
    }

    /** Somebody who is here for treatment, with every scope. */
    static Caller caller(String who) {
        return caller(who, "TREAT");
    }

    static Caller caller(String who, String purpose) {
        return new Caller(
                "sub-" + who,
                "app",
                Reference.parse(who),
                Reference.parse("Organization/org-a"),
                Set.of(new Coding(Coding.ACT_REASON, purpose)),
                false,
                Scopes.parse("user/*.rs"),
                Optional.empty(),
                Set.of(),
                Optional.empty());
    }

    static AnsweredRequest request(Site site, Caller caller) {
        return new AnsweredRequest(site, "r", caller, new Records.Asked("read", "Observation/o1", Map.of()));
    }

    /** What somebody would see. */
    TrialRedaction trial(Caller caller) {
        DecisionInputs inputs = new DecisionInputs(site, "r", Optional.of(caller), true);
        return new TrialRedaction(
                request(site, caller),
                inputs,
                deciding(caller, inputs),
                new GrantUsage(site.grants(), "r", caller),
                new VisibleVersions(site, caller, "r"),
                new BinaryOwners(site, "r", caller, Optional.empty()),
                new RefusedAuthor(site, caller));
    }

    DecisionPoint deciding(Caller caller, DecisionInputs inputs) {
        return new DecisionPoint(
                site, "r", caller, inputs, new GrantUsage(site.grants(), "r", caller), Optional.empty());
    }

    static Json.Obj json(String text) {
        try {
            return JsonReader.object(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        } catch (MalformedJson e) {
            throw new IllegalArgumentException(e);
        }
    }

    private Deletions deletions() {
        return new Deletions() {
            @Override
            public void keep(Deletion deletion) {
                deleted.put(deletion.resource(), deletion);
            }

            @Override
            public void stands(Deletion deletion) {
                keep(deletion);
            }

            @Override
            public List<Deletion> told(Reference resource) {
                return of(resource).stream()
                        .filter(one -> one.version().isPresent())
                        .toList();
            }

            @Override
            public void forget(Reference resource) {
                deleted.remove(resource);
            }

            @Override
            public Optional<Deletion> of(Reference resource) {
                return Optional.ofNullable(deleted.get(resource));
            }
        };
    }

    private static final class ShownInMemory implements ShownVersions {
        private final Map<Reference, Shown> shown = new HashMap<>();

        @Override
        public Map<Reference, Shown> of(Caller caller, Set<Reference> resources) {
            Map<Reference, Shown> found = new HashMap<>(shown);
            found.keySet().retainAll(resources);
            return found;
        }

        @Override
        public void show(Caller caller, Reference resource, Shown version) {
            shown.put(resource, version);
        }
    }

    private static final BinaryCreators NOBODYS = new BinaryCreators() {
        @Override
        public void created(Created binary) {}

        @Override
        public Optional<Created> of(Reference binary) {
            return Optional.empty();
        }
    };

    private static final LabelledTypes NO_TYPES = new LabelledTypes() {
        @Override
        public boolean contains(String type) {
            return false;
        }

        @Override
        public void seen(String type) {}
    };

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
