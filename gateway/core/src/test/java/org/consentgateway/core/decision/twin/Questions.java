package org.consentgateway.core.decision.twin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.consent.Effect;
import org.consentgateway.core.consent.FhirPeriod;
import org.consentgateway.core.consent.Provision;
import org.consentgateway.core.consent.SignedForm;
import org.consentgateway.core.decision.Access;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.label.Background;
import org.consentgateway.core.label.CallerWrites;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.Parties;
import org.consentgateway.core.label.PointerCandidates;
import org.consentgateway.core.label.ResourceKind;
import org.consentgateway.core.label.StrictestSeen;
import org.consentgateway.core.label.Subjects;
import org.consentgateway.core.law.BasisRow;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.law.LegalBasis;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;
import org.consentgateway.core.request.Scopes;

/**
 * Random questions near the edge: most start from one that some basis opens, and then something in it may be off. A
 * question drawn blindly would nearly always be withheld, and show nothing.
 */
final class Questions {

    private static final Reference P1 = new Reference("Patient", "p1");
    private static final Reference P2 = new Reference("Patient", "p2");
    private static final Reference ORG_A = new Reference("Organization", "org-a");
    private static final Reference ORG_B = new Reference("Organization", "org-b");
    private static final Reference DR_O = new Reference("Practitioner", "dr-o");
    private static final Reference DR_X = new Reference("Practitioner", "dr-x");
    private static final Reference DR_C = new Reference("Practitioner", "dr-c");
    private static final Reference SUP = new Reference("Practitioner", "sup-1");
    private static final Reference TRN = new Reference("Practitioner", "trn-1");
    private static final Reference AGENT = new Reference("RelatedPerson", "agt-1");
    private static final Reference TEAM = new Reference("CareTeam", "ct-1");
    private static final Reference NOTE = new Reference("DocumentReference", "n1");
    private static final Reference OTHER_NOTE = new Reference("DocumentReference", "n2");
    private static final Reference VISIT = new Reference("Encounter", "e1");
    private static final List<String> DATES = List.of(
            "2025", "2025-06-01", "2026", "2026-03", "2026-03-10", "2026-03-31", "2026-04", "2027-01-01", "soon");
    private static final Coding PSYTHPN = act("PSYTHPN");

    private final Random random;
    private final List<PolicyPack> packs;

    Questions(Random random, List<PolicyPack> packs) {
        this.random = random;
        this.packs = packs;
    }

    Access next() {
        PolicyPack pack = one(packs);
        Instant at = Instant.parse("2026-06-01T12:00:00Z").plusSeconds(60L * (random.nextInt(4800) - 2400));
        LegalBasis aim = one(List.of(LegalBasis.values()));
        boolean group = often(10);
        Set<Reference> patients = often(2) ? Set.of() : group ? Set.of(P1, P2) : Set.of(P1);
        Facts facts = facts(patients);
        Caller caller = caller(aim);
        Map<Reference, Consents> consents = new HashMap<>();
        List<Grant> grants = new ArrayList<>();
        for (Reference patient : new TreeSet<>(patients)) {
            List<Directive> said = directives(aim, patient, caller);
            if (!often(2))
                consents.put(patient, often(3) ? new Consents.Unavailable(said, often(2)) : new Consents.Known(said));
            int many = often(80) ? 1 : random.nextInt(3);
            for (int i = 0; i < many; i++) {
                grants.add(grant(often(90) ? aim : one(List.of(LegalBasis.values())), patient, caller, at, pack));
            }
        }
        return new Access(caller, facts, background(facts, patients), consents, grants, pack, at);
    }

    // ---- what ----

