package org.consentgateway.server.interaction;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.decision.WriteLaw;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.request.BodyFormat;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.authorize.ResponseAuthorizer;
import org.consentgateway.server.authorize.Site;
import org.consentgateway.server.port.Deletions.Deletion;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.RequestContext;

/** Decides a create, an update, a patch or a delete against the caller's view of what is stored. */
final class PlainWrite {

    private final Site site;
    private final WriteLaw law;
    private final SubmittedResource submissions;
    private final DeleteHandler deleting;
    private final HiddenPartMerge merging;
    private final WriteMemory memory;
    private final WriteRefusals refusals;

    PlainWrite(Site site, WriteMemory memory) {
        this.site = site;
        this.law = new WriteLaw(site.pack(), site.own());
        this.submissions = new SubmittedResource(site);
        this.deleting = new DeleteHandler(site);
        this.merging = new HiddenPartMerge(site);
        this.memory = memory;
        this.refusals = new WriteRefusals(site);
    }

    WriteIntent create(Answered answered, ResponseAuthorizer authorizer, Optional<String> ifNoneExist)
            throws FhirServer.Broken, NoVerdict {
        RequestContext ask = answered.ask();
        Optional<Json.Obj> submitted = submissions.of(ask);
        if (submitted.isEmpty()) return WriteIntent.not(Outcomes.refused(ask, 400));
        if (!WriteRefusals.isOf(submitted.get(), ask.request())) return WriteIntent.not(Outcomes.refused(ask, 422));
        if (!refusals.inScope(answered, submitted.get())) return WriteIntent.not(Outcomes.refused(ask, 403));
        Optional<Refused> unentitled = WriteRefusals.unentitled(
                ask,
                law.lackingToCreate(submitted.get(), false, answered.caller().orElseThrow()));
        if (unentitled.isPresent()) return WriteIntent.not(unentitled.get());
        Optional<Refused> pointless = refusals.pointsNowhere(answered, submitted.get(), authorizer);
        if (pointless.isPresent()) return WriteIntent.not(pointless.get());
        Json.Obj copy = submissions.labelCopy(Optional.empty(), submitted.get(), authorizer);
        Json.Obj labelled = submissions.labelOnIngest(copy, authorizer);
        return WriteIntent.to(new UpstreamWrite(
                "POST", ask.request().type().orElseThrow(), Optional.empty(), ifNoneExist, Optional.of(labelled)));
    }

    WriteIntent update(Answered answered, ResponseAuthorizer authorizer) throws FhirServer.Broken, NoVerdict {
        RequestContext ask = answered.ask();
        Reference target = ask.request().target().orElseThrow();
        Optional<Json.Obj> submitted = submissions.of(ask);
        if (submitted.isEmpty()) return WriteIntent.not(Outcomes.refused(ask, 400));
        if (!WriteRefusals.isOf(submitted.get(), ask.request())
                || !submitted.get().text("id").equals(Optional.of(target.id())))
            return WriteIntent.not(Outcomes.refused(ask, 400));
        return update(answered, authorizer, submitted.get());
    }

    WriteIntent update(Answered answered, ResponseAuthorizer authorizer, Json.Obj submitted)
            throws FhirServer.Broken, NoVerdict {
        RequestContext ask = answered.ask();
        Optional<Json.Obj> stored =
                site.chart().get(ask.request().target().orElseThrow().toString(), ask.id());
        if (stored.isEmpty()) return updateAsCreate(answered, authorizer, submitted, Optional.empty());
        Optional<CallerView> view = CallerView.of(site, stored.get(), authorizer);
        if (view.isEmpty() && authorizer.deleted(stored.get()))
            return updateAsCreate(answered, authorizer, submitted, stored);
        if (view.isEmpty()) return WriteIntent.not(WriteRefusals.hidden(ask, authorizer, 405));
        return replace(
                answered,
                authorizer,
                view.get(),
                submissions.keepingLabels(view.get().shown(), submitted));
    }

    /**
     * Where hiding is possible, creating by PUT is not: a hidden id and a free one are one answer.
     *
     * @param kept what the EHR still holds of a resource that was deleted as far as the caller can tell
     */
    private WriteIntent updateAsCreate(
            Answered answered, ResponseAuthorizer authorizer, Json.Obj submitted, Optional<Json.Obj> kept)
            throws FhirServer.Broken, NoVerdict {
        RequestContext ask = answered.ask();
        Reference target = ask.request().target().orElseThrow();
        if (authorizer.mayHide(target.type())) return WriteIntent.not(Outcomes.refused(ask, 405));
        if (ask.request().preconditions().ifMatch().isPresent()) return WriteIntent.not(Outcomes.refused(ask, 412));
        if (!refusals.inScope(answered, submitted)) return WriteIntent.not(Outcomes.refused(ask, 403));
        Optional<Refused> unentitled = WriteRefusals.unentitled(
                ask, law.lackingToCreate(submitted, true, answered.caller().orElseThrow()));
        if (unentitled.isPresent()) return WriteIntent.not(unentitled.get());
        Optional<Refused> pointless = refusals.pointsNowhere(answered, submitted, authorizer);
        if (pointless.isPresent()) return WriteIntent.not(pointless.get());
        memory.wrote(answered, authorizer, target, Optional.empty(), Optional.of(submitted));
        if (kept.isEmpty())
            return WriteIntent.to(new UpstreamWrite(
                    "PUT", target.toString(), Optional.empty(), Optional.empty(), Optional.of(submitted)));
        Optional<String> version = kept.get().object("meta").flatMap(meta -> meta.text("versionId"));
        Json.Obj shown = authorizer.seen(kept.get()).orElse(new Json.Obj(Map.of()));
        return merged(ask, version, kept.get(), shown, submitted, true, authorizer);
    }

