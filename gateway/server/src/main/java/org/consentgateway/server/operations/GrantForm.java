package org.consentgateway.server.operations;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.law.BasisRow.Element;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.law.LegalBasis;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.operations.OperationAnswer.Issue;

/**
 * The Parameters of {@code $legal-basis} as a grant, or everything that is missing or wrong.
 *
 * @param pack       the law in force
 * @param references how a literal reference is read: whoever knows the bases that are our own strips them
 */
record GrantForm(PolicyPack pack, Function<String, Optional<Reference>> references) {

    private static final Set<String> NAMES = Set.of(
            "basis",
            "purpose",
            "recipient",
            "resource",
            "party",
            "reference",
            "evidence",
            "attestation",
            "privilegeReview",
            "humanApproval",
            "start",
            "end",
            "maxUses",
            "accountingSuspension",
            "test");
    private static final Set<String> ROLES =
            Set.of("plaintiff", "defendant", "overseen", "supervisor", "trainee", "attestor");
    private static final Set<String> RECIPIENTS =
            Set.of("Practitioner", "PractitionerRole", "Organization", "Patient", "RelatedPerson", "Person", "Device");

    /** What 164.514(h) and the paragraphs of 164.512 ask of each basis; the pack may ask for more, never for less. */
    private static final Map<LegalBasis, Set<Element>> REQUIRED = required();

    /**
     * A grant that may be filed.
     *
     * @param evidenceReference        where its paper is kept
     * @param accountingSuspendedUntil as the agency has stated
     */
    record Read(Grant grant, Optional<String> evidenceReference, Optional<Instant> accountingSuspendedUntil) {}

    /** 164.528(a)(2)(i) speaks of disclosures "as provided in 164.512(d) or (f)": to oversight and to the police. */
    private static final Set<LegalBasis> SUSPENDABLE =
            EnumSet.of(LegalBasis.ORIGINATOR_OVERSIGHT, LegalBasis.REQUIRED_BY_LAW);

    /** 164.528(a)(2)(ii)(C): on an oral statement "no longer than 30 days from the date of the oral statement". */
    private static final Duration ORAL = Duration.ofDays(30);

    private static Map<LegalBasis, Set<Element>> required() {
        Map<LegalBasis, Set<Element>> required = new EnumMap<>(LegalBasis.class);
        required.put(LegalBasis.OWN_TRAINING, EnumSet.of(Element.SUPERVISOR, Element.TRAINEE));
        required.put(
                LegalBasis.LEGAL_DEFENCE, EnumSet.of(Element.PLAINTIFF, Element.DEFENDANT, Element.REFERENCE_NUMBER));
        required.put(
                LegalBasis.HHS_SECRETARY,
                EnumSet.of(Element.REFERENCE_NUMBER, Element.REFERENCE_ISSUER, Element.EVIDENCE));
        required.put(
                LegalBasis.REQUIRED_BY_LAW,
                EnumSet.of(Element.REFERENCE_NUMBER, Element.REFERENCE_ISSUER, Element.EVIDENCE, Element.RESOURCE));
        required.put(LegalBasis.ORIGINATOR_OVERSIGHT, EnumSet.of(Element.OVERSEEN));
        required.put(LegalBasis.CORONER, EnumSet.of(Element.REFERENCE_NUMBER));
        required.put(LegalBasis.SERIOUS_THREAT, EnumSet.of(Element.ATTESTATION, Element.ATTESTOR, Element.RESOURCE));
        required.put(LegalBasis.PATIENT_RELEASE, EnumSet.noneOf(Element.class));
        return required;
    }

    /** The basis that is asked for, where it is one that takes a grant. */
    static Optional<LegalBasis> basis(Json.Obj parameters) {
        return new ParametersReader("", parameters.objects("parameter"), NAMES, new ArrayList<>())
                .code("basis")
                .flatMap(LegalBasis::of)
                .filter(LegalBasis::takesGrant);
    }

    /** Who attests, as far as it can be read. */
    List<Reference> attestors(Json.Obj parameters) {
        List<Issue> ignored = new ArrayList<>();
        var reader = new ParametersReader("", parameters.objects("parameter"), NAMES, ignored);
        return parties(reader, ignored).getOrDefault("attestor", List.of());
    }

    /** The notes that are asked for, as far as they can be read. */
    List<Reference> resources(Json.Obj parameters) {
        return new ParametersReader("", parameters.objects("parameter"), NAMES, new ArrayList<>())
                .references("resource", references);
    }

    /** Whether it is only asked what the grant would do. */
    static boolean isTest(Json.Obj parameters) {
        return parameters.objects("parameter").stream()
                .anyMatch(one -> one.text("name").equals(Optional.of("test")));
    }

