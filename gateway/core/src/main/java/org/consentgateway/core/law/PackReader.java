package org.consentgateway.core.law;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Classification;
import org.consentgateway.core.label.Lookout;
import org.consentgateway.core.label.NoteRules;
import org.consentgateway.core.label.NoteRules.Custody;
import org.consentgateway.core.label.NoteRules.Rule;
import org.consentgateway.core.label.NoteRules.Signals;
import org.consentgateway.core.label.NoteRules.Tier;
import org.consentgateway.core.label.Recognition;
import org.consentgateway.core.law.AuthorizationRules.PatientRelease;
import org.consentgateway.core.law.OrdinaryRules.Fallback;
import org.consentgateway.core.law.OrdinaryRules.OptIn;
import org.consentgateway.core.law.OrdinaryRules.Unreadable;
import org.consentgateway.core.law.PolicyPack.Existence;
import org.consentgateway.core.law.PolicyPack.Statement;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Purposes;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;

/**
 * Folds a base pack and its overlays, in their order, into one. Lists that protect add up; what an overlay says anew
 * replaces what stood there, and whatever becomes looser by it is a problem.
 */
public final class PackReader {

    private final PackNode file;

    private PackReader(PackNode file) {
        this.file = file;
    }

    /**
     * The pack in force.
     *
     * @param files        the base first, then its overlays; of the shape that {@code pack.schema.json} asks for
     * @param organization the covered entity that runs the gateway
     * @param zone         where a date ends
     * @param problems     receives every problem, each a sentence; none: the pack can be used
     */
    public static Optional<PolicyPack> read(
            List<Json.Obj> files, Reference organization, ZoneId zone, List<String> problems) {
        if (files.isEmpty()) {
            problems.add("no policy pack is named");
            return Optional.empty();
        }
        PolicyPack pack = Nothing.pack(organization, zone);
        boolean first = true;
        for (Json.Obj file : files) {
            String id = file.text("id").orElse("?");
            if (first && file.get("extends").isPresent()) {
                problems.add("`" + id + "` is an overlay and cannot be the base");
            }
            if (!first && file.get("extends").isEmpty()) {
                problems.add("`" + id + "` is a base and cannot be laid over another pack");
            }
            PolicyPack next = new PackReader(new PackNode(file, id + ": ", systems(file), problems)).over(pack, first);
            if (!first) {
                String base = files.get(0).text("id").orElse("?");
                if (file.text("extends").filter(base::equals).isEmpty()) {
                    problems.add("`" + id + "` extends another pack than `" + base + "`");
                }
                Stricter.check(pack, next, id, problems);
            }
            pack = next;
            first = false;
        }
        return problems.isEmpty() ? Optional.of(pack) : Optional.empty();
    }

    private static Map<String, String> systems(Json.Obj file) {
        Map<String, String> systems = new LinkedHashMap<>();
        file.object("systems").ifPresent(named -> named.members().forEach((alias, uri) -> {
            if (uri instanceof Json.Text text) systems.put(alias, text.value());
        }));
        return systems;
    }

    private PolicyPack over(PolicyPack below, boolean first) {
        String id = file.text("id", "?");
        String version = file.text("version", "?");
        return new PolicyPack(
                new PolicyPack.Edition(
                        first ? id : below.id() + "+" + id, first ? version : below.version() + "+" + version),
                below.entity(),
                notes(file.section("notes"), below.notes()),
                new PolicyPack.ReleaseRules(
                        bases(file.section("bases"), below),
                        authorization(file.section("authorization"), below.authorization()),
                        ordinary(file.section("ordinary"), below.ordinary())),
                purposes(file.section("purposes"), below.purposes()),
                new PolicyPack.Transparency(
                        file.choice("existence", Existence.class, below.existence()), statements(below.statements())),
                writes(file.section("writes"), below.writes()),
                representatives(file.section("representatives"), below.representatives()));
    }

    private static RepresentativeRules representatives(PackNode rules, RepresentativeRules below) {
        return new RepresentativeRules(
                rules.codingsOr("minors", below.minors()),
                rules.number("untilAge", below.untilAge()),
                rules.codingsOr("adults", below.adults()));
    }

    private static WriteRules writes(PackNode writes, WriteRules below) {
        Map<Role, Map<String, Set<String>>> guarded = new EnumMap<>(Role.class);
        for (Role role : WriteRules.GUARDS) {
            guarded.put(role, elements(writes.section(role.code()), below.elements(role)));
        }
        return new WriteRules(
                guarded,
                elements(writes.section("create"), below.create()),
                elements(writes.section("sticky"), below.sticky()));
    }

