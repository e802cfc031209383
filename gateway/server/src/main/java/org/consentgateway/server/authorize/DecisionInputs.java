package org.consentgateway.server.authorize;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Background;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.RequiredLookups;
import org.consentgateway.core.label.Subjects;
import org.consentgateway.core.label.Surroundings;
import org.consentgateway.core.label.Surroundings.Aspect;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;

/**
 * Finds out, for one request, what a decision needs beside the resource: members of groups, who an author is, the first
 * author, whose team the caller is in. What cannot be found out stays unknown, and unknown opens nothing.
 */
final class DecisionInputs {

    private final Site site;
    private final Optional<Caller> caller;
    private final RequestReads reads;
    private final FactsWrittenByCaller own;
    private final SurroundingsLookup around;
    private final StrictestPast past;
    private final LookupNeeds needs;
    private final FirstAuthors firstAuthors;
    private final AuthorQualifications authors;
    private final SubjectPatients subjects;
    private final ConsentTeams teams;
    private final ActivePeriods periods;
    private final Map<Reference, Optional<Background.Review>> reviews = new HashMap<>();
    private final Map<Subjects, Background> ordinary = new HashMap<>();
    private ConsentTeams.Teams ordinaryTeams = new ConsentTeams.Teams(Set.of(), Set.of(), Set.of());
    private boolean lone; // one note at a time is decided

    /** @param atEhr whether what is decided stands at the EHR: of other servers nobody tells the first version */
    DecisionInputs(Site site, String requestId, Optional<Caller> caller, boolean atEhr) {
        this.site = site;
        this.caller = caller;
        this.reads = new RequestReads(site, requestId);
        this.own = new FactsWrittenByCaller(site.written(), caller);
        this.around = new SurroundingsLookup(site, requestId, own);
        this.past = new StrictestPast(site, caller, atEhr, own);
        this.needs = new LookupNeeds(site, past, around);
        this.firstAuthors = new FirstAuthors(site, requestId, caller.flatMap(Caller::user), atEhr, own);
        this.authors = new AuthorQualifications(site, reads, own);
        this.subjects = new SubjectPatients(site, reads, own, this::concernsNotes);
        this.teams = new ConsentTeams(site, reads, own);
        this.periods = new ActivePeriods(site);
    }

    /** Where and by whom resources were made. */
    SurroundingsLookup surroundings() {
        return around;
    }

    /** What of the facts is the caller's own word. */
    FactsWrittenByCaller own() {
        return own;
    }

    /** Learns in bulk what is known of facts that bear on notes: who wrote them, and who stood as author at first. */
    void learn(Collection<Facts> all, Collection<Consents> consents) {
        List<Facts> notes = new ArrayList<>();
        for (Facts facts : all) if (!isTold(facts)) notes.add(facts);
        lone = notes.stream().filter(facts -> facts.self().isPresent()).count() == 1;
        if (!notes.isEmpty()) own.learn(notes, consents);
        firstAuthors.learn(all, this::concernsNotes);
    }

    /** Whether it could not be found out if it is there. */
    boolean unread(Reference reference) {
        return reads.unread(reference);
    }

    /** Lets go of what need not be read again; a long answer points at very much. */
    void forget(Set<Reference> references) {
        reads.forget(references);
    }

    /** Those of the resources that are there and could be read, one query per type. */
    Map<Reference, Json.Obj> of(Set<Reference> references) {
        return reads.of(references);
    }

    /** The patients of each resource; Groups are resolved together. */
    Map<Facts, Subjects> subjects(Collection<Facts> all) {
        return subjects.of(all);
    }

    /** Which of the teams that consents name the caller belongs to, and which of them could not be read. */
    ConsentTeams.Teams teams(Caller caller, Collection<Consents> consents) {
        return teams.of(caller, consents);
    }

    /** What makes these notes by what they say of themselves is kept: it does so for good. */
    void keepKinds(Collection<DecidedResource> decisions) {
        past.keepKinds(decisions);
    }

    /** The caller has just taken labels off: what is decided from now on knows it. */
    void takenOff(Reference resource) {
        past.takenOff(resource);
    }

