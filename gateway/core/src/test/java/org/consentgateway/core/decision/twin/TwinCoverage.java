package org.consentgateway.core.decision.twin;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.consent.FhirPeriod;
import org.consentgateway.core.consent.Provision;
import org.consentgateway.core.decision.Access;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;

/** Whether a rule of a Consent covers the question, once more: section 3.2 of the specification, sentence by sentence. */
final class TwinCoverage {

    private static final List<String> LEVELS = List.of("U", "L", "M", "N", "R", "V");
    private static final Set<String> MENTAL = Set.of("BH", "COGN", "DVD", "EMOTDIS", "MH", "PSY", "PSYTHPN");
    private static final Set<String> SUBSTANCE = Set.of("SUD", "ETHUD", "OPIOIDUD");
    private static final String ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
    private static final String LEVEL = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
    private static final String REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason";

    private final Access access;

    TwinCoverage(Access access) {
        this.access = access;
    }

    /** Who keeps the resource; where it does not say, the entity before whose record the gateway stands. */
    Reference custodian() {
        return access.facts().custodian().orElse(access.pack().organization());
    }

    boolean covers(Provision rule, boolean permit, boolean note) {
        return actors(rule, permit) && coversData(rule, permit, note);
    }

    /** Whether a permit covers the question, or would if an actor that cannot be resolved were the caller, or a denial. */
    boolean mayReach(Provision rule, boolean note) {
        boolean actor = actors(rule, true) || actorsInDoubt(rule);
        return (actor && coversData(rule, true, note)) || covers(rule, false, note);
    }

    private boolean actorsInDoubt(Provision rule) {
        return rule.actors().stream()
                .filter(TwinCoverage::receives)
                .anyMatch(actor -> actor.reference().isEmpty()
                        || access.background()
                                .unresolved()
                                .contains(actor.reference().get()));
    }

    private boolean coversData(Provision rule, boolean permit, boolean note) {
        return period(rule.period(), permit)
                && (!permit || actions(rule))
                && labels(rule, permit, note)
                && purposes(rule, permit, note)
                && (rule.codings().classes().isEmpty()
                        || rule.codings().classes().stream().anyMatch(this::isClass))
                && (rule.codings().codes().isEmpty()
                        || rule.codings().codes().stream()
                                .anyMatch(access.facts().codes()::contains))
                && dataPeriod(rule, permit)
                && data(rule, permit);
    }

    boolean period(FhirPeriod period, boolean permit) {
        if (period.start().isPresent()) {
            Optional<Stretch> start = stretch(period.start().get());
            if (start.isEmpty() && permit) return false;
            if (start.isPresent() && access.at().isBefore(start.get().from())) return false;
        }
        if (period.end().isPresent()) {
            Optional<Stretch> end = stretch(period.end().get());
            if (end.isEmpty() && permit) return false;
            if (end.isPresent() && !access.at().isBefore(end.get().until())) return false;
        }
        return true;
    }

    static boolean receives(Provision.Actor actor) {
        return actor.role().isEmpty() // R5 asks for no role
                || actor.role().stream()
                        .anyMatch(role ->
                                role.code().equals("IRCP") || role.code().equals("PRCP"));
    }

    private static boolean discloses(Provision.Actor actor) {
        return actor.role().stream().anyMatch(role -> role.code().equals("CST"));
    }

    boolean actors(Provision rule, boolean permit) {
        if (rule.actors().isEmpty()) return true;
        // repetitions are alternatives, whatever their roles: to name the entity as discloser forbids it to disclose
        if (!permit) {
            return rule.actors().stream()
                    .anyMatch(actor -> actor.reference().isEmpty()
                            || isCaller(actor.reference().get())
                            || access.background()
                                    .unresolved()
                                    .contains(actor.reference().get())
                            || (discloses(actor)
                                    && actor.reference()
                                            .get()
                                            .equals(access.pack().organization())));
        }
        List<Provision.Actor> disclosing =
                rule.actors().stream().filter(TwinCoverage::discloses).toList();
        boolean disclosed = disclosing.isEmpty()
                || disclosing.stream().anyMatch(actor -> actor.reference().equals(Optional.of(custodian())));
        List<Provision.Actor> others =
                rule.actors().stream().filter(actor -> !discloses(actor)).toList();
        boolean received = others.isEmpty()
                || others.stream()
                        .anyMatch(actor -> receives(actor)
                                && actor.reference().filter(this::isCaller).isPresent());
        return disclosed && received;
    }

