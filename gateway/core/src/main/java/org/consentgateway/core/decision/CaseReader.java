package org.consentgateway.core.decision;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.consent.Effect;
import org.consentgateway.core.consent.FhirPeriod;
import org.consentgateway.core.consent.Provision;
import org.consentgateway.core.consent.SignedForm;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Background;
import org.consentgateway.core.label.Background.Life;
import org.consentgateway.core.label.Background.Review;
import org.consentgateway.core.label.CallerWrites;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.Parties;
import org.consentgateway.core.label.PointerCandidates;
import org.consentgateway.core.label.ResourceKind;
import org.consentgateway.core.label.StrictestSeen;
import org.consentgateway.core.label.Subjects;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.law.LegalBasis;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;
import org.consentgateway.core.request.Scopes;

/** Turns one written case into a question. A code is written {@code alias#code}; one of a usual system is written without the alias. */
final class CaseReader {

    private static final Set<String> LEVELS = Set.of("U", "L", "M", "N", "R", "V");
    private static final Json.Obj EMPTY = new Json.Obj(Map.of());

    private final Json.Obj file;
    private final Json.Obj written;
    private final Json.Obj given;
    private final Function<Json.Obj, PolicyPack> packs;

    CaseReader(Json.Obj file, Json.Obj written, Function<Json.Obj, PolicyPack> packs) {
        this.file = file;
        this.written = written;
        this.given = written.object("given").orElse(EMPTY);
        this.packs = packs;
    }

    WrittenCase read(String id) {
        Json.Obj when = written.object("when").orElse(EMPTY);
        Json.Obj then = written.object("then").orElse(EMPTY);
        Json.Obj resource = named("resources", when.get("resource").orElse(EMPTY));
        Json.Obj facts = given.object("facts").orElse(EMPTY);
        Set<Reference> patients = references(resource, "patients");
        Access access = new Access(
                caller(named("people", when.get("caller").orElse(EMPTY)), when),
                facts(resource, patients),
                background(resource, facts, patients),
                consents(facts, patients),
                all("grants", given).stream().map(this::grant).toList(),
                packs.apply(given.object("pack").orElse(EMPTY)),
                Instant.parse(when.text("at").or(() -> file.text("at")).orElse("2026-06-01T12:00:00Z")));
        return new WrittenCase(
                id,
                written.text("title").orElse(""),
                access,
                then.text("decision").orElse("?"),
                texts(then, "reasons"));
    }

    private Caller caller(Json.Obj who, Json.Obj when) {
        return new Caller(
                who.text("user").orElse("client"),
                "app",
                who.text("user").flatMap(Reference::parse),
                who.text("organization").flatMap(Reference::parse),
                new Caller.PurposeOfUse(
                        codings(when, "purpose", Coding.ACT_REASON),
                        when.get("unmappedPurpose").isPresent(),
                        false,
                        when.text("breakGlassReason")),
                new Caller.Permissions(
                        new Scopes(List.of()),
                        Optional.empty(),
                        new LinkedHashSet<>(texts(who, "roles").stream()
                                .map(role -> Role.of(role).orElseThrow(() -> unknown("role", role)))
                                .toList())));
    }

    private Facts facts(Json.Obj resource, Set<Reference> patients) {
        List<Facts.InlineLabel> inline = resource.objects("inline").stream()
                .map(part -> new Facts.InlineLabel(
                        List.copyOf(texts(part, "path")), codings(part, "labels", Coding.ACT_CODE)))
                .toList();
        return new Facts(
                Facts.Identity.of(
                        resource.text("type").orElse("DocumentReference"), resource.text("id"), Optional.empty()),
                new Facts.Labelling(codings(resource, "labels", Coding.ACT_CODE), inline),
                new ResourceKind(
                        codings(resource, "codes", Coding.LOINC),
                        codings(resource, "categories", ""),
                        codings(resource, "settings", Coding.SNOMED),
                        codings(resource, "tags", Coding.ACT_CODE),
                        resource.text("source"),
                        new LinkedHashSet<>(texts(resource, "profiles")),
                        Set.of()),
                new Parties(
                        patients,
                        false,
                        references(resource, "authors"),
                        resource.text("custodian").flatMap(Reference::parse),
                        references(resource, "recipients")),
                new Facts.Occurrence(
                        Optional.of("current"), texts(resource, "dates"), references(resource, "encounters")),
                new Facts.Pointing(references(resource, "references"), PointerCandidates.NONE));
    }