    private Facts facts(Set<Reference> patients) {
        boolean note = often(65);
        Set<Coding> labels = new HashSet<>();
        if (note && often(80)) labels.add(one(List.of(PSYTHPN, PSYTHPN, act("HIPAAPsyNotes"), law("HIPAAPsyNotes"))));
        if (often(2)) labels.add(new Coding("", "PSYTHPN"));
        if (often(2)) labels.add(new Coding("http://local", "THERAPY"));
        if (often(40)) labels.add(level(one(List.of("U", "L", "N", "R", "V"))));
        if (often(25)) labels.add(act(one(List.of("MH", "PSY", "BH", "SUD", "ETHUD", "HIV", "COGN"))));
        Set<Coding> tags = new HashSet<>();
        if (often(3)) tags.add(new Coding("http://local", "THERAPY"));
        if (often(4)) tags.add(custody(one(List.of("psychotherapy-store", "separate", "main-chart"))));
        String type = note && often(85)
                ? "DocumentReference"
                : one(List.of(
                        "DocumentReference", "Observation", "DiagnosticReport", "Condition", "MedicationRequest"));
        Set<Coding> codes = often(85)
                ? Set.of(loinc(one(List.of("34866-4", "34866-4", "47042-7", "34904-3", "34869-8", "11506-3"))))
                : Set.of();
        Set<Coding> categories = often(10)
                ? Set.of(new Coding("http://terminology.hl7.org/CodeSystem/observation-category", "survey"))
                : Set.of();
        List<Facts.InlineLabel> inline = new ArrayList<>();
        if (often(8)) inline.add(new Facts.InlineLabel(List.of("note", 0), Set.of(PSYTHPN)));
        Optional<Reference> custodian =
                often(80) ? Optional.of(ORG_A) : often(70) ? Optional.empty() : Optional.of(ORG_B);
        List<String> dates =
                often(80) ? List.of(one(DATES)) : often(50) ? List.of() : List.of("2026-03-10", one(DATES));
        Facts.Identity identity =
                Facts.Identity.of(type, often(97) ? Optional.of("n1") : Optional.empty(), Optional.of("1"));
        Set<Reference> authors = often(90) ? Set.of(DR_O) : Set.of();
        Set<Reference> encounters = often(70) ? Set.of(VISIT) : Set.of();
        Set<Reference> references = often(70) ? Set.of(VISIT, P1) : Set.of(P1);
        Set<String> profiles = often(5) ? Set.of("http://profile/note") : Set.of();
        boolean unreadable = often(1);
        Set<String> names = often(20)
                ? Set.of(one(List.of(
                        "Psychotherapy Note", "PSYCHOTHERAPY-NOTES", "Psychotherapy note, draft", "Progress note")))
                : Set.of();
        return new Facts(
                identity,
                new Facts.Labelling(labels, inline),
                new ResourceKind(codes, categories, Set.of(), tags, Optional.empty(), profiles, names),
                new Parties(patients, unreadable, authors, custodian, Set.of()),
                new Facts.Occurrence(Optional.of("current"), dates, encounters),
                new Facts.Pointing(references, PointerCandidates.NONE));
    }

    private Background background(Facts facts, Set<Reference> patients) {
        Map<Reference, Background.Life> lives = new HashMap<>();
        for (Reference patient : new TreeSet<>(patients)) {
            if (!often(40)) continue;
            String born = one(List.of("1980-05-05", "2008-05-31", "2008-06-01", "2008-06-02", "2012-01-01", "2008"));
            lives.put(patient, new Background.Life(Optional.of(born), Optional.empty()));
        }
        boolean member = often(40);
        return new Background(
                often(2) ? new Subjects.Unresolved() : new Subjects.Known(patients),
                new Background.Authorship(
                        often(90) ? facts.authors() : often(50) ? Set.of(DR_O, DR_C) : Set.of(),
                        often(80)
                                ? Set.of(new Coding(Coding.NUCC, "103TC0700X"))
                                : Set.of(new Coding(Coding.NUCC, "207Q00000X"))),
                new Background.Membership(
                        member ? Set.of(TEAM) : often(5) ? Set.of(ORG_A) : Set.of(),
                        !member && often(15) ? Set.of(TEAM) : Set.of()),
                new Background.VitalStatus(often(60), lives),
                new Background.NoteEvidence(
                        often(50) ? Optional.empty() : Optional.of(often(60)),
                        often(90) ? Optional.empty() : Optional.of(one(List.of(Background.Review.values()))),
                        StrictestSeen.NOTHING,
                        Map.of()),
                often(4) ? Set.of(AGENT) : Set.of(),
                CallerWrites.NONE);
    }

