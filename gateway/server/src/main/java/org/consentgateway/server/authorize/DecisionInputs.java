package org.consentgateway.server.authorize;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.consent.Provision;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Background;
import org.consentgateway.core.label.Classify;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.Lookout;
import org.consentgateway.core.label.RequiredLookups;
import org.consentgateway.core.label.StickyFacts;
import org.consentgateway.core.label.StrictestSeen;
import org.consentgateway.core.label.Subjects;
import org.consentgateway.core.label.Surroundings;
import org.consentgateway.core.label.Surroundings.Aspect;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.ServerCapabilities;
import org.consentgateway.server.port.ServerCapabilities.Ability;
import org.consentgateway.server.port.FhirServer.Broken;

/**
 * Finds out, for one request, what a decision needs beside the resource: members of groups, who an author is, the first
 * author, whose team the caller is in. What cannot be found out stays unknown, and unknown opens nothing.
 */
final class DecisionInputs {

    private static final int NEEDED = 256; // facts of a window: a long answer stays in no memory

    private static final Set<String> TEAMS = Set.of("Group", "CareTeam", "PractitionerRole");

    private final Site site;
    private final String requestId;
    private final Optional<Caller> caller;
    private final boolean atEhr;
    private final Map<Reference, Optional<Json.Obj>> read = new HashMap<>();
    private final Map<Reference, Optional<Background.Review>> reviews = new HashMap<>();
    private final Map<Reference, StrictestSeen> strictest = new HashMap<>();
    private final Map<Reference, Set<Reference>> firstSeen = new HashMap<>();
    private final Map<Reference, Optional<Facts>> firstVersions = new HashMap<>();
    private final FactsWrittenByCaller own;
    private final Optional<Reference> user;
    private final SurroundingsLookup around;
    private final Set<Reference> unread = new HashSet<>();
    private final Map<Facts, Needed> needed = new HashMap<>();
    private final Map<Facts, RequiredLookups> kinds = new HashMap<>();
    private final Map<Subjects, Background> ordinary = new HashMap<>();
    private Teams ordinaryTeams = new Teams(Set.of(), Set.of(), Set.of());
    private boolean lone; // one note at a time is decided

    /** @param atEhr whether what is decided stands at the EHR: of other servers nobody tells the first version */
    DecisionInputs(Site site, String requestId, Optional<Caller> caller, boolean atEhr) {
        this.site = site;
        this.requestId = requestId;
        this.caller = caller;
        this.atEhr = atEhr;
        this.own = new FactsWrittenByCaller(site.written(), caller);
        this.user = caller.flatMap(Caller::user);
        this.around = new SurroundingsLookup(site, requestId, own);
    }

    /** Where and by whom resources were made. */
    SurroundingsLookup around() {
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
        Map<Reference, Set<Reference>> now = new HashMap<>();
        for (Facts facts : all)
            if (atEhr && isKept(facts) && !own.isWithin(facts))
                facts.self()
                        .filter(self -> !firstSeen.containsKey(self))
                        .ifPresent(self -> now.put(self, facts.authors()));
        if (!now.isEmpty()) firstSeen.putAll(site.written().firstAuthors(now));
    }

    /** Whose authors are kept: those of a note, and before an EHR without history of what may be called one some day. */
    private boolean isKept(Facts facts) {
        if (needs(facts).noteBackground()) return true;
        return !facts.authors().isEmpty()
                && site.pack().noteTypes().contains(facts.type())
                && site.chart().abilities().lacks(Ability.HISTORY, facts.type());
    }

    /** Reads what is not yet known of these, one query per type; a failure leaves them unknown. */
    private void fetch(Set<Reference> references) {
        Set<Reference> missing = references.stream()
                .filter(reference -> !read.containsKey(reference))
                .collect(Collectors.toCollection(TreeSet::new));
        if (missing.isEmpty()) return;
        try {
            Map<Reference, Json.Obj> found = site.chart().read(missing, requestId);
            missing.forEach(reference -> read.put(reference, Optional.ofNullable(found.get(reference))));
        } catch (Broken e) {
            missing.forEach(reference -> read.put(reference, Optional.empty()));
            unread.addAll(missing);
        }
    }

    /** Whether it could not be found out if it is there. */
    boolean unread(Reference reference) {
        return unread.contains(reference);
    }

    /** Lets go of what need not be read again; a long answer points at very much. */
    void forget(Set<Reference> references) {
        references.forEach(read::remove);
    }

    /** The resource as read for this request; empty when it is not there or could not be read. */
    Optional<Json.Obj> of(Reference reference) {
        fetch(Set.of(reference));
        return read.getOrDefault(reference, Optional.empty());
    }