    private boolean isCaller(Reference who) {
        return access.caller().user().equals(Optional.of(who))
                || access.caller().organization().equals(Optional.of(who))
                || access.background().memberOf().contains(who);
    }

    private boolean actions(Provision rule) {
        if (rule.codings().actions().isEmpty()) return true;
        boolean internal =
                access.caller().organization().equals(Optional.of(access.pack().organization()));
        Set<String> wanted = internal ? Set.of("access", "use") : Set.of("access", "disclose");
        return rule.codings().actions().stream().anyMatch(action -> wanted.contains(action.code()));
    }

    boolean isNoteLabel(Coding label) {
        return access.pack().notes().labels().contains(label)
                || access.pack().notes().allLabels().contains(label);
    }

    private boolean labels(Provision rule, boolean permit, boolean note) {
        if (rule.codings().labels().isEmpty()) return true;
        for (Coding label : rule.codings().labels()) {
            if (permit ? permitted(label, note) : denied(label, note)) return true;
        }
        return false;
    }

    private boolean permitted(Coding label, boolean note) {
        if (note) return isNoteLabel(label);
        if (label.system().equals(LEVEL)) return level(false) <= LEVELS.indexOf(label.code());
        return access.facts().labels().contains(label);
    }

    private boolean denied(Coding label, boolean note) {
        if (label.system().equals(LEVEL)) {
            if (note && (label.code().equals("R") || label.code().equals("V"))) return true;
            return level(note) >= LEVELS.indexOf(label.code());
        }
        if (access.facts().labels().contains(label)) return true;
        if (note && isNoteLabel(label)) return true;
        if (note && Set.of("SPI", "BH", "MH", "PSY").contains(label.code())) return true;
        for (Coding one : access.facts().labels()) {
            if (!one.system().equals(ACT_CODE) || !label.system().equals(ACT_CODE)) continue;
            boolean ancestor =
                    label.code().equals("SPI") && (MENTAL.contains(one.code()) || SUBSTANCE.contains(one.code()));
            boolean family = (MENTAL.contains(label.code()) && MENTAL.contains(one.code()))
                    || (SUBSTANCE.contains(label.code()) && SUBSTANCE.contains(one.code()));
            if (ancestor || family) return true;
        }
        return false;
    }

    private int level(boolean note) {
        int highest = access.facts().labels().stream()
                .filter(label -> label.system().equals(LEVEL))
                .mapToInt(label -> LEVELS.indexOf(label.code()))
                .max()
                .orElse(LEVELS.indexOf("N"));
        return note ? Math.max(highest, LEVELS.indexOf("R")) : highest;
    }

    boolean purposes(Provision rule, boolean permit, boolean note) {
        if (rule.codings().purposes().isEmpty()) return true;
        Set<Coding> asserted = access.caller().purposes();
        if (permit) {
            return !asserted.isEmpty()
                    && !access.caller().purposeOfUse().unmapped()
                    && asserted.stream().allMatch(one -> rule.codings().purposes().stream()
                            .anyMatch(listed -> suits(listed, one, note)));
        }
        return asserted.isEmpty()
                || access.caller().purposeOfUse().unmapped()
                || asserted.stream().anyMatch(this::isUnknown)
                || asserted.stream()
                        .anyMatch(one -> rule.codings().purposes().stream().anyMatch(listed -> within(listed, one)));
    }

    private boolean isUnknown(Coding purpose) {
        return !access.pack().purposes().known().contains(meaning(purpose));
    }

    private boolean suits(Coding listed, Coding asserted, boolean note) {
        Coding one = meaning(asserted);
        if (meaning(listed).equals(one)) return true;
        // (c)(1)(iv): "at the request of the individual" is a sufficient purpose, whatever the recipient's
        if (!note || !meaning(listed).equals(new Coding(REASON, "PATRQT"))) return false;
        return !within(new Coding(REASON, "HMARKT"), one)
                && !within(new Coding(REASON, "HRESCH"), one)
                && !one.equals(new Coding(REASON, "MLTRAINING"));
    }

