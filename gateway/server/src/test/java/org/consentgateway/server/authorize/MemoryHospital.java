package org.consentgateway.server.authorize;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.crypto.spec.SecretKeySpec;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.json.Spool;
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
import org.consentgateway.server.adapter.jdbc.RememberedTrail;
import org.consentgateway.server.adapter.upstream.EhrChart;
import org.consentgateway.server.adapter.upstream.HttpFhirServer;
import org.consentgateway.server.adapter.upstream.KeptCapabilities;
import org.consentgateway.server.adapter.upstream.LinkedPatients;
import org.consentgateway.server.config.PackLoader;
import org.consentgateway.server.port.BinaryCreators;
import org.consentgateway.server.port.Chart;
import org.consentgateway.server.port.ConsentStore;
import org.consentgateway.server.port.Deletions;
import org.consentgateway.server.port.DisclosedAttachments;
import org.consentgateway.server.port.FhirHttp;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.GrantEvidence;
import org.consentgateway.server.port.LabelledTypes;
import org.consentgateway.server.port.RememberedReferrers;
import org.consentgateway.server.port.Reviews;
import org.consentgateway.server.port.SealedTokens;
import org.consentgateway.server.port.ShownVersions;
import org.consentgateway.server.port.Worklist;
import org.consentgateway.server.port.XmlFormat;

/** A hospital in this process: its EHR, nobody's grants and reviews, a trail and a memory of its own. */
public final class MemoryHospital {

    public static final PolicyPack PACK = pack();

    /** A note of Patient/P1 by Practitioner/dr-o, labelled. */
    public static final String NOTE =
            "{'resourceType':'DocumentReference','id':'N1','meta':{'versionId':'1','security':[{'system':"
                    + "'http://terminology.hl7.org/CodeSystem/v3-ActCode','code':'PSYTHPN'}]},'status':'current',"
                    + "'subject':{'reference':'Patient/P1'},'author':[{'reference':'Practitioner/dr-o'}],"
                    + "'content':[{'attachment':{'url':'Binary/n1'}}]}";

    /** A result that was derived from the note. */
    public static final String POINTING =
            "{'resourceType':'Observation','id':'o1','meta':{'versionId':'2'},'status':'final',"
                    + "'code':{'coding':[{'system':'http://loinc.org','code':'718-7'}]},"
                    + "'subject':{'reference':'Patient/P1'},'derivedFrom':[{'reference':'DocumentReference/N1'}]}";

    /** A result that points at nothing but its patient and who measured it. */
    public static final String PLAIN =
            "{'resourceType':'Observation','id':'o2','meta':{'versionId':'1'},'status':'final',"
                    + "'code':{'coding':[{'system':'http://loinc.org','code':'718-7'}]},"
                    + "'subject':{'reference':'Patient/P1'},'performer':[{'reference':'Practitioner/dr-c'}]}";

    /** The note as one that says that the plain result belongs to it. */
    public static final String NAMING =
            NOTE.replace("'content'", "'context':{'related':[{'reference':'Observation/o2'}]},'content'");

    /** A report of the plain result. */
    public static final String REPORT = "{'resourceType':'DiagnosticReport','id':'d1','status':'final',"
            + "'subject':{'reference':'Patient/P1'},'result':[{'reference':'Observation/o2'}]}";

    /** What is decided of something ordinary. */
    static final Decision RELEASED = new Decision.Release(
            new Classification(Classification.Note.NOT, "no-rule", false),
            List.of(Decision.Ground.of(Reason.AUTH_VALID)));

    public final MemoryEhr ehr;
    public final Map<Reference, Deletions.Deletion> deleted = new HashMap<>();
    public final List<Worklist.Finding> findings = new ArrayList<>();
    public final RememberedTrail trail = new RememberedTrail();
    public final Map<Reference, BinaryCreators.Created> creators = new HashMap<>();
    public final Site site;

    public MemoryHospital() {
        this(new MemoryEhr());
    }