    /** Those of the resources that are there and could be read, one query per type. */
    Map<Reference, Json.Obj> of(Set<Reference> references) {
        fetch(references);
        Map<Reference, Json.Obj> found = new LinkedHashMap<>();
        references.forEach(reference -> of(reference).ifPresent(resource -> found.put(reference, resource)));
        return found;
    }

    /** The patients of each resource; Groups are resolved together. */
    Map<Facts, Subjects> subjects(Collection<Facts> all) {
        Set<Reference> groups = new HashSet<>();
        for (Facts facts : all)
            for (Reference subject : facts.subjects()) if (subject.type().equals("Group")) groups.add(subject);
        fetch(groups);
        Map<Facts, Subjects> subjects = new LinkedHashMap<>();
        Map<Set<Reference>, Subjects> patients = new HashMap<>(); // a chart is about one
        for (Facts facts : all)
            subjects.put(
                    facts,
                    Collections.disjoint(facts.subjects(), groups)
                            ? patients.computeIfAbsent(facts.subjects(), same -> subjectsOf(facts))
                            : subjectsOf(facts));
        return subjects;
    }

    private Subjects subjectsOf(Facts facts) {
        Set<Reference> patients = new HashSet<>();
        for (Reference subject : facts.subjects()) {
            if (subject.type().equals("Patient")) {
                patients.add(subject);
            } else if (subject.type().equals("Group")) {
                // whose note it is is not for the caller to say
                if (concernsNotes(facts) && own.wrote(subject)) return new Subjects.Unresolved();
                Optional<Set<Reference>> members = of(subject).map(this::members);
                if (members.isEmpty() || members.get().isEmpty()) return new Subjects.Unresolved();
                patients.addAll(members.get());
            }
        }
        return new Subjects.Known(patients);
    }

    /** Patients among the members of a Group; empty when one cannot be told. */
    private Set<Reference> members(Json.Obj group) {
        Set<Reference> patients = new HashSet<>();
        for (Json.Obj member : group.objects("member")) {
            Optional<Reference> entity = member.object("entity").flatMap(this::reference);
            if (entity.isEmpty()) return Set.of();
            if (entity.get().type().equals("Patient")) patients.add(entity.get());
        }
        return patients;
    }

    /** The background of one resource, with look-ups only for what it needs. */
    Background background(Facts facts, Subjects subjects, Teams teams, Collection<Consents> consents) {
        RequiredLookups needs = needs(facts);
        if (needs.equals(RequiredLookups.NOTHING)) {
            Map<Aspect, Surroundings> surroundings = around.of(facts);
            Background ordinary = ordinary(subjects, teams);
            return surroundings.isEmpty() ? ordinary : ordinary.within(surroundings);
        }
        // in the order of a Bill: what every note needs comes first
        Map<Reference, Background.Life> lives = needs.noteBackground() ? lives(subjects) : Map.of();
        Set<Reference> authors = needs.noteBackground() ? firstAuthors(facts) : Set.of();
        return new Background(
                subjects,
                practitioners(notOwn(authors)),
                needs.qualifications() ? qualifications(facts.authors()) : Set.of(),
                teams.memberOfForNotes(),
                teams.unresolvedForNotes(),
                deceased(subjects),
                Optional.empty(),
                review(facts),
                lives,
                needs.noteBackground() ? refusedSigners(consents) : Set.of(),
                own.about(facts),
                strictest(facts),
                around.of(facts));
    }

    private Set<Reference> notOwn(Set<Reference> authors) {
        return authors.stream()
                .filter(author -> !author.type().equals("PractitionerRole") || !own.wrote(author))
                .collect(Collectors.toSet());
    }

    /** Of all that tells of itself what its decision turns on, and is about the same patients, one and the same. */
    private Background ordinary(Subjects subjects, Teams teams) {
        if (!teams.equals(ordinaryTeams)) ordinary.clear();
        ordinaryTeams = teams;
        return ordinary.computeIfAbsent(subjects, of -> known(of, teams));
    }

    private static Background known(Subjects subjects, Teams teams) {
        return new Background(
                subjects,
                Set.of(),
                Set.of(),
                teams.memberOf(),
                teams.unresolved(),
                false,
                Optional.empty(),
                Optional.empty());
    }