    private Background background(Json.Obj resource, Json.Obj facts, Set<Reference> patients) {
        Map<Reference, Life> lives = new LinkedHashMap<>();
        resource.object("lives").orElse(EMPTY).members().forEach((patient, life) -> Reference.parse(patient)
                .ifPresent(who -> lives.put(
                        who,
                        life instanceof Json.Obj dates
                                ? new Life(dates.text("born"), dates.text("died"))
                                : new Life(Optional.empty(), Optional.empty()))));
        Optional<Boolean> separated = resource.text("custody").map("separate"::equals);
        return new Background(
                facts.get("subjectsUnresolved").isPresent() ? new Subjects.Unresolved() : new Subjects.Known(patients),
                new Background.Authorship(
                        resource.get("originators").isPresent()
                                ? references(resource, "originators")
                                : references(resource, "authors"),
                        codings(resource, "qualifications", Coding.NUCC)),
                new Background.Membership(references(facts, "memberOf"), references(facts, "unresolved")),
                new Background.VitalStatus(resource.get("deceased").isPresent(), lives),
                new Background.NoteEvidence(
                        separated,
                        facts.text("review").map(word -> Review.valueOf(constant(word))),
                        StrictestSeen.NOTHING,
                        Map.of()),
                references(facts, "refusedSigners"),
                CallerWrites.NONE);
    }

    private Map<Reference, Consents> consents(Json.Obj facts, Set<Reference> patients) {
        Map<Reference, List<Directive>> byPatient = new HashMap<>();
        patients.forEach(patient -> byPatient.put(patient, new ArrayList<>()));
        int number = 0;
        for (Json.Obj consent : all("consents", given)) {
            Directive directive = directive(consent, number++);
            Reference of = consent.text("readFor").flatMap(Reference::parse).orElse(directive.patient());
            byPatient.computeIfAbsent(of, any -> new ArrayList<>()).add(directive);
        }
        boolean unread = facts.get("consentUnreadable").isPresent();
        boolean unavailable = unread || facts.get("consentsUnavailable").isPresent();
        Map<Reference, Consents> consents = new LinkedHashMap<>();
        byPatient.forEach((patient, said) ->
                consents.put(patient, unavailable ? new Consents.Unavailable(said, unread) : new Consents.Known(said)));
        return consents;
    }

    private Directive directive(Json.Obj consent, int number) {
        SignedForm form = new SignedForm(
                new LinkedHashSet<>(texts(consent, "sources")),
                references(consent, "disclosers"),
                references(consent, "signers"),
                consent.get("verified").map(verified -> verified.equals(new Json.Bool(true))),
                new SignedForm.Expiry(
                        consent.object("expiration")
                                .map(event -> new SignedForm.ExpirationEvent(
                                        event.text("event").orElse(""),
                                        event.get("occurred").isPresent())),
                        consent.get("researchNoExpiry").isPresent()),
                consent.get("representativeAuthority").isPresent(),
                consent.get("conditioned").isPresent(),
                SignedForm.Integrity.valueOf(constant(consent.text("integrity").orElse("unchecked"))));
        return new Directive(
                new Directive.Version(reference(consent.text("id").orElse("Consent/c" + number)), Optional.empty()),
                reference(consent.text("patient").orElse("Patient/P1")),
                Directive.Status.valueOf(constant(consent.text("status").orElse("active"))),
                new Directive.Kind(
                        Set.of(),
                        codings(consent, "categories", Coding.ACT_CODE),
                        codings(consent, "policies", "http://terminology.hl7.org/CodeSystem/consentpolicycodes"),
                        new LinkedHashSet<>(texts(consent, "templates"))),
                consent.text("dateTime"),
                provision(consent.object("rule").orElse(EMPTY), "provision"),
                form,
                consent.get("unknownModifier").isPresent());
    }

    private Provision provision(Json.Obj rule, String path) {
        List<Provision> children = new ArrayList<>();
        for (Json.Obj child : rule.objects("except")) {
            children.add(provision(child, path + ".provision[" + children.size() + "]"));
        }
        List<Provision.Actor> actors =
                texts(rule, "actors").stream().map(CaseReader::actor).toList();
        List<Provision.DataReference> data = rule.objects("data").stream()
                .map(named -> new Provision.DataReference(
                        Provision.Meaning.valueOf(constant(named.text("meaning").orElse("instance"))),
                        named.text("reference").flatMap(Reference::parse)))
                .toList();
        return new Provision(
                path,
                Effect.valueOf(constant(rule.text("type").orElse("indeterminate"))),
                new FhirPeriod(rule.text("start"), rule.text("end")),
                actors,
                new Provision.Codings(
                        codings(rule, "actions", "http://terminology.hl7.org/CodeSystem/consentaction"),
                        codings(rule, "labels", Coding.ACT_CODE),
                        codings(rule, "purposes", Coding.ACT_REASON),
                        codings(rule, "classes", "http://hl7.org/fhir/resource-types"),
                        codings(rule, "codes", Coding.LOINC)),
                new Provision.Selection(
                        rule.object("dataPeriod")
                                .map(period -> new FhirPeriod(period.text("start"), period.text("end"))),
                        data),
                rule.get("unevaluable").isPresent(),
                children);
    }