    // ---- who ----

    private Caller caller(LegalBasis aim) {
        Reference user =
                switch (aim) {
                    case ORIGINATOR_TREATMENT -> DR_O;
                    case OWN_TRAINING -> one(List.of(TRN, TRN, SUP));
                    case AUTHORIZATION -> DR_X;
                    case PATIENT_RELEASE -> one(List.of(P1, P1, AGENT));
                    default -> one(List.of(DR_C, DR_X));
                };
        if (often(10)) user = one(List.of(DR_O, DR_X, DR_C, SUP, TRN, P1, P2, AGENT));
        boolean inside = aim == LegalBasis.ORIGINATOR_TREATMENT || aim == LegalBasis.OWN_TRAINING;
        Optional<Reference> organization = often(92)
                ? Optional.of(inside ? ORG_A : one(List.of(ORG_A, ORG_B)))
                : often(50) ? Optional.empty() : Optional.of(ORG_B);
        Set<Coding> purposes = new LinkedHashSet<>();
        purposes.add(often(92) ? purpose(aim) : anyPurpose());
        if (often(5)) purposes.add(anyPurpose());
        if (often(3)) purposes.clear();
        return new Caller(
                "sub",
                "client",
                often(97) ? Optional.of(user) : Optional.empty(),
                organization,
                new Caller.PurposeOfUse(
                        purposes, often(1), false, often(60) ? Optional.of("emergency") : Optional.empty()),
                new Caller.Permissions(
                        Scopes.parse(FhirVersion.R4, "user/*.rs"),
                        Optional.empty(),
                        often(30)
                                ? Set.of(Role.BREAK_GLASS)
                                : often(20) ? Set.of(one(List.of(Role.values()))) : Set.of()));
    }

    private Coding purpose(LegalBasis aim) {
        return switch (aim) {
            case ORIGINATOR_TREATMENT ->
                one(List.of(
                        reason("TREAT"),
                        reason("TREAT"),
                        reason("ETREAT"),
                        reason("BTG"),
                        nhin("TREATMENT"),
                        nhin("EMERGENCY")));
            case OWN_TRAINING -> one(List.of(reason("TRAIN"), nhin("TRAINING")));
            case LEGAL_DEFENCE -> one(List.of(reason("HLEGAL"), nhin("LEGAL")));
            case HHS_SECRETARY -> one(List.of(reason("GOV"), reason("HCOMPL"), nhin("GOVERNMENT")));
            case REQUIRED_BY_LAW -> one(List.of(reason("HLEGAL"), reason("PUBHLTH"), nhin("JUDICIAL")));
            case ORIGINATOR_OVERSIGHT -> one(List.of(reason("GOV"), nhin("OVERSIGHT")));
            case CORONER -> one(List.of(reason("HDECD"), nhin("DECEASED")));
            case SERIOUS_THREAT -> one(List.of(reason("THREAT"), nhin("THREAT")));
            case AUTHORIZATION ->
                one(List.of(
                        reason("TREAT"),
                        reason("TREAT"),
                        nhin("TREATMENT"),
                        reason("HRESCH"),
                        reason("BTG"),
                        reason("HPAYMT")));
            case PATIENT_RELEASE -> one(List.of(reason("PATRQT"), reason("FAMRQT"), nhin("REQUEST")));
        };
    }