    /** The notes that are to be decided as though the grant were in force. */
    List<Reference> tests(Json.Obj parameters) {
        return new ParametersReader("", parameters.objects("parameter"), NAMES, new ArrayList<>())
                .references("test", references);
    }

    /** Reads the grant; {@code issues} is filled when it cannot be. */
    Optional<Read> read(Json.Obj parameters, Reference patient, Instant now, List<Issue> issues) {
        var reader = new ParametersReader("", parameters.objects("parameter"), NAMES, issues);
        Optional<LegalBasis> basis = basisOf(reader, issues);
        Optional<Coding> purpose = reader.code("purpose").flatMap(code -> purpose(code, issues));
        Optional<Reference> recipient = recipient(reader, issues);
        reader.references("test", references);
        Set<Reference> resources = new HashSet<>(reader.references("resource", references));
        Map<String, List<Reference>> parties = parties(reader, issues);
        Optional<Grant.LegalReference> reference = reference(reader);
        Optional<ParametersReader> evidence = reader.parts("evidence", Set.of("sha256", "reference"));
        Optional<String> hash = evidence.flatMap(parts -> parts.text("sha256")).flatMap(it -> hash(it, issues));
        var times = new FhirDateTimes(pack.zone());
        Instant start = time(reader, "start", times::first, issues).orElse(now);
        Instant end = end(reader, times, start, now, issues);
        OptionalInt maxUses = maxUses(reader);
        var grant = new Grant(
                UUID.randomUUID().toString(),
                basis.orElse(LegalBasis.REQUIRED_BY_LAW),
                new Grant.Scope(patient, recipient.orElse(patient), purpose, resources),
                parties,
                new Grant.Documentation(
                        reference,
                        hash,
                        reader.text("attestation"),
                        reader.flag("privilegeReview").orElse(false),
                        reader.flag("humanApproval").orElse(false)),
                new Grant.Term(
                        start, basis.map(known -> capped(known, start, end)).orElse(end), maxUses, maxUses),
                status(basis));
        basis.ifPresent(known -> checkElements(known, grant, issues));
        Optional<Instant> suspended = suspended(reader, basis, now, issues);
        return issues.isEmpty()
                ? Optional.of(new Read(grant, evidence.flatMap(parts -> parts.text("reference")), suspended))
                : Optional.empty();
    }

    /** Its end; now where there is none that can be read, which is an issue. */
    private static Instant end(
            ParametersReader reader, FhirDateTimes times, Instant start, Instant now, List<Issue> issues) {
        Optional<Instant> end = time(reader, "end", times::last, issues);
        if (end.isEmpty()) missing("end", issues);
        else checkTimes(start, end.get(), now, issues);
        return end.orElse(now);
    }

    /** A grant that another person has yet to approve, as the pack says, opens nothing until then. */
    private Grant.Status status(Optional<LegalBasis> basis) {
        return basis.filter(known -> pack.basis(known).grants().approval()).isPresent()
                ? Grant.Status.PENDING
                : Grant.Status.ACTIVE;
    }

    private static OptionalInt maxUses(ParametersReader reader) {
        Optional<Integer> uses = reader.count("maxUses");
        return uses.isPresent() ? OptionalInt.of(uses.get()) : OptionalInt.empty();
    }

    private Optional<Reference> recipient(ParametersReader reader, List<Issue> issues) {
        Optional<Reference> recipient = reader.reference("recipient", references);
        if (recipient.isEmpty()) missing("recipient", issues);
        if (recipient.isPresent() && !RECIPIENTS.contains(recipient.get().type()))
            issues.add(new Issue("value", "`recipient` must be a person, an organization or a device"));
        return recipient;
    }

    private Optional<Instant> suspended(
            ParametersReader reader, Optional<LegalBasis> basis, Instant now, List<Issue> issues) {
        return reader.parts("accountingSuspension", Set.of("until", "statement"))
                .flatMap(parts -> {
                    if (basis.filter(SUSPENDABLE::contains).isEmpty())
                        issues.add(new Issue(
                                "business-rule",
                                "`accountingSuspension` is for originator-oversight and required-by-law"));
                    return suspension(parts, now, issues);
                });
    }

    /** A written statement says how long; an oral one holds for thirty days at most. */
    private Optional<Instant> suspension(ParametersReader parts, Instant now, List<Issue> issues) {
        Optional<String> statement = parts.code("statement");
        boolean oral = statement.equals(Optional.of("oral"));
        if (!oral && !statement.equals(Optional.of("written")))
            issues.add(new Issue("required", "`accountingSuspension.statement` must be `written` or `oral`"));
        Optional<Instant> until = time(parts, "until", new FhirDateTimes(pack.zone())::last, issues);
        if (until.isEmpty() && !oral) missing("accountingSuspension.until", issues);
        Instant longest = now.plus(ORAL);
        return oral ? until.filter(longest::isAfter).or(() -> Optional.of(longest)) : until;
    }