    MemoryHospital(MemoryEhr ehr) {
        this.ehr = ehr;
        ReferenceResolver own = new ReferenceResolver(FhirVersion.R4, List.of(MemoryEhr.BASE));
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
                        new Bases(FhirVersion.R4, "https://gateway.example/fhir", List.of(MemoryEhr.BASE)),
                        own,
                        server,
                        chart,
                        NO_XML,
                        () -> Spool.NONE),
                new PermissionSources(
                        ConsentReader.once(reads, URI.create(MemoryEhr.BASE), Optional.empty()),
                        new LinkedPatients(chart, own::resource),
                        NO_GRANTS,
                        ConsentStore.Freshness.STRICT),
                new GatewayMemory(
                        NO_REVIEWS,
                        findings::add,
                        new RememberedWrites(),
                        deletions(),
                        new ShownInMemory(),
                        new TypesInMemory(new HashSet<>()),
                        new ReferrersInMemory(new HashMap<>())),
                new DecisionRecording(trail, new Records(value -> "hidden", "us-hipaa", "1"), decision -> {}),
                new AttachmentEvidence(
                        new AttachmentSeals(new SealedTokens(new SecretKeySpec(new byte[32], "AES"))),
                        new AttachmentHolders(server, FhirVersion.R4, PACK, Duration.ZERO, System::nanoTime),
                        new CreatorsInMemory(creators),
                        new GivenInMemory(),
                        new AttachmentLocationSearch(System::nanoTime)),
                new ReleaseSettings(false, 1, ObserveMode.never()),
                Clock.systemUTC());
    }

    /** The same hospital where what was withheld leaves a mark. */
    public Site marking() {
        return with(new ReleaseSettings(true, 1, ObserveMode.never()), site.clock());
    }

    /** The same hospital at that instant. */
    Site at(Instant now) {
        return with(site.settings(), Clock.fixed(now, ZoneOffset.UTC));
    }

    /** The same hospital with another memory of what refers to what. */
    Site remembering(RememberedReferrers referrers) {
        GatewayMemory memory = site.memory();
        return with(
                new GatewayMemory(
                        memory.reviews(),
                        memory.worklist(),
                        memory.written(),
                        memory.deletions(),
                        memory.shown(),
                        memory.labelled(),
                        referrers),
                site.settings(),
                site.clock());
    }

    private Site with(ReleaseSettings settings, Clock clock) {
        return with(site.memory(), settings, clock);
    }

    private Site with(GatewayMemory memory, ReleaseSettings settings, Clock clock) {
        return new Site(
                site.pack(),
                site.upstream(),
                site.permissions(),
                memory,
                site.recording(),
                site.attachments(),
                settings,
                clock);
    }

    /** It has these, written with single quotes. */
    public MemoryHospital with(String... resources) {
        for (String one : resources) ehr.put(one.replace('\'', '"'));
        return this;
    }

    /** A Consent of a patient that is in force, with such a provision. */
    static String consent(String id, String patient, String provision) {
        return "{'resourceType':'Consent','id':'" + id + "','meta':{'versionId':'1'},'status':'active',"
                + "'scope':{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/consentscope',"
                + "'code':'patient-privacy'}]},'category':[{'coding':[{'system':'http://loinc.org','code':'59284-0'}]}],"
                + "'patient':{'reference':'Patient/" + patient + "'},'dateTime':'2026-01-05','provision':{" + provision
                + "}}";
    }

    /** Somebody who is here for treatment, with every scope. */
    public static Caller caller(String who) {
        return caller(who, "TREAT");
    }

    public static Caller caller(String who, String purpose) {
        return caller(who, purpose, Scopes.parse(FhirVersion.R4, "user/*.rs"), Optional.empty());
    }

    /** @param patient in context, where an app acts for one */
    public static Caller caller(String who, String purpose, Scopes scopes, Optional<Reference> patient) {
        return new Caller(
                "sub-" + who,
                "app",
                Reference.parse(who),
                Reference.parse("Organization/org-a"),
                Caller.PurposeOfUse.of(Set.of(new Coding(Coding.ACT_REASON, purpose))),
                new Caller.Permissions(scopes, patient, Set.of()));
    }

    static AnsweredRequest request(Site site, Caller caller) {
        return new AnsweredRequest(site, "r", caller, new Records.Asked("read", "Observation/o1", Map.of()));
    }

    /** What somebody would see. */
    ViewOutsideAnswer outside(Caller caller) {
        DecisionInputs inputs = new DecisionInputs(site, "r", Optional.of(caller), true);
        return new ViewOutsideAnswer(
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

    public static Json.Obj json(String text) {
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

    private record CreatorsInMemory(Map<Reference, Created> all) implements BinaryCreators {
        @Override
        public Optional<Created> of(Reference binary) {
            return Optional.ofNullable(all.get(binary));
        }

        @Override
        public void created(Created made) {
            all.put(made.binary(), made);
        }
    }

    private static final class GivenInMemory implements DisclosedAttachments {
        private final Set<String> all = new HashSet<>();

        @Override
        public void given(Set<String> contents) {
            all.addAll(contents);
        }

        @Override
        public boolean anyGiven(Set<String> contents) {
            return contents.stream().anyMatch(all::contains);
        }
    }

    private static final XmlFormat NO_XML = new XmlFormat() {
        @Override
        public byte[] toXml(byte[] json) throws NotFhir {
            throw new NotFhir("no xml here");
        }

        @Override
        public byte[] toJson(byte[] xml) throws NotFhir {
            throw new NotFhir("no xml here");
        }
    };

    private record ReferrersInMemory(Map<Reference, Set<Reference>> all) implements RememberedReferrers {
        @Override
        public void refers(Reference resource, Set<Reference> targets) {
            targets.forEach(target ->
                    all.computeIfAbsent(target, any -> new HashSet<>()).add(resource));
        }

        @Override
        public Set<Reference> to(Reference target) {
            return all.getOrDefault(target, Set.of());
        }
    }

    private record TypesInMemory(Set<String> all) implements LabelledTypes {
        @Override
        public boolean contains(String type) {
            return all.contains(type);
        }

        @Override
        public void seen(String type) {
            all.add(type);
        }
    }

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
