package org.consentgateway.core.decision.twin;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.decision.Access;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.label.Background;
import org.consentgateway.core.label.Classification.Note;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.NoteRules;
import org.consentgateway.core.label.NoteRules.Custody;
import org.consentgateway.core.label.NoteRules.Signals;
import org.consentgateway.core.label.Recognition;
import org.consentgateway.core.label.Surroundings;
import org.consentgateway.core.law.AuthorizationRules.PatientRelease;
import org.consentgateway.core.law.BasisRow;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.law.LegalBasis;
import org.consentgateway.core.law.OrdinaryRules;
import org.consentgateway.core.law.OrdinaryRules.Fallback;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Purposes;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;

/** The decision once more, slow and obvious, in the order of the law's own words; it shares no rule with the fast one. */
final class Twin {

    enum Kind {
        RELEASE,
        STRIP,
        WITHHOLD
    }

    /** @param basis what opened a note, or the marked part of an ordinary resource; empty where no note was opened */
    record Answer(Note note, Kind kind, Optional<Reason> basis) {}

    private static final String ACT_REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason";

    private final Access access;
    private final TwinConsents said;

    private Twin(Access access) {
        this.access = access;
        this.said = new TwinConsents(access);
    }

    static Answer answer(Access access) {
        return new Twin(access).answer();
    }

    private Answer answer() {
        Note note = classify();
        if (note != Note.NOT) {
            Optional<Reason> basis = whatOpensANote();
            return new Answer(note, basis.isPresent() ? Kind.RELEASE : Kind.WITHHOLD, basis);
        }
        if (!ordinaryMayGo()) return new Answer(note, Kind.WITHHOLD, Optional.empty());
        boolean markedPart = access.facts().inline().stream()
                .anyMatch(part -> part.labels().stream().anyMatch(this::isNoteLabel));
        if (!markedPart) return new Answer(note, Kind.RELEASE, Optional.empty());
        Optional<Reason> basis = whatOpensANote();
        return new Answer(note, basis.isPresent() ? Kind.RELEASE : Kind.STRIP, basis);
    }

    // ---- 164.501: what is a note ----

    private Note classify() {
        Facts facts = access.facts();
        NoteRules rules = access.pack().notes();
        // a label alone confirms, and wins until a labeller takes it away
        for (Coding label : facts.labels()) if (isNoteLabel(label)) return Note.CONFIRMED;
        for (Coding tag : facts.tags()) if (isLocalNoteLabel(tag)) return Note.CONFIRMED;
        Optional<Background.Review> review = access.background().noteEvidence().review();
        if (review.isPresent() && review.get() == Background.Review.PSYCHOTHERAPY_NOTE) return Note.CONFIRMED;
        Set<Custody> custody = custody();
        if (custody.contains(Custody.PSYCHOTHERAPY_STORE)) return Note.CONFIRMED;
        if (review.isPresent()) return Note.NOT;
        for (NoteRules.Rule rule : rules.rules()) {
            boolean type = rule.types().isEmpty() || rule.types().contains(facts.type());
            boolean coding = rule.codings().isEmpty() || rule.codings().stream().anyMatch(this::bears);
            boolean tier = rule.tiers().isEmpty()
                    || facts.codes().stream()
                            .anyMatch(code -> rules.tiers().containsKey(code)
                                    && rule.tiers().contains(rules.tiers().get(code)));
            boolean kept = rule.custody().isEmpty() || rule.custody().stream().anyMatch(custody::contains);
            boolean author = !rule.mentalHealthAuthor()
                    || access.background().qualifications().stream()
                            .anyMatch(nucc -> rules.professionals().contains(nucc));
            if (type && coding && tier && kept && author && recognised(rule.recognition())) return rule.then();
        }
        return Note.NOT;
    }

    /** A note that bears neither label nor code: by what its kind is called, by its id, by its encounter and author. */
    private boolean recognised(Recognition sought) {
        Facts facts = access.facts();
        boolean named = sought.names().isEmpty()
                || facts.names().stream()
                        .anyMatch(name -> sought.names().stream().anyMatch(pattern -> wholeWords(name)
                                .matches(Arrays.stream(pattern.split("\\*", -1))
                                        .map(this::wholeWords)
                                        .collect(Collectors.joining(".*")))));
        boolean listed = sought.ids().isEmpty()
                || facts.self().filter(sought.ids()::contains).isPresent();
        boolean around = sought.surroundings().entrySet().stream().allMatch(aspect -> {
            Surroundings found =
                    access.background().noteEvidence().around().getOrDefault(aspect.getKey(), Surroundings.UNREAD);
            return found.unread()
                    || found.codings().stream().anyMatch(aspect.getValue().codings()::contains)
                    || found.names().stream().anyMatch(aspect.getValue().names()::contains)
                    || found.places().stream().anyMatch(aspect.getValue().places()::contains);
        });
        return named && listed && around;
    }

