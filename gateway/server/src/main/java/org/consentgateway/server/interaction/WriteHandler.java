package org.consentgateway.server.interaction;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.decision.WriteLaw;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.label.Classify;
import org.consentgateway.core.label.GatewayEvents;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.request.BodyFormat;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.FhirRequest;
import org.consentgateway.core.request.Interaction;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;
import org.consentgateway.server.authorize.ResponseAuthorizer;
import org.consentgateway.server.authorize.ScopeRule;
import org.consentgateway.server.authorize.Site;
import org.consentgateway.server.port.Deletions.Deletion;
import org.consentgateway.server.port.Fault;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.HttpAnswer;
import org.consentgateway.server.port.HttpCall;
import org.consentgateway.server.port.Worklist;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.RequestContext;
import org.consentgateway.server.stage.Stage;

/**
 * Writes act on the caller's view: what is hidden from the caller is as if it were not there, and is kept. A write is
 * recorded before the EHR sees it, and is never retried.
 */
final class WriteHandler {

    /** A write that was overtaken by a change is decided anew, so many times. */
    private static final int ATTEMPTS = 3;

    private final Site site;
    private final ResponseReleaser releaser;
    private final SubmittedResource submissions;
    private final WriteAnswer written;
    private final WriteLaw law;
    private final DeleteHandler deleting;
    private final DanglingReference dangling;
    private final HiddenPartMerge merging;

    WriteHandler(Site site) {
        this.site = site;
        this.releaser = new ResponseReleaser(site);
        this.submissions = new SubmittedResource(site);
        this.written = new WriteAnswer(site, releaser);
        this.law = new WriteLaw(site.pack(), site.own());
        this.deleting = new DeleteHandler(site);
        this.dangling = new DanglingReference(site);
        this.merging = new HiddenPartMerge(site);
    }

    Stage answer(Answered answered) {
        ResponseAuthorizer authorizer = releaser.authorizer(answered);
        return ResponseReleaser.closed(write(answered, authorizer), answered, authorizer);
    }

    private Stage write(Answered answered, ResponseAuthorizer authorizer) {
        try {
            for (int attempt = 1; ; attempt++) {
                Intent intent = intent(answered, authorizer);
                if (intent.refused().isPresent()) return intent.refused().get();
                if (intent.kept().isPresent()) {
                    Deletion kept = intent.kept().get();
                    return deleting.conflicts(answered.ask(), kept.resource(), Set.of(), authorizer)
                            ? Outcomes.upstream(answered.ask(), 409, Optional.empty())
                            : keep(answered, authorizer, kept);
                }
                Upstream write = intent.write().orElseThrow();
                HttpAnswer upstream = stored(answered, write);
                if (write.method().equals("DELETE") && DeleteHandler.refuses(upstream.status())) {
                    Optional<Deletion> kept = deleting.refused(
                            answered.ask(),
                            Reference.parse(write.relative()).orElseThrow(),
                            write.ifMatch(),
                            Set.of(),
                            authorizer);
                    if (kept.isPresent()) {
                        upstream.close();
                        return keep(answered, authorizer, kept.get());
                    }
                }
                if (attempt == ATTEMPTS || !overtaken(answered, write, upstream.status()))
                    return told(answered, authorizer, upstream, write);
                upstream.close();
            }
        } catch (FhirServer.Broken e) {
            return Outcomes.fault(answered.ask(), e.fault());
        } catch (NoVerdict e) {
            return Outcomes.fault(answered.ask(), ResponseReleaser.fault(e));
        }
    }

    /**
     * What is to be written, or why not, or what is told to be deleted and is kept; exactly one of the three. The decision
     * is on disk when this returns.
     *
     * @param write what the EHR is asked to do
     */
    record Intent(Optional<Upstream> write, Optional<Refused> refused, Optional<Deletion> kept) {
        static Intent to(Upstream write) {
            return new Intent(Optional.of(write), Optional.empty(), Optional.empty());
        }