    /** Signers whose own record says that they are no representative of this patient, or no longer. 45 CFR 164.502(g). */
    private Set<Reference> refusedSigners(Collection<Consents> consents) {
        Set<Reference> refused = new HashSet<>();
        consents.forEach(of -> of.match(d -> d, d -> d).forEach(directive -> directive.form().signers().stream()
                .filter(signer -> signer.type().equals("RelatedPerson"))
                .filter(signer -> own.wrote(signer)
                        || of(signer)
                                .filter(person -> !person.object("patient")
                                                .flatMap(this::reference)
                                                .equals(Optional.of(directive.patient()))
                                        || !inForce(person))
                                .isPresent())
                .forEach(refused::add)));
        return refused;
    }

    private Optional<Background.Review> review(Facts facts) {
        review(List.of(facts));
        return facts.self().flatMap(self -> reviews.getOrDefault(self, Optional.empty()));
    }

    /** Reads what the worklist answers about those that may turn on it, and what of their past protects them. */
    void review(Collection<Facts> all) {
        past(all);
        around.learn(all);
        Set<Reference> unknown = new HashSet<>();
        for (Facts facts : all)
            if (!isTold(facts))
                facts.self().filter(self -> !reviews.containsKey(self)).ifPresent(unknown::add);
        if (unknown.isEmpty()) return;
        Map<Reference, Background.Review> answers = site.reviews().of(caller, unknown);
        unknown.forEach(self -> reviews.put(self, Optional.ofNullable(answers.get(self))));
    }

    private void past(Collection<Facts> all) {
        if (!atEhr) return;
        Set<Reference> unknown = new HashSet<>();
        for (Facts facts : all)
            if (facts.self().isPresent() && !strictest.containsKey(facts.self().get()))
                unknown.add(facts.self().get());
        if (unknown.isEmpty()) return;
        Map<Reference, StrictestSeen> found = site.written().strictest(caller, unknown);
        for (Reference self : unknown) strictest.put(self, found.getOrDefault(self, StrictestSeen.NOTHING));
    }

    private StrictestSeen strictest(Facts facts) {
        Optional<Reference> self = facts.self();
        // what is within another resource has an id of its own there
        if (self.isEmpty() || !atEhr || own.isWithin(facts)) return StrictestSeen.NOTHING;
        StrictestSeen seen = strictest.get(self.get());
        if (seen != null) return seen;
        past(List.of(facts));
        return strictest.getOrDefault(self.get(), StrictestSeen.NOTHING);
    }

    /** What makes these notes by what they say of themselves is kept: it does so for good. */
    void keepKinds(Collection<DecidedResource> matters) {
        Map<Reference, StickyFacts> fresh = new HashMap<>();
        for (DecidedResource matter : matters) {
            Facts facts = matter.facts();
            boolean byKind = atEhr
                    && matter.decision().classification().isProtected()
                    && !own.isWithin(facts)
                    && Classify.isByKind(facts, matter.background(), site.pack().notes());
            if (!byKind) continue;
            StickyFacts kind =
                    StickyFacts.of(facts, matter.background(), site.pack().notes());
            facts.self()
                    .filter(self -> !strictest(facts).earlier().contains(kind))
                    .ifPresent(self -> fresh.put(self, kind));
        }
        if (fresh.isEmpty()) return;
        site.written().keep(fresh);
        fresh.keySet().forEach(strictest::remove);
    }

    /** The caller has just taken labels off: what is decided from now on knows it. */
    void takenOff(Reference resource) {
        strictest.remove(resource);
    }

    private RequiredLookups needs(Facts facts) {
        StrictestSeen seen = strictest(facts);
        Needed before = needed.get(facts);
        if (before != null && before.seen().equals(seen)) return before.needs();
        RequiredLookups needs = ofItsKind(seen)
                ? kinds.computeIfAbsent(facts.alike(), kind -> lookups(kind, seen))
                : lookups(facts, seen);
        if (needed.size() >= NEEDED) needed.clear();
        if (kinds.size() >= NEEDED) kinds.clear();
        needed.put(facts, new Needed(seen, needs));
        return needs;
    }

    private RequiredLookups lookups(Facts facts, StrictestSeen seen) {
        return RequiredLookups.of(facts, seen, around.of(facts), site.pack().notes());
    }

    /** Whether nothing but its kind tells what must be looked up: neither its past nor its id, nor what is around it. */
    private boolean ofItsKind(StrictestSeen seen) {
        Lookout lookout = site.pack().notes().lookout();
        return seen.equals(StrictestSeen.NOTHING) && lookout.aspects().isEmpty() && !lookout.byId();
    }

    /** What a resource needs, by what is known of its past. */
    private record Needed(StrictestSeen seen, RequiredLookups needs) {}