    /** Letters and digits alone, in small letters, one blank between words. */
    private String wholeWords(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", " ").strip();
    }

    private boolean bears(Coding coding) {
        Facts facts = access.facts();
        return facts.codes().contains(coding)
                || facts.categories().contains(coding)
                || facts.settings().contains(coding)
                || facts.tags().contains(coding)
                || facts.labels().contains(coding);
    }

    private Set<Custody> custody() {
        Set<Custody> found = new HashSet<>();
        Optional<Boolean> separated = access.background().noteEvidence().separated();
        if (separated.isPresent()) found.add(separated.get() ? Custody.SEPARATE : Custody.MAIN_CHART);
        for (Custody kind : Custody.values()) {
            Signals signals = access.pack().notes().custody().getOrDefault(kind, Signals.NONE);
            if (signals.codings().stream().anyMatch(this::bears)) found.add(kind);
        }
        // one source says apart and another in the chart: it is held to be apart
        if (found.contains(Custody.SEPARATE)) found.remove(Custody.MAIN_CHART);
        return found;
    }

    private boolean isNoteLabel(Coding label) {
        NoteRules rules = access.pack().notes();
        boolean bare = label.system().isEmpty()
                && rules.labels().stream().anyMatch(known -> known.code().equals(label.code()));
        return rules.labels().contains(label) || bare || isLocalNoteLabel(label);
    }

    private boolean isLocalNoteLabel(Coding label) {
        NoteRules rules = access.pack().notes();
        return rules.localLabels().containsKey(label)
                && rules.labels().contains(rules.localLabels().get(label));
    }

    // ---- 164.508(a)(2): what opens a note ----

    private Optional<Reason> whatOpensANote() {
        Optional<Reason> together = whatOpensANoteForAllPurposesAtOnce();
        if (together.isPresent() || access.caller().purposes().size() < 2) return together;
        // each purpose needs a basis; one that breaks the glass needs none and gives none
        Optional<Reason> first = Optional.empty();
        for (Coding purpose : access.caller().purposes().stream()
                .sorted(java.util.Comparator.comparing(Coding::system).thenComparing(Coding::code))
                .toList()) {
            boolean glass = sameMeaning(purpose, new Coding(Coding.ACT_REASON, "BTG"))
                    && access.caller().has(org.consentgateway.core.request.Role.BREAK_GLASS)
                    && saysWhyItBreaksTheGlass();
            if (glass && !access.caller().purposeOfUse().unmapped()) continue;
            Access alone = new Access(
                    access.caller().forPurpose(purpose),
                    access.facts(),
                    access.background(),
                    access.consents(),
                    access.grants(),
                    access.pack(),
                    access.at());
            Optional<Reason> opened = new Twin(alone).whatOpensANoteForAllPurposesAtOnce();
            if (opened.isEmpty()) return Optional.empty();
            if (first.isEmpty()) first = opened;
        }
        return first;
    }

    private boolean saysWhyItBreaksTheGlass() {
        Optional<String> why = access.caller().purposeOfUse().breakGlassReason();
        return why.isPresent() && !why.get().isBlank();
    }

    private Optional<Reason> whatOpensANoteForAllPurposesAtOnce() {
        Optional<Set<Reference>> told = patients();
        if (told.isEmpty()) return Optional.empty();
        Set<Reference> patients = told.get();
        if (access.caller().purposes().isEmpty()
                || access.caller().purposeOfUse().unmapped()) return Optional.empty();
        if (!access.pack().purposes().known().containsAll(access.caller().purposes())) return Optional.empty();
        // about nobody: there is no one to sign or to be granted it, but it has an originator
        if (patients.isEmpty()) {
            return originatorTreats() ? Optional.of(Reason.ORIGINATOR_TREATMENT) : Optional.empty();
        }
        // each subject needs a basis of their own; the first one's is told
        Optional<Reason> first = Optional.empty();
        for (Reference patient : new TreeSet<>(patients)) {
            Optional<Reason> basis = whatOpensANoteAbout(patient);
            if (basis.isEmpty()) return Optional.empty();
            first = first.or(() -> basis);
        }
        return first;
    }