    private Coding anyPurpose() {
        return one(List.of(
                reason("TREAT"),
                reason("ETREAT"),
                reason("BTG"),
                reason("HOPERAT"),
                reason("HPAYMT"),
                reason("HRESCH"),
                reason("CLINTRCH"),
                reason("MLTRAINING"),
                reason("HMARKT"),
                reason("PATRQT"),
                reason("HTEST"),
                reason("COC"),
                nhin("PSYCHOTHERAPY"),
                nhin("MARKETING"),
                nhin("RESEARCH"),
                reason("T-TREAT")));
    }

    // ---- what was said ----

    private List<Directive> directives(LegalBasis aim, Reference patient, Caller caller) {
        List<Directive> all = new ArrayList<>();
        if (aim == LegalBasis.AUTHORIZATION || often(12)) all.add(authorization(patient, caller, "c1"));
        if (often(15)) all.add(general(patient, caller));
        if (often(8)) all.add(authorization(patient, caller, "c4"));
        if (often(4)) all.add(restriction(patient, caller));
        return all;
    }

    private Directive authorization(Reference patient, Caller caller, String id) {
        boolean framed = often(30);
        Provision permit = provision(
                framed ? "provision.provision[0]" : "provision", Effect.PERMIT, caller, true, often(10) ? 2 : 0);
        Provision root = framed
                ? new Provision(
                        "provision",
                        often(95) ? Effect.DENY : Effect.INDETERMINATE,
                        FhirPeriod.UNLIMITED,
                        List.of(),
                        new Provision.Codings(Set.of(), Set.of(), Set.of(), Set.of(), Set.of()),
                        new Provision.Selection(Optional.empty(), List.of()),
                        often(1),
                        often(85) ? List.of(permit) : List.of(permit, any("provision.provision[1]", caller, 1)))
                : permit;
        Set<Coding> policies = often(95) ? Set.of(policy("hipaa-auth")) : Set.of();
        return new Directive(
                new Directive.Version(new Reference("Consent", id), Optional.of("1")),
                often(98) ? patient : new Reference("Patient", "p1-old"),
                status(),
                new Directive.Kind(
                        often(90)
                                ? Set.of(new Coding(
                                        "http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy"))
                                : Set.of(),
                        often(2) ? Set.of(act("CompoundResearchCD")) : Set.of(),
                        policies,
                        often(85) ? Set.of("https://site/form") : Set.of()),
                often(97)
                        ? Optional.of(one(List.of("2026-01-15", "2026-01-15", "2026-05-31", "2025")))
                        : Optional.empty(),
                root,
                form(patient, id),
                often(2));
    }

    private SignedForm form(Reference patient, String id) {
        Set<Reference> signers = often(85) ? Set.of(patient) : often(80) ? Set.of(AGENT) : Set.of();
        if (often(2)) signers = Set.of(patient, AGENT);
        return new SignedForm(
                often(96) ? Set.of(often(70) ? "paper-" + id : "paper") : Set.of(),
                often(90) ? Set.of(ORG_A) : often(50) ? Set.of(ORG_B, ORG_A) : Set.of(ORG_B),
                signers,
                often(80) ? Optional.of(true) : often(80) ? Optional.empty() : Optional.of(false),
                new SignedForm.Expiry(
                        often(15)
                                ? Optional.of(
                                        new SignedForm.ExpirationEvent(often(90) ? "end of therapy" : " ", often(20)))
                                : Optional.empty(),
                        often(15)),
                often(70),
                often(2),
                often(95) ? SignedForm.Integrity.UNCHECKED : one(List.of(SignedForm.Integrity.values())));
    }

    private Directive general(Reference patient, Caller caller) {
        Provision root = any("provision", caller, random.nextInt(4));
        return new Directive(
                new Directive.Version(new Reference("Consent", "c2"), Optional.empty()),
                patient,
                status(),
                new Directive.Kind(Set.of(), Set.of(), often(10) ? Set.of(policy("hipaa-auth")) : Set.of(), Set.of()),
                Optional.of("2025-01-01"),
                root,
                new SignedForm(
                        often(5) ? Set.of("paper") : Set.of(),
                        often(50) ? Set.of(ORG_A) : Set.of(),
                        Set.of(patient),
                        Optional.empty(),
                        new SignedForm.Expiry(Optional.empty(), false),
                        false,
                        false,
                        SignedForm.Integrity.UNCHECKED),
                often(3));
    }

