package org.consentgateway.server.interaction;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.decision.WriteLaw;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Classify;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.authorize.PatientlessResources;
import org.consentgateway.server.authorize.ResponseAuthorizer;
import org.consentgateway.server.authorize.Site;
import org.consentgateway.server.port.Worklist;
import org.consentgateway.server.port.WrittenFacts;
import org.consentgateway.server.stage.Answered;

/**
 * What the gateway remembers of a write, because later decisions rest on it: whose word a fact is, who stood there as
 * author before, which labels were taken off.
 */
final class WriteMemory {

    private final Site site;
    private final WriteLaw law;
    private final PatientlessResources patientless;
    private final UnlocatedResource unlocated;

    WriteMemory(Site site) {
        this.site = site;
        this.law = new WriteLaw(site.pack(), site.own());
        this.patientless = new PatientlessResources(site);
        this.unlocated = new UnlocatedResource(site);
    }

    /**
     * The EHR has it. What was made has its id now: whoever made it wrote what it says of others; and what it names by an
     * identifier stays as they wrote it.
     */
    void done(Answered answered, ResponseAuthorizer authorizer, UpstreamWrite write, Optional<String> location) {
        boolean made = write.method().equals("POST");
        Optional<Reference> self = made
                ? location.flatMap(site.ehr()::ownRelative).flatMap(Reference::parse)
                : Reference.parse(write.relative());
        if (made && self.isEmpty()) somewhere(answered, authorizer, write);
        if (self.isEmpty() || write.method().equals("DELETE")) return;
        if (made) wrote(answered, authorizer, self.get(), Optional.empty(), write.body());
        if (authorizer.copies().found())
            site.worklist().tell(Worklist.Kind.LABELLED_COPY, self.get(), "same-attachment");
        write.submitted().ifPresent(resource -> authorizer.rememberNames(self.get(), resource, made));
        write.submitted().ifPresent(resource -> patientless.known(self.get(), resource));
    }

    /** What a write left beside the resource that it was in. */
    void keptBeside(Reference basic, Json.Obj kept) {
        site.referrers().refers(basic, site.facts(kept).references());
    }

    /**
     * The EHR made it and does not say where. INVARIANT: a writer who is unknown opens nothing: where it is not found, each of
     * its type counts as this caller's word.
     */
    private void somewhere(Answered answered, ResponseAuthorizer authorizer, UpstreamWrite write) {
        Optional<Json.Obj> body = write.body();
        Reference some = WrittenFacts.unlocated(write.relative());
        if (body.isEmpty()) return;
        if (!law.written(some, Optional.empty(), body).isEmpty())
            wrote(
                    answered,
                    authorizer,
                    unlocated.find(body.get(), answered.ask().id()).orElse(some),
                    Optional.empty(),
                    body);
        authorizer.rememberNamesSomewhere(body.get());
    }

    /** Remembers whose word it is, before the EHR has it. */
    void wrote(
            Answered answered,
            ResponseAuthorizer authorizer,
            Reference self,
            Optional<Json.Obj> before,
            Optional<Json.Obj> after) {
        Map<Reference, Set<String>> facts = law.written(self, before, after);
        if (facts.isEmpty()) return;
        Caller writer = answered.caller().orElseThrow();
        site.written().wrote(answered.ask().id(), writer, facts);
        writer.actsThrough()
                .ifPresent(actor -> site.written().wrote(answered.ask().id(), actor, facts));
        authorizer.ownWord().wrote(facts);
    }

    /** Who stood there before the authors change: what becomes a note later is theirs. */
    void keepFirstAuthors(Reference target, Json.Obj stored, Json.Obj submitted) {
        Set<Reference> before = site.facts(stored).authors();
        boolean same = before.equals(site.facts(submitted).authors());
        if (!same) site.written().firstAuthors(Map.of(target, before));
    }

    /** A label taken off counts after a second person confirmed it: until then its note stays protected. */
    void holdLabels(
            Answered answered, ResponseAuthorizer authorizer, Reference target, Json.Obj shown, Json.Obj submitted) {
        Set<String> taken = law.labelsTaken(shown, submitted);
        if (taken.isEmpty()) return;
        site.written().takesOff(answered.caller().orElseThrow(), target, taken);
        site.worklist().tell(Worklist.Kind.CHANGE_TO_CONFIRM, target, Classify.TAKEN_OFF);
        authorizer.takenOff(target);
    }
}