    private Optional<Reason> whatOpensANoteAbout(Reference patient) {
        // 45 CFR 164.522(a)(1)(v): nothing that a patient says stops these
        if (granted(LegalBasis.HHS_SECRETARY, patient)) return Optional.of(Reason.HHS_REQUIRED);
        if (granted(LegalBasis.REQUIRED_BY_LAW, patient)) return Optional.of(Reason.REQUIRED_BY_LAW);
        if (granted(LegalBasis.ORIGINATOR_OVERSIGHT, patient)) return Optional.of(Reason.ORIGINATOR_OVERSIGHT);
        if (granted(LegalBasis.CORONER, patient)) return Optional.of(Reason.CORONER);
        if (granted(LegalBasis.SERIOUS_THREAT, patient)) return Optional.of(Reason.SERIOUS_THREAT);

        // what someone may have said against the rest cannot be told while the store is down
        if (known(patient).isEmpty()) return Optional.empty();
        List<Directive> directives = known(patient).orElseThrow();
        boolean restricted = false;
        boolean denied = false;
        for (Directive directive : directives) {
            if (!said.denies(directive, true)) continue;
            // 164.522(a)(1)(iii): an emergency lifts what was agreed, for treatment
            if (agreed(directive) && emergency()) continue;
            if (agreed(directive)) restricted = true;
            denied = true;
        }
        if (restricted) return Optional.empty();

        BasisRow own = access.pack().basis(LegalBasis.ORIGINATOR_TREATMENT);
        boolean stops = own.denialBlocks() || access.pack().authorization().patientMayRestrictOriginator();
        if (originatorTreats() && !(denied && stops)) return Optional.of(Reason.ORIGINATOR_TREATMENT);
        boolean defenceStops = access.pack().basis(LegalBasis.LEGAL_DEFENCE).denialBlocks();
        if (granted(LegalBasis.LEGAL_DEFENCE, patient) && !(denied && defenceStops)) {
            return Optional.of(Reason.LEGAL_DEFENCE);
        }
        boolean trainingStops = access.pack().basis(LegalBasis.OWN_TRAINING).denialBlocks();
        if (granted(LegalBasis.OWN_TRAINING, patient) && !(denied && trainingStops)) {
            return Optional.of(Reason.OWN_TRAINING);
        }
        if (denied) return Optional.empty();
        boolean signed = access.pack().basis(LegalBasis.AUTHORIZATION).enabled()
                && new TwinAuthorizations(access, said).authorized(patient, directives);
        PatientRelease release = access.pack().authorization().patientRelease();
        if (signed && (!individualAsks() || release == PatientRelease.AUTHORIZATION)) {
            return Optional.of(Reason.AUTH_VALID);
        }
        if (release != PatientRelease.NEVER && granted(LegalBasis.PATIENT_RELEASE, patient)) {
            return Optional.of(Reason.PATIENT_RELEASE);
        }
        return Optional.empty();
    }

    private boolean originatorTreats() {
        BasisRow row = access.pack().basis(LegalBasis.ORIGINATOR_TREATMENT);
        return row.enabled()
                && row.purposes().containsAll(access.caller().purposes())
                && access.caller().user().isPresent()
                && access.background()
                        .originators()
                        .contains(access.caller().user().get())
                && insideTheEntity();
    }

    /** "use", and "its own": the caller works for the entity that keeps the note. */
    private boolean insideTheEntity() {
        return access.caller().organization().equals(Optional.of(said.custodian()))
                && said.custodian().equals(access.pack().organization());
    }

    private boolean individualAsks() {
        Optional<Reference> user = access.caller().user();
        return user.isPresent()
                && (user.get().type().equals("Patient") || user.get().type().equals("RelatedPerson"));
    }

    private boolean agreed(Directive directive) {
        Set<Coding> restrictions = access.pack().authorization().restrictions();
        return directive.kind().policies().stream().anyMatch(restrictions::contains)
                && directive.form().disclosers().contains(access.pack().organization());
    }

    private boolean emergency() {
        Set<Coding> purposes = access.caller().purposes();
        return !purposes.isEmpty()
                && !access.caller().purposeOfUse().unmapped()
                && purposes.stream()
                        .map(said::meaning)
                        .allMatch(access.pack().ordinary().emergencyPurposes()::contains);
    }

    // ---- grants ----