        static Intent not(Refused why) {
            return new Intent(Optional.empty(), Optional.of(why), Optional.empty());
        }

        static Intent keeping(Deletion kept) {
            return new Intent(Optional.empty(), Optional.empty(), Optional.of(kept));
        }
    }

    private Stage told(Answered answered, ResponseAuthorizer authorizer, HttpAnswer upstream, Upstream write) {
        if (upstream.isSuccess()) done(answered, authorizer, write, upstream.location());
        return written.answer(answered, authorizer, upstream, write);
    }

    private Stage keep(Answered answered, ResponseAuthorizer authorizer, Deletion kept) throws FhirServer.Broken {
        deleting.keep(answered, kept);
        return written.deleted(answered, authorizer);
    }

    /** Whether the EHR refused our own condition, which the caller did not set: what they could not see was changed. */
    private boolean overtaken(Answered answered, Upstream write, int status) throws FhirServer.Broken {
        if (write.ifMatch().isEmpty() || (status != 409 && status != 412)) return false;
        Optional<String> now = site.chart().get(write.relative(), answered.ask().id()).stream()
                .flatMap(stored -> stored.object("meta").flatMap(meta -> meta.text("versionId")).stream())
                .findFirst();
        return !now.equals(write.ifMatch());
    }

    /**
     * One write as the EHR is asked for it.
     *
     * @param relative    target relative to the base
     * @param ifMatch     version that the caller's view is of
     * @param ifNoneExist canonical criteria
     * @param creates     whether it brings something into being as far as the caller can tell
     * @param ways        of a resource that holds something hidden: how it may be stored, instead of the body
     */
    record Upstream(
            String method,
            String relative,
            Optional<String> ifMatch,
            Optional<String> ifNoneExist,
            Optional<Json.Obj> body,
            boolean creates,
            List<HiddenPartMerge.Way> ways) {
        Upstream {
            ways = List.copyOf(ways);
        }

        Upstream(
                String method,
                String relative,
                Optional<String> ifMatch,
                Optional<String> ifNoneExist,
                Optional<Json.Obj> body) {
            this(method, relative, ifMatch, ifNoneExist, body, false, List.of());
        }

        /** In the best way that there is. */
        Upstream best() {
            return ways.isEmpty() ? this : in(ways.get(0));
        }

        Upstream in(HiddenPartMerge.Way way) {
            return new Upstream(method, relative, ifMatch, ifNoneExist, Optional.of(way.resource()), creates, ways);
        }

        /** What the caller sent of it; empty where that is not stored as such. */
        Optional<Json.Obj> submitted() {
            if (ways.isEmpty()) return body;
            HiddenPartMerge.Way last = ways.get(ways.size() - 1);
            return last.beside().map(kept -> last.resource());
        }

        /** What has to be stored beside it. */
        Optional<Json.Obj> beside() {
            return ways.isEmpty() ? Optional.empty() : ways.get(0).beside();
        }
    }

    /**
     * The EHR has it. What was made has its id now: whoever made it wrote what it says of others; and what it names by an
     * identifier stays as they wrote it.
     */
    void done(Answered answered, ResponseAuthorizer authorizer, Upstream write, Optional<String> location) {
        boolean made = write.method().equals("POST");
        Optional<Reference> self = made
                ? location.flatMap(link -> site.ehr().own(link))
                        .map(uri -> uri.toString()
                                .substring(site.ehr().base().toString().length() + 1))
                        .flatMap(Reference::parse)
                : Reference.parse(write.relative());
        if (self.isEmpty() || write.method().equals("DELETE")) return;
        if (made) wrote(answered, authorizer, self.get(), Optional.empty(), write.body());
        if (authorizer.copies().found())
            site.worklist().tell(Worklist.Kind.LABELLED_COPY, self.get(), "same-attachment");
        write.submitted().ifPresent(resource -> authorizer.named(self.get(), resource, made));
    }