    private static Optional<LegalBasis> basisOf(ParametersReader reader, List<Issue> issues) {
        Optional<String> code = reader.code("basis");
        if (code.isEmpty()) missing("basis", issues);
        Optional<LegalBasis> basis = code.flatMap(LegalBasis::of).filter(LegalBasis::takesGrant);
        if (code.isPresent() && basis.isEmpty())
            issues.add(new Issue("code-invalid", "`basis` is no legal basis that takes a grant"));
        return basis;
    }

    private void checkElements(LegalBasis basis, Grant grant, List<Issue> issues) {
        Set<Element> required = EnumSet.copyOf(elements(pack, basis));
        if (pack.basis(basis).grants().approval())
            required.remove(Element.HUMAN_APPROVAL); // given by the second person
        for (Element element : required) if (!element.in(grant)) missing(element.parameter(), issues);
    }

    /** What a grant on that basis must bear beside recipient and end; empty where the basis takes no grant. */
    static Set<Element> elements(PolicyPack pack, LegalBasis basis) {
        if (!basis.takesGrant()) return Set.of();
        Set<Element> all = EnumSet.noneOf(Element.class);
        all.addAll(Objects.requireNonNull(REQUIRED.get(basis), basis.code()));
        all.addAll(pack.basis(basis).grants().requires());
        return all;
    }

    /** No grant lasts longer than the pack says; the answer tells the end that counts. */
    private Instant capped(LegalBasis basis, Instant start, Instant end) {
        return pack.basis(basis)
                .grants()
                .lifetime()
                .map(start::plus)
                .filter(longest -> longest.isBefore(end))
                .orElse(end);
    }

    private Optional<Coding> purpose(String code, List<Issue> issues) {
        for (String system : List.of(Coding.ACT_REASON, Coding.NHIN_PURPOSE)) {
            var coding = new Coding(system, code);
            if (pack.purposes().known().contains(coding)) return Optional.of(coding);
        }
        issues.add(new Issue("code-invalid", "`purpose` is no purpose of use that the pack knows"));
        return Optional.empty();
    }

    private Map<String, List<Reference>> parties(ParametersReader reader, List<Issue> issues) {
        Map<String, List<Reference>> parties = new LinkedHashMap<>();
        for (ParametersReader party : reader.partLists("party", Set.of("role", "who"))) {
            Optional<String> role = party.code("role");
            Optional<Reference> who = party.reference("who", references);
            if (role.isEmpty()) missing("party.role", issues);
            if (who.isEmpty()) missing("party.who", issues);
            if (role.isPresent() && !ROLES.contains(role.get()))
                issues.add(new Issue("code-invalid", "`party.role` is no role of a party"));
            if (role.isPresent() && who.isPresent() && ROLES.contains(role.get()))
                parties.computeIfAbsent(role.get(), fresh -> new ArrayList<>()).add(who.get());
        }
        return parties;
    }

    private static Optional<Grant.LegalReference> reference(ParametersReader reader) {
        return reader.parts("reference", Set.of("type", "number", "issuer", "citation"))
                .map(parts -> new Grant.LegalReference(
                        parts.text("type"), parts.text("number"), parts.text("issuer"), parts.text("citation")));
    }

    private static Optional<String> hash(String text, List<Issue> issues) {
        if (text.matches("[0-9a-fA-F]{64}")) return Optional.of(text.toLowerCase(java.util.Locale.ROOT));
        issues.add(new Issue("invalid", "`evidence.sha256` must be 64 hexadecimal digits"));
        return Optional.empty();
    }

    private static Optional<Instant> time(
            ParametersReader reader, String name, Function<String, Optional<Instant>> reading, List<Issue> issues) {
        Optional<String> text = reader.time(name);
        Optional<Instant> time = text.flatMap(reading);
        if (text.isPresent() && time.isEmpty())
            issues.add(new Issue("invalid", "`" + name + "` must be a dateTime, with a zone where it has a time"));
        return time;
    }

    private static void checkTimes(Instant start, Instant end, Instant now, List<Issue> issues) {
        if (!end.isAfter(now)) issues.add(new Issue("value", "`end` must be in the future"));
        if (!end.isAfter(start)) issues.add(new Issue("value", "`end` must be after `start`"));
    }

    private static void missing(String name, List<Issue> issues) {
        boolean saidAlready =
                issues.stream().anyMatch(issue -> issue.diagnostics().startsWith("`" + name + "`"));
        if (!saidAlready) issues.add(new Issue("required", "`" + name + "` is missing"));
    }
}