    private static Map<String, Set<String>> elements(PackNode section, Map<String, Set<String>> below) {
        Map<String, Set<String>> all = new LinkedHashMap<>(below);
        for (String type : section.names()) {
            all.put(type, section.textsAnd(type, below.getOrDefault(type, Set.of())));
        }
        return all;
    }

    private static NoteRules notes(PackNode notes, NoteRules below) {
        PackNode local = notes.section("localLabels");
        Map<Coding, Coding> localLabels =
                local.members(below.localLabels(), name -> local.coding(name, name), (name, key) -> local.json()
                        .text(name)
                        .flatMap(text -> local.coding(name, text)));
        Map<Coding, Tier> tiers = new LinkedHashMap<>(below.tiers());
        for (Tier tier : Tier.values()) {
            for (Coding code : notes.section("tiers").codings(tier.name())) tiers.put(code, tier);
        }
        PackNode custody = notes.section("custody");
        Map<Custody, Signals> signals = custody.members(
                below.custody(),
                name -> custody.constant(name, name, Custody.class),
                (name, kind) -> Optional.of(signals(custody.section(name), below.signals(kind))));
        List<Rule> rules = new ArrayList<>();
        for (Json.Obj rule : notes.json().objects("rules")) {
            String name = rule.text("name").orElse("?");
            rules.add(
                    rule(new PackNode(rule, notes.path() + "rules." + name + ".", notes.systems(), notes.problems())));
        }
        rules.addAll(below.rules());
        return new NoteRules(
                new NoteRules.CarrierTypes(
                        notes.textsAnd("types", below.types()), notes.textsAnd("labelTypes", below.labelTypes())),
                new NoteRules.LabelRules(
                        notes.codingsAnd("labels", below.labels()),
                        localLabels,
                        notes.flag("labelOnIngest", below.labelOnIngest())),
                tiers,
                notes.codingsAnd("professionals", below.professionals()),
                signals,
                Lookout.of(rules),
                notes.textsOr("openBinaryTypes", below.openBinaryTypes()));
    }

    private static Signals signals(PackNode custody, Signals below) {
        return new Signals(
                custody.codingsAnd("codings", below.codings()),
                custody.textsAnd("sources", below.sources()),
                custody.textsAnd("profiles", below.profiles()));
    }

    private static Rule rule(PackNode rule) {
        Recognition recognition = RecognitionReader.read(rule);
        return new Rule(
                rule.text("name", "?"),
                rule.texts("types"),
                rule.codings("codings"),
                rule.choices("tiers", Tier.class),
                rule.choices("custody", Custody.class),
                rule.flag("mentalHealthAuthor", false),
                recognition,
                new NoteRules.Conclusion(
                        rule.choice("then", Classification.Note.class, Classification.Note.SUSPECTED),
                        rule.json().text("reason")));
    }

    private static Map<LegalBasis, BasisRow> bases(PackNode bases, PolicyPack below) {
        Map<LegalBasis, BasisRow> rows = new EnumMap<>(LegalBasis.class);
        for (LegalBasis basis : LegalBasis.values()) {
            rows.put(basis, row(bases.section(basis.code()), below.basis(basis)));
        }
        return rows;
    }

    private static BasisRow row(PackNode row, BasisRow below) {
        Set<BasisRow.Element> requires = new LinkedHashSet<>(below.grants().requires());
        for (String parameter : row.texts("requires")) {
            Optional<BasisRow.Element> element = BasisRow.Element.of(parameter);
            if (element.isEmpty()) row.problem("requires", "knows no `" + parameter + "`");
            element.ifPresent(requires::add);
        }
        return new BasisRow(
                row.flag("enabled", below.enabled()),
                row.codingsOr("purposes", below.purposes()),
                row.flag("denialBlocks", below.denialBlocks()),
                new BasisRow.GrantConditions(
                        row.flag("approval", below.grants().approval()),
                        lifetime(row).or(() -> below.grants().lifetime()),
                        requires,
                        row.textsAnd("rejectedCitations", below.grants().rejectedCitations())),
                row.flag("minimumNecessary", below.minimumNecessary()),
                row.flag("accountable", below.accountable()),
                new BasisRow.Quotation(
                        row.text("quote", below.quotation().quote()),
                        row.text("readOn", below.quotation().readOn())));
    }

    private static Optional<Duration> lifetime(PackNode row) {
        Optional<String> text = row.json().text("lifetime");
        try {
            return text.map(Duration::parse);
        } catch (DateTimeException e) {
            row.problem("lifetime", "is `" + text.orElse("") + "`, which is no duration such as `P30D` or `PT24H`");
            return Optional.empty();
        }
    }