    /** Remembers whose word it is, before the EHR has it. */
    private void wrote(
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

    /** Decides a write against the caller's view of what is stored. */
    Intent intent(Answered answered, ResponseAuthorizer authorizer) throws FhirServer.Broken, NoVerdict {
        Intent intent = decided(answered, authorizer);
        if (intent.kept().isPresent()) authorizer.ledger().because(Reason.HIDDEN_MERGED);
        if (intent.refused().isEmpty()) authorizer.ledger().because(Reason.WRITE_PERMIT);
        else intent.refused().flatMap(Refused::why).ifPresent(authorizer.ledger()::because);
        // a refusal before which nothing was withheld is recorded where it is answered
        if (intent.refused().isEmpty() || authorizer.ledger().withheldCount() > 0)
            authorizer.ledger().recordWithheld();
        return intent;
    }

    private Intent decided(Answered answered, ResponseAuthorizer authorizer) throws FhirServer.Broken, NoVerdict {
        return switch (answered.ask().request().interaction()) {
            case CREATE -> create(answered, authorizer, Optional.empty());
            case CONDITIONAL_CREATE -> conditionalCreate(answered, authorizer);
            case UPDATE -> update(answered, authorizer);
            case PATCH -> patch(answered, authorizer);
            case DELETE -> delete(answered, authorizer);
            case CONDITIONAL_UPDATE, CONDITIONAL_PATCH, CONDITIONAL_DELETE -> conditional(answered, authorizer);
            default -> Intent.not(Outcomes.refused(answered.ask(), 412));
        };
    }

    /**
     * A conditional write is the plain one on the only match that the caller may see: hidden matches count for nothing.
     *
     * @see <a href="http://hl7.org/fhir/R4/http.html#cond-update">FHIR R4 conditional update</a>
     */
    private Intent conditional(Answered answered, ResponseAuthorizer authorizer) throws FhirServer.Broken, NoVerdict {
        RequestContext ask = answered.ask();
        Optional<ConditionalMatches> found = ConditionalMatches.of(site, answered, authorizer);
        if (found.isEmpty()) return Intent.not(Outcomes.refused(ask, 400));
        ConditionalMatches matches = found.get();
        if (matches.visible().size() > 1) return Intent.not(Outcomes.refused(ask, 412));
        Optional<String> id = matches.visible().stream().map(Reference::id).findFirst();
        return switch (ask.request().interaction()) {
            case CONDITIONAL_PATCH ->
                id.isPresent()
                        ? patch(resolved(answered, Interaction.PATCH, id), authorizer)
                        : Intent.not(Outcomes.refused(ask, 404));
            case CONDITIONAL_DELETE ->
                id.isPresent()
                        ? delete(resolved(answered, Interaction.DELETE, id), authorizer)
                        : Intent.not(Outcomes.refused(ask, 404));
            default -> conditionalUpdate(answered, authorizer, matches, id);
        };
    }

    private Intent conditionalUpdate(
            Answered answered, ResponseAuthorizer authorizer, ConditionalMatches matches, Optional<String> id)
            throws FhirServer.Broken, NoVerdict {
        RequestContext ask = answered.ask();
        Optional<Json.Obj> submitted = submissions.of(ask);
        if (submitted.isEmpty() || !isOf(submitted.get(), ask.request())) return Intent.not(Outcomes.refused(ask, 400));
        Optional<String> given = submitted.get().text("id");
        if (given.isPresent() && id.isPresent() && !given.equals(id)) return Intent.not(Outcomes.refused(ask, 400));
        Optional<String> target = id.or(() -> given);
        if (target.isPresent())
            return update(
                    resolved(answered, Interaction.UPDATE, target),
                    authorizer,
                    identified(submitted.get(), target.get()));
        Answered creates = resolved(answered, Interaction.CREATE, Optional.empty());
        if (!ScopeRule.permits(creates.caller().orElseThrow(), creates.ask().request()))
            return Intent.not(Outcomes.refused(ask, 403));
        return create(creates, authorizer, matches.ifNoneExist());
    }

    private static Json.Obj identified(Json.Obj resource, String id) {
        Map<String, Json> members = new LinkedHashMap<>(resource.members());
        members.put("id", new Json.Text(id));
        return new Json.Obj(members);
    }

    private static Answered resolved(Answered conditional, Interaction plain, Optional<String> id) {
        return new Answered(
                conditional.ask().about(conditional.ask().request().resolved(plain, id)),
                conditional.caller(),
                conditional.bearer(),
                conditional.plan(),
                conditional.upstream(),
                conditional.origin());
    }

    private Intent conditionalCreate(Answered answered, ResponseAuthorizer authorizer)
            throws FhirServer.Broken, NoVerdict {
        Optional<ConditionalMatches> matches = ConditionalMatches.of(site, answered, authorizer);
        if (matches.isEmpty()) return Intent.not(Outcomes.refused(answered.ask(), 400));
        if (matches.get().visible().size() > 1) return Intent.not(Outcomes.refused(answered.ask(), 412));
        return create(answered, authorizer, matches.get().ifNoneExist());
    }

    private Intent create(Answered answered, ResponseAuthorizer authorizer, Optional<String> ifNoneExist)
            throws FhirServer.Broken, NoVerdict {
        RequestContext ask = answered.ask();
        Optional<Json.Obj> submitted = submissions.of(ask);
        if (submitted.isEmpty()) return Intent.not(Outcomes.refused(ask, 400));
        if (!isOf(submitted.get(), ask.request())) return Intent.not(Outcomes.refused(ask, 422));
        if (!inScope(answered, submitted.get())) return Intent.not(Outcomes.refused(ask, 403));
        Optional<Refused> unentitled = unentitled(
                ask,
                law.lackingToCreate(submitted.get(), false, answered.caller().orElseThrow()));
        if (unentitled.isPresent()) return Intent.not(unentitled.get());
        Optional<Refused> pointless = pointsNowhere(answered, submitted.get(), authorizer);
        if (pointless.isPresent()) return Intent.not(pointless.get());
        Json.Obj copy = submissions.labelCopy(Optional.empty(), submitted.get(), authorizer);
        Json.Obj labelled = submissions.labelOnIngest(copy, authorizer);
        return Intent.to(new Upstream(
                "POST", ask.request().type().orElseThrow(), Optional.empty(), ifNoneExist, Optional.of(labelled)));
    }

    private Intent update(Answered answered, ResponseAuthorizer authorizer) throws FhirServer.Broken, NoVerdict {
        RequestContext ask = answered.ask();
        Reference target = ask.request().target().orElseThrow();
        Optional<Json.Obj> submitted = submissions.of(ask);
        if (submitted.isEmpty()) return Intent.not(Outcomes.refused(ask, 400));
        if (!isOf(submitted.get(), ask.request()) || !submitted.get().text("id").equals(Optional.of(target.id())))
            return Intent.not(Outcomes.refused(ask, 400));
        return update(answered, authorizer, submitted.get());
    }

    private Intent update(Answered answered, ResponseAuthorizer authorizer, Json.Obj submitted)
            throws FhirServer.Broken, NoVerdict {
        RequestContext ask = answered.ask();
        Optional<Json.Obj> stored =
                site.chart().get(ask.request().target().orElseThrow().toString(), ask.id());
        if (stored.isEmpty()) return updateAsCreate(answered, authorizer, submitted, Optional.empty());
        Optional<CallerView> view = CallerView.of(site, stored.get(), authorizer);
        if (view.isEmpty() && authorizer.deleted(stored.get()))
            return updateAsCreate(answered, authorizer, submitted, stored);
        if (view.isEmpty()) return Intent.not(hidden(ask, authorizer, 405));
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
    private Intent updateAsCreate(
            Answered answered, ResponseAuthorizer authorizer, Json.Obj submitted, Optional<Json.Obj> kept)
            throws FhirServer.Broken, NoVerdict {
        RequestContext ask = answered.ask();
        Reference target = ask.request().target().orElseThrow();
        if (authorizer.mayHide(target.type())) return Intent.not(Outcomes.refused(ask, 405));
        if (ask.request().preconditions().ifMatch().isPresent()) return Intent.not(Outcomes.refused(ask, 412));
        if (!inScope(answered, submitted)) return Intent.not(Outcomes.refused(ask, 403));
        Optional<Refused> unentitled = unentitled(
                ask, law.lackingToCreate(submitted, true, answered.caller().orElseThrow()));
        if (unentitled.isPresent()) return Intent.not(unentitled.get());
        Optional<Refused> pointless = pointsNowhere(answered, submitted, authorizer);
        if (pointless.isPresent()) return Intent.not(pointless.get());
        wrote(answered, authorizer, target, Optional.empty(), Optional.of(submitted));
        if (kept.isEmpty())
            return Intent.to(
                    new Upstream("PUT", target.toString(), Optional.empty(), Optional.empty(), Optional.of(submitted)));
        Optional<String> version = kept.get().object("meta").flatMap(meta -> meta.text("versionId"));
        Json.Obj shown = authorizer.seen(kept.get()).orElse(new Json.Obj(Map.of()));
        return merged(ask, version, kept.get(), shown, submitted, true, authorizer);
    }

    private Intent replace(Answered answered, ResponseAuthorizer authorizer, CallerView view, Json.Obj sent)
            throws FhirServer.Broken, NoVerdict {
        RequestContext ask = answered.ask();
        Caller caller = answered.caller().orElseThrow();
        boolean holds = ask.request().preconditions().admits(view.shownVersion())
                && !ask.request().preconditions().ifNoneMatch();
        if (!holds) return Intent.not(Outcomes.refused(ask, 412));
        Optional<Refused> unentitled = unentitled(ask, law.lackingToReplace(view.shown(), sent, caller));
        if (unentitled.isPresent()) return Intent.not(unentitled.get());
        if (!inScope(answered, sent)) return Intent.not(Outcomes.refused(ask, 403));
        Optional<Refused> pointless = pointsNowhere(answered, sent, authorizer);
        if (pointless.isPresent()) return Intent.not(pointless.get());
        Json.Obj submitted = submissions.labelCopy(Optional.of(view.shown()), sent, authorizer);
        Reference target = ask.request().target().orElseThrow();
        keepFirstAuthors(target, view.stored(), submitted);
        holdLabels(answered, authorizer, target, view.shown(), submitted);
        wrote(answered, authorizer, target, Optional.of(view.shown()), Optional.of(submitted));
        if (view.whole())
            return Intent.to(
                    new Upstream("PUT", target.toString(), view.version(), Optional.empty(), Optional.of(submitted)));
        return merged(ask, view.version(), view.stored(), view.shown(), submitted, false, authorizer);
    }

    /** Who stood there before the authors change: what becomes a note later is theirs. */
    private void keepFirstAuthors(Reference target, Json.Obj stored, Json.Obj submitted) {
        Set<Reference> before = site.facts(stored).authors();
        boolean same = before.equals(site.facts(submitted).authors());
        if (!same) site.written().firstAuthors(Map.of(target, before));
    }

    /** A label taken off counts after a second person confirmed it: until then its note stays protected. */
    private void holdLabels(
            Answered answered, ResponseAuthorizer authorizer, Reference target, Json.Obj shown, Json.Obj submitted) {
        Set<String> taken = law.labelsTaken(shown, submitted);
        if (taken.isEmpty()) return;
        site.written().takesOff(answered.caller().orElseThrow(), target, taken);
        site.worklist().tell(Worklist.Kind.CHANGE_TO_CONFIRM, target, Classify.TAKEN_OFF);
        authorizer.takenOff(target);
    }

    private Intent merged(
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
        if (ways.isEmpty()) return Intent.not(Outcomes.refused(ask, 409).because(Reason.WRITE_WOULD_DESTROY));
        authorizer.ledger().because(Reason.HIDDEN_MERGED);
        return Intent.to(
                new Upstream("PUT", target.toString(), version, Optional.empty(), Optional.empty(), creates, ways));
    }

    private Intent patch(Answered answered, ResponseAuthorizer authorizer) throws FhirServer.Broken, NoVerdict {
        RequestContext ask = answered.ask();
        if (ask.request().body() != BodyFormat.JSON_PATCH) return Intent.not(Outcomes.refused(ask, 415));
        Optional<CallerView> view = current(answered, authorizer);
        if (view.isEmpty()) return Intent.not(hidden(ask, authorizer, 404));
        // a client that was told of hidden parts cannot know which place an index means
        if (site.marked() && !view.get().whole() && JsonPatch.countsPlaces(ask.body()))
            return Intent.not(Outcomes.refused(ask, 409).because(Reason.WRITE_WOULD_DESTROY));
        Optional<Json.Obj> patched =
                JsonPatch.apply(view.get().shown(), ask.body()).map(DeletionMark::without);
        if (patched.isEmpty() || !isOf(patched.get(), ask.request())) return Intent.not(Outcomes.refused(ask, 422));
        return replace(answered, authorizer, view.get(), patched.get());
    }

    private Intent delete(Answered answered, ResponseAuthorizer authorizer) throws FhirServer.Broken, NoVerdict {
        RequestContext ask = answered.ask();
        Optional<CallerView> view = current(answered, authorizer);
        if (view.isEmpty()) return Intent.not(hidden(ask, authorizer, 404));
        if (!ask.request().preconditions().admits(view.get().shownVersion()))
            return Intent.not(Outcomes.refused(ask, 412));
        Optional<Refused> unentitled = unentitled(
                ask, law.lackingToDelete(view.get().shown(), answered.caller().orElseThrow()));
        if (unentitled.isPresent()) return Intent.not(unentitled.get());
        Reference target = ask.request().target().orElseThrow();
        wrote(answered, authorizer, target, Optional.of(view.get().shown()), Optional.empty());
        Optional<Deletion> kept = deleting.kept(target, view.get());
        if (kept.isPresent()) return Intent.keeping(kept.get());
        return Intent.to(
                new Upstream("DELETE", target.toString(), view.get().version(), Optional.empty(), Optional.empty()));
    }

    /** Decisions rest on what was to be written, and the caller has not the role for it. */
    private static Optional<Refused> unentitled(RequestContext ask, Set<Role> lacking) {
        if (lacking.isEmpty()) return Optional.empty();
        Reason why = lacking.equals(Set.of(Role.LABELLER)) ? Reason.LABEL_TAMPER : Reason.WRITE_ROLE_MISSING;
        return Optional.of(Outcomes.refused(ask, 403).because(why));
    }

    /** The caller's view of the target as it is stored now; the decision about it is recorded. */
    private Optional<CallerView> current(Answered answered, ResponseAuthorizer authorizer)
            throws FhirServer.Broken, NoVerdict {
        RequestContext ask = answered.ask();
        Reference target = ask.request().target().orElseThrow();
        Optional<Json.Obj> stored = site.chart().get(target.toString(), ask.id());
        return stored.isPresent() ? CallerView.of(site, stored.get(), authorizer) : Optional.empty();
    }

    /** What was hidden has its reasons with its decision; what is not there has its own. */
    private static Refused hidden(RequestContext ask, ResponseAuthorizer authorizer, int status) {
        if (authorizer.authorRefused()) return Refused.of(ask, 403, Outcomes.of(403));
        boolean nothing = authorizer.ledger().withheldCount() == 0;
        return nothing ? Outcomes.refused(ask, status) : Refused.of(ask, status, Outcomes.of(status));
    }

    /**
     * A reference by criteria is a search in disguise; a reference to what the caller may not have is answered as one to
     * what is not there.
     */
    private Optional<Refused> pointsNowhere(Answered answered, Json.Obj submitted, ResponseAuthorizer authorizer)
            throws FhirServer.Broken, NoVerdict {
        RequestContext ask = answered.ask();
        if (SubmittedResource.hasCriteria(submitted)) return Optional.of(Outcomes.refused(ask, 400));
        if (GatewayEvents.within(submitted))
            return Optional.of(Outcomes.refused(ask, 403).because(Reason.AUDIT_RESERVED));
        Set<Reference> pointed = site.facts(submitted).references().stream()
                .filter(reference -> authorizer.mayHide(reference.type()))
                .collect(Collectors.toSet());
        if (!authorizer.allVisible(pointed))
            return Optional.of(Outcomes.refused(ask, 422).because(Reason.NOTHING_THERE));
        Set<Reference> deleted =
                authorizer.deleted(Set.copyOf(site.facts(submitted).references()));
        return deleted.isEmpty()
                ? Optional.empty()
                : dangling.refusal(answered, deleted.iterator().next())
                        .map(status ->
                                Outcomes.upstream(ask, status, Optional.empty()).because(Reason.NOTHING_THERE));
    }

    /** A way that the EHR does not take is no reason to refuse what was submitted: the next is tried. */
    private HttpAnswer stored(Answered answered, Upstream write) throws FhirServer.Broken {
        if (write.ways().isEmpty()) return call(answered, write);
        for (HiddenPartMerge.Way way : write.ways()) {
            if (way.beside().isPresent())
                return beside(answered, write.in(way), way.beside().get());
            HttpAnswer answer = call(answered, write.in(way));
            if (answer.status() != 400 && answer.status() != 422) return answer;
            answer.close();
        }
        throw new IllegalStateException("no way is the last");
    }

    /** What is kept comes first: nothing is lost where the second write fails. */
    private HttpAnswer beside(Answered answered, Upstream write, Json.Obj kept) throws FhirServer.Broken {
        Optional<String> made;
        try (HttpAnswer first =
                call(answered, new Upstream("POST", "Basic", Optional.empty(), Optional.empty(), Optional.of(kept)))) {
            if (!first.isSuccess()) throw new FhirServer.Broken(Fault.UPSTREAM_UNUSABLE, null);
            made = written.place(first, "Basic");
        }
        HttpAnswer answer = call(answered, write);
        if (!answer.isSuccess() && made.isPresent())
            call(answered, new Upstream("DELETE", made.get(), Optional.empty(), Optional.empty(), Optional.empty()))
                    .close();
        return answer;
    }

    private HttpAnswer call(Answered answered, Upstream write) throws FhirServer.Broken {
        Map<String, String> headers = new HashMap<>(Map.of("Prefer", "return=representation"));
        write.ifMatch().ifPresent(version -> headers.put("If-Match", "W/\"" + version + "\""));
        write.ifNoneExist().ifPresent(criteria -> headers.put("If-None-Exist", criteria));
        if (write.body().isPresent()) headers.put("Content-Type", "application/fhir+json;charset=utf-8");
        HttpAnswer answer = site.ehr()
                .call(new HttpCall(
                        write.method(),
                        site.ehr().resolve(write.relative()),
                        headers,
                        write.body().map(JsonWriter::bytes),
                        answered.ask().id(),
                        answered.bearer()));
        write.body().ifPresent(body -> site.holders().forget(site.facts(body).subjects()));
        return answer;
    }

    private static boolean isOf(Json.Obj resource, FhirRequest request) {
        return resource.text("resourceType").equals(request.type());
    }

    private boolean inScope(Answered answered, Json.Obj resource) {
        return ScopeRule.inScope(answered.caller().orElseThrow(), answered.ask().request())
                .test(site.facts(resource));
    }
}