    /** {@code Type/id}, a recipient, or with another role before it: {@code CST:Organization/x}. */
    private static Provision.Actor actor(String text) {
        boolean role = text.matches("[A-Z]{3,4}:[A-Z].*");
        String code = role ? text.substring(0, text.indexOf(':')) : "IRCP";
        String who = role ? text.substring(text.indexOf(':') + 1) : text;
        return new Provision.Actor(
                Set.of(new Coding("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", code)),
                Reference.parse(who));
    }

    private Grant grant(Json.Obj grant) {
        Map<String, List<Reference>> parties = new LinkedHashMap<>();
        Json.Obj named = grant.object("parties").orElse(EMPTY);
        named.members().keySet().forEach(role -> parties.put(role, List.copyOf(references(named, role))));
        OptionalInt usesLeft = grant.text("usesLeft")
                .map(Integer::parseInt)
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
        return new Grant(
                grant.text("id").orElse("g1"),
                LegalBasis.of(grant.text("basis").orElse("")).orElseThrow(() -> unknown("basis", "")),
                new Grant.Scope(
                        reference(grant.text("patient").orElse("Patient/P1")),
                        reference(grant.text("recipient").orElse("?")),
                        codings(grant, "purpose", Coding.ACT_REASON).stream().findFirst(),
                        references(grant, "resources")),
                parties,
                new Grant.Documentation(
                        grant.object("reference")
                                .map(law -> new Grant.LegalReference(
                                        law.text("type"),
                                        law.text("number"),
                                        law.text("issuer"),
                                        law.text("citation"))),
                        grant.text("evidence"),
                        grant.text("attestation"),
                        grant.get("privilegeReview").isPresent(),
                        grant.get("humanApproval").isPresent()),
                new Grant.Term(
                        Instant.parse(grant.text("start").orElse("2026-06-01T00:00:00Z")),
                        Instant.parse(grant.text("end").orElse("2026-07-01T00:00:00Z")),
                        usesLeft,
                        usesLeft),
                Grant.Status.valueOf(constant(grant.text("status").orElse("active"))));
    }

    /** What stands under that name in the case: names of the file's own things, or things of their own. */
    private List<Json.Obj> all(String kind, Json.Obj from) {
        return from.items(kind).stream().map(item -> named(kind, item)).toList();
    }

    /** A thing by its name, or one that is {@code like} another but for what it says itself. */
    private Json.Obj named(String kind, Json item) {
        if (item instanceof Json.Text name) {
            Json.Obj found = file.object(kind)
                    .flatMap(things -> things.object(name.value()))
                    .orElseThrow(() -> unknown(kind, name.value()));
            return named(kind, found);
        }
        Json.Obj own = item instanceof Json.Obj object ? object : EMPTY;
        return own.text("like")
                .map(other -> WrittenCase.over(
                        named(kind, new Json.Text(other)),
                        WrittenCase.over(own, new Json.Obj(Map.of("like", new Json.Null())))))
                .orElse(own);
    }

    private Set<Coding> codings(Json.Obj from, String name, String usual) {
        Set<Coding> codings = new LinkedHashSet<>();
        for (String text : texts(from, name)) {
            int hash = text.lastIndexOf('#');
            String alias = hash < 0 ? "" : text.substring(0, hash);
            String code = text.substring(hash + 1);
            String system = hash < 0
                    ? usual.equals(Coding.ACT_CODE) && LEVELS.contains(code) ? Coding.CONFIDENTIALITY : usual
                    : file.object("systems")
                            .flatMap(systems -> systems.text(alias))
                            .orElse(alias);
            codings.add(new Coding(system, code));
        }
        return codings;
    }

    private static Set<Reference> references(Json.Obj from, String name) {
        Set<Reference> found = new LinkedHashSet<>();
        for (String text : texts(from, name)) found.add(reference(text));
        return found;
    }

    private static Reference reference(String text) {
        return Reference.parse(text).orElseThrow(() -> unknown("reference", text));
    }

    private static List<String> texts(Json.Obj from, String name) {
        Optional<String> one = from.text(name);
        if (one.isPresent()) return List.of(one.get());
        return from.items(name).stream()
                .map(item -> item instanceof Json.Text text
                        ? text.value()
                        : item instanceof Json.Num number ? number.literal() : "?")
                .toList();
    }

    private static String constant(String word) {
        return word.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static IllegalArgumentException unknown(String kind, String name) {
        return new IllegalArgumentException("no " + kind + " of the name `" + name + "`");
    }
}