    private boolean granted(LegalBasis basis, Reference patient) {
        return access.grants().stream()
                .anyMatch(grant -> grant.basis() == basis && grant.patient().equals(patient) && holds(grant));
    }

    private boolean holds(Grant grant) {
        BasisRow row = access.pack().basis(grant.basis());
        if (!row.enabled()) return false;
        if (grant.status() != Grant.Status.ACTIVE) return false;
        if (access.at().isBefore(grant.term().start())
                || access.at().isAfter(grant.term().end())) return false;
        if (row.grants().lifetime().isPresent()
                && access.at()
                        .isAfter(grant.term()
                                .start()
                                .plus(row.grants().lifetime().get()))) return false;
        if (grant.term().usesLeft().isPresent() && grant.term().usesLeft().getAsInt() <= 0) return false;
        if (!row.purposes().containsAll(access.caller().purposes())) return false;
        if (grant.purpose().isPresent()) {
            for (Coding asserted : access.caller().purposes())
                if (!sameMeaning(asserted, grant.purpose().get())) return false;
        }
        if (!grant.resources().isEmpty()
                && !(access.facts().id().isPresent()
                        && grant.resources()
                                .contains(new Reference(
                                        access.facts().type(),
                                        access.facts().id().get())))) return false;
        for (BasisRow.Element element : row.grants().requires()) if (!element.in(grant)) return false;
        if (grant.documentation().reference().isPresent()
                && grant.documentation().reference().get().citation().isPresent()) {
            String cited = grant.documentation().reference().get().citation().get();
            String written = cited.replace(" ", "").toLowerCase(Locale.ROOT);
            for (String rejected : row.grants().rejectedCitations()) if (written.contains(rejected)) return false;
        }
        return recipient(grant) && whatItsBasisAsks(grant);
    }

    private boolean sameMeaning(Coding one, Coding other) {
        Purposes known = access.pack().purposes();
        return known.canonical(one).equals(known.canonical(other));
    }

    private boolean recipient(Grant grant) {
        Optional<Reference> user = access.caller().user();
        boolean bound = user.equals(Optional.of(grant.recipient()))
                || access.caller().organization().equals(Optional.of(grant.recipient()));
        // the supervisor of a programme is named in it beside the trainee
        return bound || (grant.basis() == LegalBasis.OWN_TRAINING && inProgramme(grant));
    }

    private boolean inProgramme(Grant grant) {
        Optional<Reference> user = access.caller().user();
        return user.isPresent()
                && (grant.party("trainee").contains(user.get())
                        || grant.party("supervisor").contains(user.get()));
    }

    private boolean supervisedByAnother(Grant grant) {
        for (Reference trainee : grant.party("trainee")) {
            for (Reference supervisor : grant.party("supervisor")) {
                boolean caller = access.caller().user().equals(Optional.of(trainee))
                        || access.caller().user().equals(Optional.of(supervisor));
                if (caller && !trainee.equals(supervisor)) return true;
            }
        }
        return false;
    }

    private boolean whatItsBasisAsks(Grant grant) {
        Background background = access.background();
        return switch (grant.basis()) {
            case OWN_TRAINING -> insideTheEntity() && supervisedByAnother(grant);
            case LEGAL_DEFENCE ->
                grant.party("plaintiff").contains(grant.patient())
                        && grant.party("defendant").contains(access.pack().organization());
            case ORIGINATOR_OVERSIGHT ->
                grant.party("overseen").stream()
                        .anyMatch(who -> background.originators().contains(who));
            case CORONER -> background.deceased() || grant.party("decedent").contains(grant.patient());
            case SERIOUS_THREAT ->
                grant.party("attestor").stream()
                        .noneMatch(who ->
                                access.caller().user().equals(Optional.of(who)) || who.equals(grant.recipient()));
            case PATIENT_RELEASE ->
                (access.caller().user().equals(Optional.of(grant.patient()))
                                || access.caller()
                                        .user()
                                        .filter(who -> who.type().equals("RelatedPerson"))
                                        .isPresent())
                        && (grant.party("attestor").isEmpty()
                                || grant.party("attestor").stream().anyMatch(background.originators()::contains));
            case HHS_SECRETARY, REQUIRED_BY_LAW -> true;
            case ORIGINATOR_TREATMENT, AUTHORIZATION -> false;
        };
    }

    // ---- everything else ----

