package org.consentgateway.server.tools;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.Lookout;
import org.consentgateway.core.label.ReferenceResolver;
import org.consentgateway.core.label.Surroundings;
import org.consentgateway.core.label.Surroundings.Aspect;
import org.consentgateway.core.label.SurroundingsReader;
import org.consentgateway.core.label.SurroundingsReader.SurroundingFacts;
import org.consentgateway.core.request.Reference;

/** Where and by whom the resources of a survey were made: read one by one, each once, and no more than so many. */
final class SurveyedSurroundings {

    private static final int MOST = 500; // encounters and authors of one survey

    private final Ehr ehr;
    private final ReferenceResolver bases;
    private final Lookout lookout;
    private final Map<Reference, SurroundingFacts> read = new HashMap<>();

    SurveyedSurroundings(Ehr ehr, ReferenceResolver bases, Lookout lookout) {
        this.ehr = ehr;
        this.bases = bases;
        this.lookout = lookout;
    }

    /** What its encounters and its authors say; nothing of one that the survey has not read. */
    Map<Aspect, SurroundingFacts> of(Facts facts) {
        Map<Aspect, SurroundingFacts> around = new EnumMap<>(Aspect.class);
        around.put(Aspect.ENCOUNTER, all(facts.encounters()));
        around.put(Aspect.AUTHOR, all(facts.authors()));
        return around;
    }

    /** The same as the pack's rules see it. */
    Map<Aspect, Surroundings> kept(Map<Aspect, SurroundingFacts> around) {
        Map<Aspect, Surroundings> kept = new EnumMap<>(Aspect.class);
        around.forEach((aspect, said) ->
                kept.put(aspect, lookout.keep(aspect, said.codings(), said.words(), said.places(), false)));
        return kept;
    }

    private SurroundingFacts all(Set<Reference> sources) {
        SurroundingFacts all = SurroundingFacts.NOTHING;
        for (Reference source : sources) {
            if (read.size() >= MOST && !read.containsKey(source)) continue;
            if (!read.containsKey(source)) read.put(source, withDepartments(source));
            all = all.and(read.getOrDefault(source, SurroundingFacts.NOTHING));
        }
        return all;
    }

    private SurroundingFacts withDepartments(Reference source) {
        SurroundingFacts all = said(source);
        if (source.type().equals("Practitioner"))
            for (var role : ehr.roles(source)) all = all.and(SurroundingsReader.of(role, bases));
        Set<Reference> seen = new HashSet<>();
        for (int step = 0; step < Lookout.DEPTH; step++) {
            for (Reference place : all.places()) if (seen.add(place)) all = all.and(said(place));
        }
        return all;
    }

    private SurroundingFacts said(Reference one) {
        return ehr.find(one)
                .map(resource -> SurroundingsReader.of(resource, bases))
                .orElse(SurroundingFacts.NOTHING);
    }
}