    private Map<Reference, Background.Life> lives(Subjects subjects) {
        Map<Reference, Background.Life> lives = new HashMap<>();
        of(subjects.match(patients -> patients, () -> Set.<Reference>of()))
                .forEach((patient, resource) -> lives.put(
                        patient, new Background.Life(resource.text("birthDate"), resource.text("deceasedDateTime"))));
        return lives;
    }

    /** Whether the resource, or an element of it, is or may be a protected note. */
    boolean concernsNotes(Facts facts) {
        return needs(facts).noteBackground();
    }

    /** Whether the resource itself tells all that its decision turns on. */
    boolean isTold(Facts facts) {
        return needs(facts).equals(RequiredLookups.NOTHING);
    }

    /** Authors as first recorded: later changes are security events, not authorship. */
    private Set<Reference> firstAuthors(Facts facts) {
        // of one note that is not the caller's the first version is read always: that is what a Bill counts on
        boolean counted =
                lone && user.filter(known -> !facts.authors().contains(known)).isPresent();
        boolean first = facts.versionId().equals(Optional.of("1")) && !counted;
        Optional<Set<Reference>> seen = facts.self().map(firstSeen::get);
        if (facts.self().isEmpty()
                || (first
                        && seen.filter(known -> !known.equals(facts.authors())).isEmpty())) return facts.authors();
        // the EHR may hold another resource under the same id, with another author
        if (!atEhr) return Set.of();
        try {
            return firstVersion(facts.self().get()).map(Facts::authors).orElseGet(() -> seen.orElse(facts.authors()));
        } catch (Broken e) {
            // an EHR without history can only tell who the author is now: the first is who stood there when it was
            // first seen
            return seen.orElse(facts.authors());
        }
    }

    /** The first version; empty where the EHR has none, or answers with another. */
    private Optional<Facts> firstVersion(Reference self) throws Broken {
        Optional<Facts> before = firstVersions.get(self);
        if (before != null) return before;
        Optional<Facts> version = site.chart()
                .get(self + "/_history/1", requestId)
                .map(site::facts)
                .filter(found -> found.self().equals(Optional.of(self))
                        && found.versionId().equals(Optional.of("1")));
        ServerCapabilities abilities = site.chart().abilities();
        if (version.isPresent() || !abilities.lacks(Ability.HISTORY, self.type()))
            abilities.show(Ability.HISTORY, self.type(), version.isPresent());
        firstVersions.put(self, version);
        return version;
    }

    /** Who recorded the first version, as practitioners. */
    Set<Reference> originators(Facts facts) {
        return practitioners(firstAuthors(facts)).stream()
                .filter(Background::mayRecord)
                .collect(Collectors.toSet());
    }

    private Set<Reference> practitioners(Set<Reference> authors) {
        fetch(authors.stream()
                .filter(author -> author.type().equals("PractitionerRole"))
                .collect(Collectors.toSet()));
        return authors.stream()
                .flatMap(author -> author.type().equals("PractitionerRole")
                        ? of(author).flatMap(role -> role.object("practitioner")).flatMap(this::reference).stream()
                        : Stream.of(author))
                .collect(Collectors.toSet());
    }

    private Set<Coding> qualifications(Set<Reference> authors) {
        fetch(authors);
        Set<Reference> practitioners = practitioners(authors);
        fetch(practitioners);
        Set<Coding> codes = new HashSet<>();
        // a mental health professional is none by the caller's own word, nor where it cannot be found out
        if (Stream.concat(authors.stream(), practitioners.stream()).anyMatch(one -> own.wrote(one) || unread(one)))
            codes.addAll(site.pack().notes().professionals());
        Stream.concat(authors.stream(), practitioners.stream())
                .distinct()
                .flatMap(author -> of(author).stream())
                .forEach(author -> {
                    author.objects("qualification").forEach(q -> codes.addAll(codings(q.object("code"))));
                    author.objects("specialty").forEach(specialty -> codes.addAll(codings(Optional.of(specialty))));
                    author.objects("code").forEach(code -> codes.addAll(codings(Optional.of(code))));
                });
        return codes;
    }

    private static Set<Coding> codings(Optional<Json.Obj> concept) {
        return concept.stream()
                .flatMap(known -> known.objects("coding").stream())
                .flatMap(coding ->
                        coding
                                .text("code")
                                .map(code -> new Coding(coding.text("system").orElse(""), code))
                                .stream())
                .collect(Collectors.toSet());
    }

