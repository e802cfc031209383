package org.consentgateway.server.authorize;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.redact.Candidate;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.redact.Verdict;
import org.consentgateway.core.redact.VersionStamp;
import org.consentgateway.core.request.Reference;

/** Verdicts under the versions that the caller knows: a change of what is hidden from them is none. */
final class StampedVerdicts {

    private final VisibleVersions versions;
    private final VisibleVersions.Sight sight;

    StampedVerdicts(VisibleVersions versions, VisibleVersions.Sight sight) {
        this.versions = versions;
        this.sight = sight;
    }

    /** A change of what is hidden from the caller is none: it is shown under the version that it looks like. */
    List<Verdict> of(List<Verdict> verdicts) throws NoVerdict {
        Set<Candidate> cut = new HashSet<>();
        Set<Reference> resources = new TreeSet<>();
        for (Verdict verdict : verdicts) {
            Candidate candidate = verdict.candidate();
            boolean changed = verdict.match(dropped -> true, (released, edits) -> !edits.none());
            if (changed) cut.add(WindowFacts.outermost(candidate).orElse(candidate));
            if (WindowFacts.standsAlone(candidate)) candidate.self().ifPresent(resources::add);
        }
        versions.learn(resources);
        List<Verdict> stamped = new ArrayList<>();
        for (Verdict verdict : verdicts) stamped.add(stamped(verdict, cut.contains(verdict.candidate())));
        return stamped;
    }

    private Verdict stamped(Verdict verdict, boolean cut) throws NoVerdict {
        Candidate candidate = verdict.candidate();
        Optional<Reference> self = candidate.self().filter(known -> WindowFacts.standsAlone(candidate));
        if (!(verdict instanceof Verdict.Release release) || self.isEmpty()) return verdict;
        if (!cut && !versions.remembers(self.get())) return verdict;
        Optional<Json.Obj> shown = sight.of(candidate.resource());
        if (shown.isEmpty()) return verdict;
        VersionStamp stamp = versions.stamp(self.get(), candidate.resource(), shown.get(), sight);
        if (stamp.equals(VersionStamp.of(candidate.resource()))) return verdict;
        return new Verdict.Release(candidate, release.edits().under(Optional.of(stamp)));
    }
}
