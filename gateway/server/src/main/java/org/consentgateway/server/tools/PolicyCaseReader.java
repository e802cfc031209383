package org.consentgateway.server.tools;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.decision.Access;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.label.Background;
import org.consentgateway.core.label.CallerWrites;
import org.consentgateway.core.label.Classification;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.FactsReader;
import org.consentgateway.core.label.ReferenceResolver;
import org.consentgateway.core.label.StrictestSeen;
import org.consentgateway.core.label.Subjects;
import org.consentgateway.core.label.Surroundings;
import org.consentgateway.core.label.Surroundings.Aspect;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.ConsentStore;
import org.consentgateway.server.port.FhirHttp;

/** Reads the cases of one YAML file. What is absent is as the documentation of the form says, never a guess. */
final class PolicyCaseReader {

    private static final Set<String> OUTCOMES = Set.of("release", "strip", "withhold");

    private final ReferenceResolver references;
    private final PolicyPack pack;
    private final Function<FhirHttp, ConsentStore> consents;

    PolicyCaseReader(FhirVersion fhir, PolicyPack pack, Function<FhirHttp, ConsentStore> consents) {
        this.references = ReferenceResolver.relative(fhir);
        this.pack = pack;
        this.consents = consents;
    }

    /** The cases in order; at least one. */
    List<PolicyCase> read(CaseYaml file) throws UnusableCase {
        Fixtures fixtures = new Fixtures(file);
        List<PolicyCase> cases = new ArrayList<>();
        for (CaseYaml each : file.sections("cases")) cases.add(policyCase(each, fixtures));
        if (cases.isEmpty()) throw new UnusableCase(file.where() + ": holds no case");
        fixtures.done();
        file.done();
        return cases;
    }

    private PolicyCase policyCase(CaseYaml yaml, Fixtures fixtures) throws UnusableCase {
        yaml.need("name");
        CaseYaml given = yaml.section("given");
        CaseYaml when = yaml.section("when");
        JsonNode resource =
                given.raw("resource").orElseThrow(() -> new UnusableCase(given.where() + ": `resource` is missing"));
        Facts facts = FactsReader.read(fhir(fixtures.get(Fixtures.RESOURCES, given, resource)), references);
        CaseYaml found = given.section("facts");
        Background background = background(found, facts).within(around(found, facts));
        Set<Reference> patients = background.patients().match(known -> known, Set::of);
        JsonNode caller =
                when.raw("caller").orElseThrow(() -> new UnusableCase(when.where() + ": `caller` is missing"));
        List<Grant> grants = new ArrayList<>();
        for (JsonNode said : given.items("grants"))
            grants.add(GrantYaml.read(fixtures.get(Fixtures.GRANTS, given, said)));
        Access access = new Access(
                CallerYaml.read(
                        fixtures.get(Fixtures.CALLERS, when, caller), codings(when, "purpose", Coding.ACT_REASON)),
                facts,
                background,
                consents(given, fixtures, patients),
                grants,
                pack,
                instant(when, "at"));
        return new PolicyCase(yaml.where(), access, expected(yaml.section("then")));
    }

    private Map<Reference, Consents> consents(CaseYaml given, Fixtures fixtures, Set<Reference> patients)
            throws UnusableCase {
        CaseConsents held = new CaseConsents();
        for (JsonNode said : given.items("consents"))
            held.add(fixtures.get(Fixtures.CONSENTS, given, said).json());
        return held.of(patients, consents, given.flag("consentsUnavailable"), given);
    }

    private static Background background(CaseYaml yaml, Facts facts) throws UnusableCase {
        Subjects patients = new Subjects.Known(facts.subjects().stream()
                .filter(subject -> subject.type().equals("Patient"))
                .collect(Collectors.toSet()));
        if (yaml.has("patients")) patients = new Subjects.Known(references(yaml, "patients"));
        if (yaml.flag("patientsUnresolved")) patients = new Subjects.Unresolved();
        Optional<String> review = yaml.text("review");
        Map<Reference, Background.Life> lives = new HashMap<>();
        for (Map.Entry<String, CaseYaml> life : yaml.named("lives").entrySet()) {
            CaseYaml said = life.getValue();
            lives.put(reference(said, life.getKey()), new Background.Life(said.text("born"), said.text("died")));
        }
        return new Background(
                patients,
                new Background.Authorship(
                        yaml.has("originators") ? references(yaml, "originators") : facts.authors(),
                        codings(yaml, "qualifications", Coding.NUCC)),
                new Background.Membership(references(yaml, "memberOf"), references(yaml, "unresolved")),
                new Background.VitalStatus(yaml.flag("deceased"), lives),
                new Background.NoteEvidence(
                        yaml.flagIfSaid("separated"),
                        review.isEmpty()
                                ? Optional.empty()
                                : Optional.of(oneOf(yaml, Background.Review.values(), review.get())),
                        StrictestSeen.NOTHING,
                        Map.of()),
                references(yaml, "refusedSigners"),
                CallerWrites.NONE);
    }