    private Directive restriction(Reference patient, Caller caller) {
        Provision root = new Provision(
                "provision",
                Effect.DENY,
                FhirPeriod.UNLIMITED,
                often(60) ? List.of() : List.of(actor(caller)),
                new Provision.Codings(
                        Set.of(), often(50) ? Set.of(PSYTHPN) : Set.of(act("MH")), Set.of(), Set.of(), Set.of()),
                new Provision.Selection(Optional.empty(), List.of()),
                false,
                List.of());
        return new Directive(
                new Directive.Version(new Reference("Consent", "c3"), Optional.empty()),
                patient,
                status(),
                new Directive.Kind(Set.of(), Set.of(), Set.of(policy("hipaa-restrictions")), Set.of()),
                Optional.empty(),
                root,
                new SignedForm(
                        Set.of(),
                        often(80) ? Set.of(ORG_A) : Set.of(),
                        Set.of(patient),
                        Optional.empty(),
                        new SignedForm.Expiry(Optional.empty(), false),
                        false,
                        false,
                        SignedForm.Integrity.UNCHECKED),
                false);
    }

    private Directive.Status status() {
        return often(92) ? Directive.Status.ACTIVE : one(List.of(Directive.Status.values()));
    }

    /** A rule of any effect; one of four conditions is given, on average, and most of them match. */
    private Provision any(String path, Caller caller, int depth) {
        Effect effect = often(5) ? Effect.INDETERMINATE : often(50) ? Effect.DENY : Effect.PERMIT;
        return provision(path, effect, caller, false, depth);
    }

    private Provision provision(String path, Effect effect, Caller caller, boolean form, int depth) {
        List<Provision> children = new ArrayList<>();
        int many = depth == 0 ? 0 : random.nextInt(3);
        for (int i = 0; i < many; i++) children.add(any(path + ".provision[" + i + "]", caller, depth - 1));
        int given = form ? 95 : 25;
        return new Provision(
                path,
                effect,
                often(given) ? period() : FhirPeriod.UNLIMITED,
                often(given) ? actors(caller) : List.of(),
                new Provision.Codings(
                        often(form ? 60 : 10)
                                ? often(80)
                                        ? Set.of(action("access"), action("disclose"), action("use"))
                                        : Set.of(action(one(List.of("use", "access", "collect"))))
                                : Set.of(),
                        often(given) ? labels(form) : Set.of(),
                        often(given) ? purposes(caller) : Set.of(),
                        often(8)
                                ? Set.of(new Coding(
                                        "http://hl7.org/fhir/resource-types",
                                        one(List.of("DocumentReference", "DocumentReference", "Observation"))))
                                : Set.of(),
                        often(6) ? Set.of(loinc(one(List.of("34866-4", "34866-4", "11506-3")))) : Set.of()),
                new Provision.Selection(
                        often(12) ? Optional.of(dataPeriod()) : Optional.empty(), often(8) ? data() : List.of()),
                often(2),
                children);
    }

    private FhirPeriod period() {
        Optional<String> start = often(50)
                ? Optional.of(one(List.of("2026-01-15", "2025", "2026-05", "2026-05-31", "2026-06-02")))
                : Optional.empty();
        Optional<String> end = often(88)
                ? Optional.of(one(List.of(
                        "2026-12-31",
                        "2026-12-31",
                        "2026-12-31",
                        "2026",
                        "2026-06",
                        "2026-06-02",
                        "2026-06-01",
                        "2026-05-31",
                        "2026-06-01T12:00:00Z",
                        "never")))
                : Optional.empty();
        return new FhirPeriod(start, end);
    }