    private static AuthorizationRules authorization(PackNode form, AuthorizationRules below) {
        return new AuthorizationRules(
                form.codingsAnd("policies", below.policies()),
                form.codingsAnd("restrictions", below.restrictions()),
                form.codingsAnd("compound", below.compound()),
                form.flag("requireVerification", below.requireVerification()),
                form.textsOr("approvedTemplates", below.approvedTemplates()),
                form.choice("patientRelease", PatientRelease.class, below.patientRelease()),
                form.flag("patientMayRestrictOriginator", below.patientMayRestrictOriginator()),
                new AuthorizationRules.Majority(
                        form.number("ageOfMajority", below.majority().years()),
                        form.flag("reauthorizeAtMajority", below.majority().reauthorize())));
    }

    private static OrdinaryRules ordinary(PackNode rules, OrdinaryRules below) {
        PackNode optIn = rules.section("optIn");
        return new OrdinaryRules(
                rules.choice("fallback", Fallback.class, below.fallback()),
                rules.choice("consentUnavailable", Fallback.class, below.consentUnavailable()),
                rules.choice("unreadableConsent", Unreadable.class, below.unreadableConsent()),
                rules.flag("breakGlass", below.breakGlass()),
                rules.codingsOr("emergencyPurposes", below.emergencyPurposes()),
                rules.flag("markDenied", below.markDenied()),
                new OptIn(
                        optIn.codingsAnd("labels", below.optIn().labels()),
                        optIn.codingsOr("emergencyPurposes", below.optIn().emergencyPurposes()),
                        optIn.codingsAnd("proceedings", below.optIn().proceedings())));
    }

    private static Purposes purposes(PackNode purposes, Purposes below) {
        Set<Coding> known = new LinkedHashSet<>(below.known());
        Map<String, String> parents = new LinkedHashMap<>(below.parents());
        PackNode within = purposes.section("within");
        for (String wide : within.names()) {
            known.add(new Coding(Coding.ACT_REASON, wide));
            for (String narrow : within.texts(wide)) {
                known.add(new Coding(Coding.ACT_REASON, narrow));
                parents.put(narrow, wide);
            }
        }
        Map<Coding, Coding> meaning = new LinkedHashMap<>(below.meaning());
        PackNode nhin = purposes.section("nhin");
        for (String code : nhin.names()) {
            Coding coding = new Coding(Coding.NHIN_PURPOSE, code);
            known.add(coding);
            String same = nhin.text(code, "");
            if (!same.isEmpty()) meaning.put(coding, new Coding(Coding.ACT_REASON, same));
        }
        return new Purposes(known, parents, meaning);
    }

    private List<Statement> statements(List<Statement> below) {
        List<Statement> all = new ArrayList<>(below);
        for (Json.Obj said : file.json().objects("statements")) {
            all.add(new Statement(
                    said.text("topic").orElse("more"),
                    said.text("plain").orElse(""),
                    said.text("quote").orElse(""),
                    said.text("citation").orElse(""),
                    said.text("readOn").orElse("")));
        }
        return all;
    }

    /** What a pack says where its file says nothing: nothing is opened, everything is kept. */
    private static final class Nothing {
        static PolicyPack pack(Reference organization, ZoneId zone) {
            return new PolicyPack(
                    new PolicyPack.Edition("", ""),
                    new PolicyPack.CoveredEntity(organization, zone),
                    new NoteRules(
                            new NoteRules.CarrierTypes(Set.of(), Set.of()),
                            new NoteRules.LabelRules(Set.of(), Map.of(), true),
                            Map.of(),
                            Set.of(),
                            Map.of(),
                            Lookout.of(List.of()),
                            Set.of()),
                    new PolicyPack.ReleaseRules(
                            Map.of(),
                            new AuthorizationRules(
                                    Set.of(),
                                    Set.of(),
                                    Set.of(),
                                    true,
                                    Set.of(),
                                    PatientRelease.NEVER,
                                    true,
                                    new AuthorizationRules.Majority(18, true)),
                            new OrdinaryRules(
                                    Fallback.DENY, Fallback.DENY, Unreadable.DENY, false, Set.of(), false, OptIn.NONE)),
                    new Purposes(Set.of(), Map.of(), Map.of()),
                    new PolicyPack.Transparency(Existence.HIDE, List.of()),
                    WriteRules.NONE,
                    RepresentativeRules.NONE);
        }
    }
}