    private WriteIntent replace(Answered answered, ResponseAuthorizer authorizer, CallerView view, Json.Obj sent)
            throws FhirServer.Broken, NoVerdict {
        RequestContext ask = answered.ask();
        Caller caller = answered.caller().orElseThrow();
        boolean holds = ask.request().preconditions().admits(view.shownVersion())
                && !ask.request().preconditions().ifNoneMatch();
        if (!holds) return WriteIntent.not(Outcomes.refused(ask, 412));
        Optional<Refused> unentitled = WriteRefusals.unentitled(ask, law.lackingToReplace(view.shown(), sent, caller));
        if (unentitled.isPresent()) return WriteIntent.not(unentitled.get());
        if (!refusals.inScope(answered, sent)) return WriteIntent.not(Outcomes.refused(ask, 403));
        Optional<Refused> pointless = refusals.pointsNowhere(answered, sent, authorizer);
        if (pointless.isPresent()) return WriteIntent.not(pointless.get());
        Json.Obj submitted = submissions.labelCopy(Optional.of(view.shown()), sent, authorizer);
        Reference target = ask.request().target().orElseThrow();
        memory.keepFirstAuthors(target, view.stored(), submitted);
        memory.holdLabels(answered, authorizer, target, view.shown(), submitted);
        memory.wrote(answered, authorizer, target, Optional.of(view.shown()), Optional.of(submitted));
        if (view.whole())
            return WriteIntent.to(new UpstreamWrite(
                    "PUT", target.toString(), view.version(), Optional.empty(), Optional.of(submitted)));
        return merged(ask, view.version(), view.stored(), view.shown(), submitted, false, authorizer);
    }

    private WriteIntent merged(
            RequestContext ask,
            Optional<String> version,
            Json.Obj stored,
            Json.Obj shown,
            Json.Obj submitted,
            boolean creates,
            ResponseAuthorizer authorizer)
            throws NoVerdict {
        Reference target = ask.request().target().orElseThrow();
        List<HiddenPartMerge.Way> ways = merging.ways(target, stored, shown, submitted, authorizer);
        if (ways.isEmpty()) return WriteIntent.not(Outcomes.refused(ask, 409).because(Reason.WRITE_WOULD_DESTROY));
        authorizer.audit().because(Reason.HIDDEN_MERGED);
        return WriteIntent.to(new UpstreamWrite(
                "PUT", target.toString(), version, Optional.empty(), Optional.empty(), creates, ways));
    }

    WriteIntent patch(Answered answered, ResponseAuthorizer authorizer) throws FhirServer.Broken, NoVerdict {
        RequestContext ask = answered.ask();
        if (ask.request().body() != BodyFormat.JSON_PATCH) return WriteIntent.not(Outcomes.refused(ask, 415));
        Optional<CallerView> view = current(answered, authorizer);
        if (view.isEmpty()) return WriteIntent.not(WriteRefusals.hidden(ask, authorizer, 404));
        // a client that was told of hidden parts cannot know which place an index means
        if (site.marked() && !view.get().whole() && JsonPatch.countsPlaces(ask.body()))
            return WriteIntent.not(Outcomes.refused(ask, 409).because(Reason.WRITE_WOULD_DESTROY));
        Optional<Json.Obj> patched =
                JsonPatch.apply(view.get().shown(), ask.body()).map(DeletionMark::without);
        if (patched.isEmpty() || !WriteRefusals.isOf(patched.get(), ask.request()))
            return WriteIntent.not(Outcomes.refused(ask, 422));
        return replace(answered, authorizer, view.get(), patched.get());
    }

    WriteIntent delete(Answered answered, ResponseAuthorizer authorizer) throws FhirServer.Broken, NoVerdict {
        RequestContext ask = answered.ask();
        Optional<CallerView> view = current(answered, authorizer);
        if (view.isEmpty()) return WriteIntent.not(WriteRefusals.hidden(ask, authorizer, 404));
        if (!ask.request().preconditions().admits(view.get().shownVersion()))
            return WriteIntent.not(Outcomes.refused(ask, 412));
        Optional<Refused> unentitled = WriteRefusals.unentitled(
                ask, law.lackingToDelete(view.get().shown(), answered.caller().orElseThrow()));
        if (unentitled.isPresent()) return WriteIntent.not(unentitled.get());
        Reference target = ask.request().target().orElseThrow();
        memory.wrote(answered, authorizer, target, Optional.of(view.get().shown()), Optional.empty());
        Optional<Deletion> kept = deleting.kept(target, view.get());
        if (kept.isPresent()) return WriteIntent.keeping(kept.get());
        return WriteIntent.to(new UpstreamWrite(
                "DELETE", target.toString(), view.get().version(), Optional.empty(), Optional.empty()));
    }

    /** The caller's view of the target as it is stored now; the decision about it is recorded. */
    private Optional<CallerView> current(Answered answered, ResponseAuthorizer authorizer)
            throws FhirServer.Broken, NoVerdict {
        RequestContext ask = answered.ask();
        Reference target = ask.request().target().orElseThrow();
        Optional<Json.Obj> stored = site.chart().get(target.toString(), ask.id());
        return stored.isPresent() ? CallerView.of(site, stored.get(), authorizer) : Optional.empty();
    }
}