    /** What other records say; where the resource names some and the case does not tell, it is as if they cannot be read. */
    private Map<Aspect, Surroundings> around(CaseYaml yaml, Facts facts) throws UnusableCase {
        Map<Aspect, Surroundings> around = new EnumMap<>(Aspect.class);
        for (Aspect aspect : Aspect.values()) {
            String name = aspect.name().toLowerCase(Locale.ROOT);
            Set<Reference> sources = aspect == Aspect.ENCOUNTER ? facts.encounters() : facts.authors();
            boolean said = yaml.has(name);
            CaseYaml one = yaml.section(name);
            Surroundings found = pack.notes()
                    .lookout()
                    .keep(
                            aspect,
                            codings(one, "codings", Coding.ACT_CODE),
                            Set.copyOf(one.texts("names")),
                            references(one, "places"),
                            !said && !sources.isEmpty());
            if (pack.notes().lookout().aspects().contains(aspect)) around.put(aspect, found);
        }
        return around;
    }

    private static PolicyCase.Expected expected(CaseYaml then) throws UnusableCase {
        String outcome = then.need("decision");
        if (!OUTCOMES.contains(outcome)) throw new UnusableCase(then.where() + ": unknown decision `" + outcome + "`");
        List<String> reasons = then.texts("reasons");
        if (reasons.isEmpty()) throw new UnusableCase(then.where() + ": `reasons` is missing");
        for (String reason : reasons) {
            if (Reason.of(reason).isEmpty()) throw new UnusableCase(then.where() + ": unknown reason `" + reason + "`");
        }
        Optional<String> note = then.text("class");
        return new PolicyCase.Expected(
                outcome,
                reasons,
                note.isEmpty() ? Optional.empty() : Optional.of(oneOf(then, Classification.Note.values(), note.get())),
                then.text("rule"),
                then.text("consent"),
                then.text("grant"));
    }

    private static Json.Obj fhir(CaseYaml yaml) throws UnusableCase {
        try {
            return JsonReader.object(yaml.json().getBytes(StandardCharsets.UTF_8));
        } catch (MalformedJson e) {
            throw new UnusableCase(yaml.where() + ": is no FHIR resource: " + e.getMessage());
        }
    }

    static Instant instant(CaseYaml yaml, String key) throws UnusableCase {
        try {
            return OffsetDateTime.parse(yaml.need(key)).toInstant();
        } catch (DateTimeException e) {
            throw new UnusableCase(yaml.where() + ": `" + key + "` is no instant with a time zone");
        }
    }

    static Reference reference(CaseYaml yaml, String said) throws UnusableCase {
        return Reference.parse(said)
                .orElseThrow(() -> new UnusableCase(yaml.where() + ": `" + said + "` is no reference `Type/id`"));
    }

    static Set<Reference> references(CaseYaml yaml, String key) throws UnusableCase {
        Set<Reference> references = new HashSet<>();
        for (String said : yaml.texts(key)) references.add(reference(yaml, said));
        return references;
    }

    /** Codes as {@code CODE} of the usual system or {@code system#CODE}. */
    static Set<Coding> codings(CaseYaml yaml, String key, String usualSystem) throws UnusableCase {
        Set<Coding> codings = new HashSet<>();
        for (String said : yaml.texts(key)) {
            int hash = said.lastIndexOf('#');
            codings.add(
                    hash < 0
                            ? new Coding(usualSystem, said)
                            : new Coding(said.substring(0, hash), said.substring(hash + 1)));
        }
        return codings;
    }

    static <E extends Enum<E>> E oneOf(CaseYaml yaml, E[] values, String said) throws UnusableCase {
        return Arrays.stream(values)
                .filter(value ->
                        value.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(said))
                .findFirst()
                .orElseThrow(() -> new UnusableCase(yaml.where() + ": unknown `" + said + "`"));
    }
}
