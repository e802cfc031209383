package org.consentgateway.server.authorize;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.Subjects;
import org.consentgateway.core.law.Grant;
import org.consentgateway.core.law.LegalBasis;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.FhirServer.Broken;

/** What-if: the same decision as for a request, about a caller who is only named. Nothing is released or used up. */
public final class HypotheticalAccess {

    private final Site site;

    public HypotheticalAccess(Site site) {
        this.site = site;
    }

    /**
     * The decision about a resource of the patient, as it is today, under the consents and grants that are known today, were
     * it taken at that instant; empty when the patient has no such resource. Blocks.
     */
    public Optional<Decision> decide(
            String requestId, Caller caller, Reference patient, Reference resource, Instant at) {
        Optional<Json.Obj> found = read(resource, requestId);
        if (found.isEmpty()) return Optional.empty();
        DecisionInputs inputs = new DecisionInputs(site, requestId, Optional.of(caller), true);
        Facts facts = site.facts(found.get());
        Subjects subjects = inputs.subjects(List.of(facts)).getOrDefault(facts, new Subjects.Unresolved());
        boolean theirs = subjects.match(patients -> patients.contains(patient), () -> false);
        if (!theirs) return Optional.empty();
        try {
            return Optional.of(new ResponseAuthorizer(
                            site,
                            requestId,
                            caller,
                            new Records.Asked("explain-access", resource.toString(), java.util.Map.of()),
                            any -> true,
                            Optional.empty(),
                            true)
                    .asOf(at)
                    .decideAlone(found.get()));
        } catch (NoVerdict e) {
            return Optional.empty();
        }
    }

    /** The same questions under another pack. */
    public HypotheticalAccess under(PolicyPack draft) {
        return new HypotheticalAccess(site.with(draft));
    }

    /**
     * The decision about a note for the recipient of a grant, were that filed by its maker and in force at that instant;
     * empty when its patient has no such note. Blocks.
     */
    public Optional<Decision> decide(String requestId, Grant grant, Caller maker, Reference note, Instant at) {
        return new HypotheticalAccess(site.with(new SupposedGrant(site.grants(), grant, maker)))
                .decide(requestId, recipient(grant), grant.patient(), note, at);
    }

    /** Whoever it is for, with its purpose, or one that its basis admits; who trains does so in the entity itself. */
    private Caller recipient(Grant grant) {
        Reference who = grant.recipient();
        Optional<Reference> organization = who.type().equals("Organization")
                ? Optional.of(who)
                : Optional.of(site.pack().organization()).filter(own -> grant.basis() == LegalBasis.OWN_TRAINING);
        Optional<Coding> purpose = grant.purpose()
                .or(() -> site.pack().basis(grant.basis()).purposes().stream().min(Comparator.comparing(Coding::code)));
        return Caller.named(who, organization, purpose.map(Set::of).orElse(Set.of()));
    }

    /** Whether somebody recorded the first version of every one of these notes. */
    public boolean recorded(Reference user, List<Reference> notes) {
        DecisionInputs inputs = new DecisionInputs(site, "authorship", Optional.empty(), true);
        Set<Reference> unproven = new HashSet<>(notes);
        for (Reference note : notes) {
            read(note, "authorship")
                    .map(site::facts)
                    .filter(facts -> {
                        inputs.learn(List.of(facts), List.of());
                        return inputs.originators(facts).contains(user);
                    })
                    .ifPresent(facts -> unproven.remove(note));
        }
        return !notes.isEmpty() && unproven.isEmpty();
    }

    /** What a resource says of itself now; empty where it cannot be read. Blocks. */
    public Optional<Facts> today(Reference resource) {
        return read(resource, "today").map(site::facts);
    }

    private Optional<Json.Obj> read(Reference resource, String requestId) {
        try {
            return site.chart().get(resource.toString(), requestId);
        } catch (Broken e) {
            return Optional.empty();
        }
    }
}