    private boolean ordinaryMayGo() {
        Optional<Set<Reference>> told = patients();
        if (told.isEmpty() && !nobodysMayGo()) return false;
        Coding btg = new Coding(ACT_REASON, "BTG");
        boolean claims = access.caller().purposes().contains(btg);
        boolean entitled = access.caller().roles().contains(Role.BREAK_GLASS) && saysWhyItBreaksTheGlass();
        if (claims && !entitled) return false;
        boolean breaksGlass = claims
                && !access.caller().purposeOfUse().unmapped()
                && access.caller().purposes().stream()
                        .allMatch(one -> said.within(new Coding(ACT_REASON, "TREAT"), one))
                && access.pack().ordinary().breakGlass();
        for (Reference patient : told.orElse(Set.of())) {
            if (!ordinaryMayGo(patient, breaksGlass)) return false;
        }
        return true;
    }

    /** What no patient known here said may be a denial: it goes where what was not read may go. */
    private boolean nobodysMayGo() {
        if (!access.facts().unreadableSubject()) return false;
        if (access.facts().type().equals("Consent") || !access.facts().inline().isEmpty()) return false;
        if (!access.background().noteEvidence().strictest().unconfirmed().isEmpty()) return false;
        Set<Coding> optIn = access.pack().ordinary().optIn().labels();
        if (access.facts().labels().stream().anyMatch(optIn::contains)) return false;
        return access.pack().ordinary().fallback() == Fallback.PERMIT && flowsUnread();
    }

    private boolean ordinaryMayGo(Reference patient, boolean breaksGlass) {
        // 164.524: who denies, denies others; the rest of the record is the patient's to see
        if (access.caller().user().equals(Optional.of(patient))) return true;
        Optional<List<Directive>> known = known(patient);
        List<Directive> directives = known.orElseGet(() -> lastKnown(patient));
        for (Directive directive : directives) {
            if (!said.denies(directive, false)) continue;
            if (breaksGlass) continue;
            if (agreed(directive) && emergency()) continue;
            return false;
        }
        Set<Coding> optIn = access.pack().ordinary().optIn().labels();
        boolean needsPermit = access.facts().labels().stream().anyMatch(optIn::contains);
        boolean medicalEmergency = !access.caller().purposeOfUse().unmapped()
                && !access.caller().purposes().isEmpty()
                && access.caller().purposes().stream()
                        .map(said::meaning)
                        .allMatch(access.pack().ordinary().optIn().emergencyPurposes()::contains);
        if (known.isEmpty()) {
            if (unread(patient))
                return !needsPermit && access.pack().ordinary().fallback() == Fallback.PERMIT && flowsUnread();
            return !needsPermit
                    && access.pack().ordinary().fallback() == Fallback.PERMIT
                    && access.pack().ordinary().consentUnavailable() == Fallback.PERMIT;
        }
        if (needsPermit && medicalEmergency) return true;
        if (!needsPermit && access.pack().ordinary().fallback() == Fallback.PERMIT) return true;
        return directives.stream().anyMatch(one -> one.patient().equals(patient) && said.permitsOrdinary(one));
    }

    private boolean unread(Reference patient) {
        return access.consents().get(patient) instanceof Consents.Unavailable gone && gone.unread();
    }

    private boolean flowsUnread() {
        OrdinaryRules.Unreadable row = access.pack().ordinary().unreadableConsent();
        if (row != OrdinaryRules.Unreadable.TREATMENT_INSIDE) return row == OrdinaryRules.Unreadable.PERMIT;
        boolean own = access.caller()
                        .organization()
                        .equals(Optional.of(access.pack().organization()))
                || access.caller().user().equals(Optional.of(access.pack().organization()));
        if (!own
                || access.caller().purposes().isEmpty()
                || access.caller().purposeOfUse().unmapped()) return false;
        for (Coding purpose : access.caller().purposes())
            if (!access.pack().purposes().covers(new Coding(Coding.ACT_REASON, "TREAT"), said.meaning(purpose)))
                return false;
        return true;
    }

    // ---- who it is about, and what they said ----

    private Optional<Set<Reference>> patients() {
        if (access.facts().unreadableSubject()) return Optional.empty();
        return access.background().patients().match(Optional::of, Optional::empty);
    }

    private Optional<List<Directive>> known(Reference patient) {
        Consents consents = access.consents().get(patient);
        return consents == null ? Optional.empty() : consents.match(Optional::of, lastKnown -> Optional.empty());
    }

    private List<Directive> lastKnown(Reference patient) {
        Consents consents = access.consents().get(patient);
        return consents == null ? List.of() : consents.match(all -> all, lastKnown -> lastKnown);
    }
}