    /** The background of one resource, with look-ups only for what it needs. */
    Background background(Facts facts, Subjects subjects, ConsentTeams.Teams teams, Collection<Consents> consents) {
        RequiredLookups wanted = needs.of(facts);
        if (wanted.equals(RequiredLookups.NOTHING)) {
            Map<Aspect, Surroundings> surroundings = around.of(facts);
            Background ordinary = ordinary(subjects, teams);
            return surroundings.isEmpty() ? ordinary : ordinary.within(surroundings);
        }
        // in the order that NotFoundCalls reckons by: what every note needs comes first
        Map<Reference, Background.Life> lives = wanted.noteBackground() ? lives(subjects) : Map.of();
        Set<Reference> recorded = wanted.noteBackground() ? firstAuthors.of(facts, lone) : Set.of();
        return new Background(
                subjects,
                new Background.Authorship(
                        authors.practitioners(notOwn(recorded)),
                        wanted.qualifications() ? authors.of(facts.authors()) : Set.of()),
                new Background.Membership(teams.memberOfForNotes(), teams.unresolvedForNotes()),
                new Background.VitalStatus(deceased(subjects), lives),
                new Background.NoteEvidence(Optional.empty(), review(facts), past.of(facts), around.of(facts)),
                wanted.noteBackground() ? refusedSigners(consents) : Set.of(),
                own.about(facts));
    }

    /** Of all that tells of itself what its decision turns on, and is about the same patients, one and the same. */
    private Background ordinary(Subjects subjects, ConsentTeams.Teams teams) {
        if (!teams.equals(ordinaryTeams)) ordinary.clear();
        ordinaryTeams = teams;
        return ordinary.computeIfAbsent(subjects, of -> known(of, teams));
    }

    private static Background known(Subjects subjects, ConsentTeams.Teams teams) {
        return Background.of(
                subjects,
                Background.Authorship.UNKNOWN,
                new Background.Membership(teams.memberOf(), teams.unresolved()));
    }

    private Set<Reference> notOwn(Set<Reference> authors) {
        return authors.stream()
                .filter(author -> !author.type().equals("PractitionerRole") || !own.wrote(author))
                .collect(Collectors.toSet());
    }

    /** Signers whose own record says that they are no representative of this patient, or no longer. 45 CFR 164.502(g). */
    private Set<Reference> refusedSigners(Collection<Consents> consents) {
        Set<Reference> refused = new HashSet<>();
        consents.forEach(of -> of.match(d -> d, d -> d).forEach(directive -> directive.form().signers().stream()
                .filter(signer -> signer.type().equals("RelatedPerson"))
                .filter(signer -> own.wrote(signer)
                        || reads.of(signer)
                                .filter(person -> !person.object("patient")
                                                .flatMap(patient -> patient.text("reference"))
                                                .flatMap(site::reference)
                                                .equals(Optional.of(directive.patient()))
                                        || !periods.inForce(person))
                                .isPresent())
                .forEach(refused::add)));
        return refused;
    }

    private Optional<Background.Review> review(Facts facts) {
        learn(List.of(facts));
        return facts.self().flatMap(self -> reviews.getOrDefault(self, Optional.empty()));
    }

    /** Reads what the worklist answers about those that may turn on it, and what of their past protects them. */
    void learn(Collection<Facts> all) {
        past.learn(all);
        around.learn(all);
        Set<Reference> unknown = new HashSet<>();
        for (Facts facts : all)
            if (!isTold(facts))
                facts.self().filter(self -> !reviews.containsKey(self)).ifPresent(unknown::add);
        if (unknown.isEmpty()) return;
        Map<Reference, Background.Review> answers = site.reviews().of(caller, unknown);
        unknown.forEach(self -> reviews.put(self, Optional.ofNullable(answers.get(self))));
    }

    private Map<Reference, Background.Life> lives(Subjects subjects) {
        Map<Reference, Background.Life> lives = new HashMap<>();
        reads.of(subjects.match(patients -> patients, () -> Set.<Reference>of()))
                .forEach((patient, resource) -> lives.put(
                        patient, new Background.Life(resource.text("birthDate"), resource.text("deceasedDateTime"))));
        return lives;
    }

    private boolean deceased(Subjects subjects) {
        return subjects.match(
                patients -> patients.stream().anyMatch(patient -> reads.of(patient)
                        .filter(known -> known.get("deceasedDateTime").isPresent()
                                || known.get("deceasedBoolean").equals(Optional.of(new Json.Bool(true))))
                        .isPresent()),
                () -> false);
    }

    /** Whether the resource, or an element of it, is or may be a protected note. */
    boolean concernsNotes(Facts facts) {
        return needs.of(facts).noteBackground();
    }

    /** Whether the resource itself tells all that its decision turns on. */
    boolean isTold(Facts facts) {
        return needs.of(facts).equals(RequiredLookups.NOTHING);
    }

    /** Who recorded the first version, as practitioners. */
    Set<Reference> originators(Facts facts) {
        return authors.practitioners(firstAuthors.of(facts, lone)).stream()
                .filter(Background::mayRecord)
                .collect(Collectors.toSet());
    }
}
