package org.consentgateway.server.authorize;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.Subjects;
import org.consentgateway.core.request.Reference;

/** The patients that resources are about, members of Groups among them. */
final class SubjectPatients {

    private final Site site;
    private final RequestReads reads;
    private final FactsWrittenByCaller own;
    private final Predicate<Facts> notes;

    /** @param notes whether it is or may be a note */
    SubjectPatients(Site site, RequestReads reads, FactsWrittenByCaller own, Predicate<Facts> notes) {
        this.site = site;
        this.reads = reads;
        this.own = own;
        this.notes = notes;
    }

    /** The patients of each resource; Groups are resolved together. */
    Map<Facts, Subjects> of(Collection<Facts> all) {
        Set<Reference> groups = new HashSet<>();
        for (Facts facts : all)
            for (Reference subject : facts.subjects()) if (subject.type().equals("Group")) groups.add(subject);
        reads.fetch(groups);
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
                if (notes.test(facts) && own.wrote(subject)) return new Subjects.Unresolved();
                Optional<Set<Reference>> members = reads.of(subject).map(this::members);
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
            Optional<Reference> entity = member.object("entity")
                    .flatMap(known -> known.text("reference"))
                    .flatMap(site::reference);
            if (entity.isEmpty()) return Set.of();
            if (entity.get().type().equals("Patient")) patients.add(entity.get());
        }
        return patients;
    }
}