    Coding meaning(Coding purpose) {
        return access.pack().purposes().meaning().getOrDefault(purpose, purpose);
    }

    boolean within(Coding wide, Coding narrow) {
        Coding above = meaning(wide);
        Coding below = meaning(narrow);
        if (above.equals(below)) return true;
        if (!above.system().equals(REASON) || !below.system().equals(REASON)) return false;
        String parent = access.pack().purposes().parents().get(below.code());
        return parent != null && within(above, new Coding(REASON, parent));
    }

    private boolean isClass(Coding kind) {
        return kind.code().equals(access.facts().type())
                || access.facts().codes().contains(kind)
                || access.facts().profiles().contains(kind.code());
    }

    private boolean dataPeriod(Provision rule, boolean permit) {
        if (rule.selection().dataPeriod().isEmpty()) return true;
        List<String> dates = access.facts().clinicalDate();
        if (dates.isEmpty()) return !permit;
        FhirPeriod limits = rule.selection().dataPeriod().get();
        Optional<Stretch> start = limits.start().flatMap(this::stretch);
        Optional<Stretch> end = limits.end().flatMap(this::stretch);
        if (limits.start().isPresent() && start.isEmpty()) return !permit;
        if (limits.end().isPresent() && end.isEmpty()) return !permit;
        Instant from = start.map(Stretch::from).orElse(Instant.MIN);
        Instant until = end.map(Stretch::until).orElse(Instant.MAX);
        for (String date : dates) {
            Optional<Stretch> when = stretch(date);
            if (when.isEmpty()) return !permit;
            boolean inside =
                    !when.get().from().isBefore(from) && !when.get().until().isAfter(until);
            boolean touches =
                    when.get().from().isBefore(until) && when.get().until().isAfter(from);
            if (permit && !inside) return false;
            if (!permit && touches) return true;
        }
        return permit;
    }

    private boolean data(Provision rule, boolean permit) {
        if (rule.selection().data().isEmpty()) return true;
        Facts facts = access.facts();
        for (Provision.DataReference one : rule.selection().data()) {
            if (one.reference().isEmpty()) {
                if (!permit) return true;
                continue;
            }
            Reference named = one.reference().get();
            boolean itself = self().equals(Optional.of(named));
            boolean dependent =
                    facts.references().contains(named) || facts.encounters().contains(named);
            boolean authored = facts.authors().contains(named)
                    || access.background().originators().contains(named);
            boolean covered = permit
                    ? switch (one.meaning()) {
                        case INSTANCE, RELATED -> itself;
                        case DEPENDENTS -> itself || dependent;
                        case AUTHORED_BY -> authored;
                    }
                    : itself || dependent || authored;
            if (covered) return true;
        }
        return false;
    }

    Optional<Reference> self() {
        return access.facts().id().map(id -> new Reference(access.facts().type(), id));
    }

    // ---- dates ----

    record Stretch(Instant from, Instant until) {}

    ZoneId zone() {
        return access.pack().zone();
    }

    Optional<Stretch> stretch(String fhir) {
        try {
            if (fhir.length() == 4)
                return days(YearMonth.parse(fhir + "-01").atDay(1), LocalDate.of(Integer.parseInt(fhir) + 1, 1, 1));
            if (fhir.length() == 7)
                return days(
                        YearMonth.parse(fhir).atDay(1),
                        YearMonth.parse(fhir).plusMonths(1).atDay(1));
            if (fhir.length() == 10)
                return days(LocalDate.parse(fhir), LocalDate.parse(fhir).plusDays(1));
            Instant from = OffsetDateTime.parse(fhir).toInstant();
            return Optional.of(new Stretch(from, from.plusSeconds(1)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private Optional<Stretch> days(LocalDate first, LocalDate next) {
        return Optional.of(new Stretch(
                first.atStartOfDay(zone()).toInstant(),
                next.atStartOfDay(zone()).toInstant()));
    }
}