    private FhirPeriod dataPeriod() {
        return one(List.of(
                new FhirPeriod(Optional.of("2026-01-01"), Optional.of("2026-12-31")),
                new FhirPeriod(Optional.of("2026"), Optional.empty()),
                new FhirPeriod(Optional.of("2025"), Optional.of("2026")),
                new FhirPeriod(Optional.of("2026-03-10"), Optional.of("2026-03-31")),
                new FhirPeriod(Optional.empty(), Optional.of("2025-12-31")),
                FhirPeriod.UNLIMITED,
                new FhirPeriod(Optional.of("once"), Optional.of("2026"))));
    }

    private List<Provision.Actor> actors(Caller caller) {
        List<Provision.Actor> all = new ArrayList<>();
        all.add(actor(caller));
        if (often(10)) all.add(actor(caller));
        if (often(5))
            all.add(new Provision.Actor(Set.of(participation("CST")), Optional.of(one(List.of(ORG_A, ORG_B)))));
        return all;
    }

    private Provision.Actor actor(Caller caller) {
        Set<Coding> role = often(95)
                ? Set.of(participation(one(List.of("IRCP", "PRCP"))))
                : one(List.of(Set.of(participation("AUT")), Set.of(participation("CST")), Set.of()));
        if (often(3)) return new Provision.Actor(role, Optional.empty());
        Reference who =
                often(75) ? caller.user().orElse(DR_X) : one(List.of(DR_X, DR_C, ORG_A, ORG_B, TEAM, TEAM, P1, AGENT));
        return new Provision.Actor(role, Optional.of(who));
    }

    private Set<Coding> labels(boolean form) {
        if (form && often(92)) return often(90) ? Set.of(PSYTHPN) : Set.of(PSYTHPN, act("HIPAAPsyNotes"));
        Set<Coding> all = new HashSet<>();
        int many = 1 + random.nextInt(2);
        for (int i = 0; i < many; i++) {
            all.add(
                    often(35)
                            ? level(one(List.of("U", "L", "N", "R", "V")))
                            : act(one(List.of(
                                    "PSYTHPN", "HIPAAPsyNotes", "MH", "PSY", "BH", "SPI", "SUD", "HIV", "OPIOIDUD"))));
        }
        return all;
    }

    private Set<Coding> purposes(Caller caller) {
        Set<Coding> all = new HashSet<>();
        if (often(80)) all.addAll(caller.purposes());
        if (often(25)) all.add(anyPurpose());
        return all;
    }

    private List<Provision.DataReference> data() {
        Provision.Meaning meaning = one(List.of(Provision.Meaning.values()));
        Reference who = one(List.of(NOTE, NOTE, OTHER_NOTE, VISIT, VISIT, DR_O, DR_C));
        Provision.DataReference first =
                new Provision.DataReference(meaning, often(90) ? Optional.of(who) : Optional.empty());
        return often(80)
                ? List.of(first)
                : List.of(first, new Provision.DataReference(Provision.Meaning.INSTANCE, Optional.of(NOTE)));
    }

    // ---- what the law gave ----

