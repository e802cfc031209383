package org.consentgateway.server.authorize;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.FhirServer.Broken;
import org.consentgateway.server.port.ServerCapabilities;
import org.consentgateway.server.port.ServerCapabilities.Ability;

/** Who recorded resources first, as the EHR's history tells it, or as it was seen first. */
final class FirstAuthors {

    private final Site site;
    private final String requestId;
    private final Optional<Reference> user;
    private final boolean atEhr;
    private final FactsWrittenByCaller own;
    private final Map<Reference, Set<Reference>> firstSeen = new HashMap<>();
    private final Map<Reference, Optional<Facts>> firstVersions = new HashMap<>();

    FirstAuthors(Site site, String requestId, Optional<Reference> user, boolean atEhr, FactsWrittenByCaller own) {
        this.site = site;
        this.requestId = requestId;
        this.user = user;
        this.atEhr = atEhr;
        this.own = own;
    }

    /**
     * Learns in one query who stood as author at first.
     *
     * @param notes whether it is or may be a note
     */
    void learn(Collection<Facts> all, Predicate<Facts> notes) {
        Map<Reference, Set<Reference>> now = new HashMap<>();
        for (Facts facts : all)
            if (atEhr && isKept(facts, notes) && !own.isWithin(facts))
                facts.self()
                        .filter(self -> !firstSeen.containsKey(self))
                        .ifPresent(self -> now.put(self, facts.authors()));
        if (!now.isEmpty()) firstSeen.putAll(site.written().firstAuthors(now));
    }

    /** Whose authors are kept: those of a note, and before an EHR without history of what may be called one some day. */
    private boolean isKept(Facts facts, Predicate<Facts> notes) {
        if (notes.test(facts)) return true;
        return !facts.authors().isEmpty()
                && site.pack().noteTypes().contains(facts.type())
                && site.chart().abilities().lacks(Ability.HISTORY, facts.type());
    }

    /**
     * Authors as first recorded: later changes are security events, not authorship.
     *
     * @param lone whether one note alone is decided
     */
    Set<Reference> of(Facts facts, boolean lone) {
        // of one note that is not the caller's the first version is read always: NotFoundCalls reckons with it
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
}