    private boolean deceased(Subjects subjects) {
        return subjects.match(
                patients -> patients.stream().anyMatch(patient -> of(patient)
                        .filter(known -> known.get("deceasedDateTime").isPresent()
                                || known.get("deceasedBoolean").equals(Optional.of(new Json.Bool(true))))
                        .isPresent()),
                () -> false);
    }

    /** Which of the teams that consents name the caller belongs to, and which of them could not be read. */
    Teams teams(Caller caller, Collection<Consents> consents) {
        Set<Reference> named = new TreeSet<>();
        consents.forEach(of -> of.match(d -> d, d -> d).forEach(directive -> actors(directive.root(), named)));
        fetch(named);
        Set<Reference> in = new HashSet<>();
        Set<Reference> unresolved = new HashSet<>();
        for (Reference team : named) {
            Optional<Json.Obj> known = of(team);
            if (known.isEmpty()) unresolved.add(team);
            else if (belongs(caller, known.get())) in.add(team);
        }
        return new Teams(in, unresolved, named.stream().filter(this::isOwnTeam).collect(Collectors.toSet()));
    }

    /** Whether who is in the team is the caller's word, of itself or of a role in it. */
    private boolean isOwnTeam(Reference team) {
        return own.learned()
                && (own.wrote(team)
                        || of(team).map(site::facts)
                                .filter(facts -> facts.references().stream()
                                        .anyMatch(role -> role.type().equals("PractitionerRole") && own.wrote(role)))
                                .isPresent());
    }

    /**
     * Teams that consents name.
     *
     * @param memberOf   those of the caller
     * @param unresolved those that could not be read
     * @param own        those of which the caller wrote who is in them: for notes that cannot be told
     */
    record Teams(Set<Reference> memberOf, Set<Reference> unresolved, Set<Reference> own) {
        Set<Reference> memberOfForNotes() {
            Set<Reference> left = new HashSet<>(memberOf);
            left.removeAll(own);
            return left;
        }

        Set<Reference> unresolvedForNotes() {
            Set<Reference> all = new HashSet<>(unresolved);
            all.addAll(own);
            return all;
        }
    }

    private static void actors(Provision provision, Set<Reference> named) {
        provision.actors().forEach(actor -> actor.reference()
                .filter(reference -> TEAMS.contains(reference.type()))
                .ifPresent(named::add));
        provision.children().forEach(child -> actors(child, named));
    }

    private boolean belongs(Caller caller, Json.Obj team) {
        Set<Reference> self = Stream.concat(caller.user().stream(), caller.organization().stream())
                .collect(Collectors.toSet());
        if (!inForce(team)) return false;
        if (team.text("resourceType").equals(Optional.of("PractitionerRole")))
            return caller.user().isPresent()
                    && team.object("practitioner").flatMap(this::reference).equals(caller.user());
        Stream<Json.Obj> members = Stream.concat(
                team.objects("member").stream()
                        .filter(member -> !member.get("inactive").equals(Optional.of(new Json.Bool(true))))
                        .filter(this::current)
                        .flatMap(member -> member.object("entity").stream()),
                team.objects("participant").stream()
                        .filter(this::current)
                        .flatMap(participant -> participant.object("member").stream()));
        return members.flatMap(member -> reference(member).stream())
                .anyMatch(member -> self.contains(member)
                        || (member.type().equals("PractitionerRole")
                                && of(member)
                                        .filter(role -> belongs(caller, role))
                                        .isPresent()));
    }

    /** Whether the Group, team or role itself is in use: nobody is of one that was closed. */
    private boolean inForce(Json.Obj team) {
        boolean active = team.get("active").filter(new Json.Bool(false)::equals).isEmpty();
        boolean careTeam = team.text("resourceType").equals(Optional.of("CareTeam"));
        boolean serving = !careTeam || team.text("status").map("active"::equals).orElse(true);
        return active && serving && current(team);
    }

    /** Whether the membership's period, if it has one, has not ended. */
    private boolean current(Json.Obj membership) {
        Optional<Json.Obj> period = membership.object("period");
        if (period.isEmpty()) return true;
        String today =
                site.clock().instant().atZone(site.pack().zone()).toLocalDate().toString();
        boolean begun = period.get()
                .text("start")
                .map(start -> start.compareTo(today + "T99") <= 0)
                .orElse(true);
        boolean ended = period.get()
                .text("end")
                .map(end -> end.substring(0, Math.min(10, end.length()))
                                .compareTo(today.substring(0, Math.min(10, end.length())))
                        < 0)
                .orElse(false);
        return begun && !ended;
    }

    private Optional<Reference> reference(Json.Obj element) {
        return element.text("reference").flatMap(site::reference);
    }
}