    private Grant grant(LegalBasis basis, Reference patient, Caller caller, Instant at, PolicyPack pack) {
        Map<String, List<Reference>> parties = new HashMap<>();
        if (often(95)) parties.put("plaintiff", List.of(often(95) ? patient : DR_C));
        if (often(95)) parties.put("defendant", List.of(often(95) ? ORG_A : ORG_B));
        if (often(95)) parties.put("overseen", List.of(often(90) ? DR_O : DR_C));
        if (often(95)) parties.put("supervisor", List.of(often(95) ? SUP : DR_C));
        if (often(95)) parties.put("trainee", List.of(often(95) ? TRN : often(50) ? DR_X : SUP));
        if (often(95))
            parties.put("attestor", List.of(often(95) ? DR_O : caller.user().orElse(DR_C)));
        if (often(30)) parties.put("decedent", List.of(patient));
        Optional<Coding> purpose = often(75)
                ? Optional.empty()
                : caller.purposes().stream()
                        .findFirst()
                        .filter(known -> often(80))
                        .or(() -> Optional.of(anyPurpose()));
        long lasted = basisHours(pack.basis(basis));
        Instant start = at.minusSeconds(often(95) ? 60L * random.nextInt((int) lasted * 60) : -60);
        Instant end = often(95) ? at.plusSeconds(random.nextInt(3600)) : at.minusSeconds(60);
        Optional<String> citation = often(80)
                ? Optional.empty()
                : Optional.of(one(List.of(
                        "45 CFR 164.512(a)",
                        "Cal. Penal Code 11166",
                        "45 CFR 164.512(b)(1)(ii)",
                        "45 CFR 164.512 (b) (1)",
                        "45 CFR 164.512(G)(2)",
                        "45 CFR 164.512(g)(2)",
                        "164.512(j)(1)(ii)",
                        "45 CFR 164.512(g)(1)")));
        OptionalInt uses = often(30) ? OptionalInt.of(random.nextInt(4)) : OptionalInt.empty();
        return new Grant(
                "g" + random.nextInt(100),
                basis,
                new Grant.Scope(
                        often(97) ? patient : one(List.of(P1, P2)),
                        often(90) ? caller.user().orElse(DR_C) : one(List.of(ORG_A, ORG_B, DR_C, DR_X, TEAM)),
                        purpose,
                        often(60) ? Set.of(NOTE) : often(70) ? Set.of() : Set.of(OTHER_NOTE)),
                parties,
                new Grant.Documentation(
                        often(95)
                                ? Optional.of(new Grant.LegalReference(
                                        Optional.of("order"),
                                        often(95) ? Optional.of("26-1") : Optional.of(" "),
                                        often(95) ? Optional.of("court") : Optional.empty(),
                                        citation))
                                : Optional.empty(),
                        often(95) ? Optional.of("a".repeat(64)) : Optional.empty(),
                        often(95) ? Optional.of("belief") : Optional.empty(),
                        often(50),
                        often(60)),
                new Grant.Term(start, end, uses.isPresent() ? OptionalInt.of(3) : OptionalInt.empty(), uses),
                often(94) ? Grant.Status.ACTIVE : one(List.of(Grant.Status.values())));
    }

    private int basisHours(BasisRow row) {
        long hours = row.grants().lifetime().map(lifetime -> lifetime.toHours()).orElse(2000L);
        return (int) (often(95) ? Math.min(hours, 2000) : hours + 1);
    }

    // ---- words ----

    private boolean often(int percent) {
        return random.nextInt(100) < percent;
    }

    private <T> T one(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    private static Coding act(String code) {
        return new Coding(Coding.ACT_CODE, code);
    }

    private static Coding law(String code) {
        return new Coding(Coding.PRIVACY_LAW, code);
    }

    private static Coding level(String code) {
        return new Coding(Coding.CONFIDENTIALITY, code);
    }

    private static Coding reason(String code) {
        return new Coding(Coding.ACT_REASON, code);
    }

    private static Coding nhin(String code) {
        return new Coding(Coding.NHIN_PURPOSE, code);
    }

    private static Coding loinc(String code) {
        return new Coding(Coding.LOINC, code);
    }

    private static Coding custody(String code) {
        return new Coding("https://consentgateway.org/fhir/CodeSystem/custody", code);
    }

    private static Coding policy(String code) {
        return new Coding("http://terminology.hl7.org/CodeSystem/consentpolicycodes", code);
    }

    private static Coding action(String code) {
        return new Coding("http://terminology.hl7.org/CodeSystem/consentaction", code);
    }

    private static Coding participation(String code) {
        return new Coding("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", code);
    }
}
