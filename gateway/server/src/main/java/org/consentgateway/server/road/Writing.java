package org.consentgateway.server.road;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.decision.WriteLaw;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.redact.Merge;
import org.consentgateway.core.request.BodyFormat;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.FhirRequest;
import org.consentgateway.core.request.Interaction;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;
import org.consentgateway.server.upstream.FhirServer;
import org.consentgateway.server.upstream.HttpAnswer;
import org.consentgateway.server.upstream.HttpCall;

/**
 * Writes act on the caller's view: what is hidden from the caller is as if it were not there, and is kept. A write is
 * recorded before the EHR sees it, and is never retried.
 */
final class Writing {

    private final Site site;
    private final Telling telling;
    private final Submitted submissions;
    private final Written written;
    private final WriteLaw law;

    Writing(Site site) {
        this.site = site;
        this.telling = new Telling(site);
        this.submissions = new Submitted(site);
        this.written = new Written(site, telling);
        this.law = new WriteLaw(site.pack(), site.own());
    }

    Stage answer(Answered answered) {
        Judgement judgement = telling.judgement(answered);
        return Telling.closed(write(answered, judgement), answered, judgement);
    }

    private Stage write(Answered answered, Judgement judgement) {
        try {
            Intent intent = intent(answered, judgement);
            if (intent.refused().isPresent()) return intent.refused().get();
            Upstream write = intent.write().orElseThrow();
            HttpAnswer upstream = call(answered, write);
            if (upstream.status() == 201) created(answered, judgement, write, upstream.location());
            return written.answer(answered, judgement, upstream);
        } catch (FhirServer.Broken e) {
            return Outcomes.fault(answered.ask(), e.fault());
        } catch (NoVerdict e) {
            return Outcomes.fault(
                    answered.ask(),
                    e.getCause() instanceof Trail.Unavailable ? Fault.AUDIT_UNAVAILABLE : Fault.INTERNAL);
        }
    }

    /**
     * What is to be written, or why not; exactly one of the two. The decision is on disk when this returns.
     *
     * @param write what the EHR is asked to do
     */
    record Intent(Optional<Upstream> write, Optional<Refused> refused) {
        static Intent to(Upstream write) {
            return new Intent(Optional.of(write), Optional.empty());
        }

        static Intent not(Refused why) {
            return new Intent(Optional.empty(), Optional.of(why));
        }
    }

    /**
     * One write as the EHR is asked for it.
     *
     * @param relative    target relative to the base
     * @param ifMatch     version that the caller's view is of
     * @param ifNoneExist canonical criteria
     */
    record Upstream(
            String method,
            String relative,
            Optional<String> ifMatch,
            Optional<String> ifNoneExist,
            Optional<Json.Obj> body) {}

    /** What was made has its id now: whoever made it wrote what it says of others. */
    void created(Answered answered, Judgement judgement, Upstream write, Optional<String> location) {
        if (!write.method().equals("POST")) return;
        Optional<Reference> made = location.flatMap(link -> site.ehr().own(link))
                .map(uri ->
                        uri.toString().substring(site.ehr().base().toString().length() + 1))
                .flatMap(Reference::parse);
        made.ifPresent(self -> wrote(answered, judgement, self, Optional.empty(), write.body()));
    }

    /** Remembers whose word it is, before the EHR has it. */
    private void wrote(
            Answered answered,
            Judgement judgement,
            Reference self,
            Optional<Json.Obj> before,
            Optional<Json.Obj> after) {
        Map<Reference, Set<String>> facts = law.written(self, before, after);
        if (facts.isEmpty()) return;
        site.written().wrote(answered.ask().id(), answered.caller().orElseThrow(), facts);
        judgement.ownWord().wrote(facts);
    }

    /** Decides a write against the caller's view of what is stored. */
    Intent intent(Answered answered, Judgement judgement) throws FhirServer.Broken, NoVerdict {
        Intent intent = decided(answered, judgement);
        if (intent.write().isPresent()) judgement.ledger().because(Reason.WRITE_PERMIT);
        else intent.refused().flatMap(Refused::why).ifPresent(judgement.ledger()::because);
        // a refusal before which nothing was withheld is recorded where it is answered
        if (intent.write().isPresent() || judgement.ledger().withheldCount() > 0)
            judgement.ledger().recordWithheld();
        return intent;
    }

    private Intent decided(Answered answered, Judgement judgement) throws FhirServer.Broken, NoVerdict {
        return switch (answered.ask().request().interaction()) {
            case CREATE -> create(answered, judgement, Optional.empty());
            case CONDITIONAL_CREATE -> conditionalCreate(answered, judgement);
            case UPDATE -> update(answered, judgement);
            case PATCH -> patch(answered, judgement);
            case DELETE -> delete(answered, judgement);
            case CONDITIONAL_UPDATE, CONDITIONAL_PATCH, CONDITIONAL_DELETE -> conditional(answered, judgement);
            default -> Intent.not(Outcomes.refused(answered.ask(), 412));
        };
    }

    /**
     * A conditional write is the plain one on the only match that the caller may see: hidden matches count for nothing.
     *
     * @see <a href="http://hl7.org/fhir/R4/http.html#cond-update">FHIR R4 conditional update</a>
     */
    private Intent conditional(Answered answered, Judgement judgement) throws FhirServer.Broken, NoVerdict {
        Ask ask = answered.ask();
        Optional<Matches> found = Matches.of(site, answered, judgement);
        if (found.isEmpty()) return Intent.not(Outcomes.refused(ask, 400));
        Matches matches = found.get();
        if (matches.visible().size() > 1) return Intent.not(Outcomes.refused(ask, 412));
        Optional<String> id = matches.visible().stream().map(Reference::id).findFirst();
        return switch (ask.request().interaction()) {
            case CONDITIONAL_PATCH ->
                id.isPresent()
                        ? patch(resolved(answered, Interaction.PATCH, id), judgement)
                        : Intent.not(Outcomes.refused(ask, 404));
            case CONDITIONAL_DELETE ->
                id.isPresent()
                        ? delete(resolved(answered, Interaction.DELETE, id), judgement)
                        : Intent.not(Outcomes.refused(ask, 404));
            default -> conditionalUpdate(answered, judgement, matches, id);
        };
    }

    private Intent conditionalUpdate(Answered answered, Judgement judgement, Matches matches, Optional<String> id)
            throws FhirServer.Broken, NoVerdict {
        Ask ask = answered.ask();
        Optional<Json.Obj> submitted = submissions.of(ask);
        if (submitted.isEmpty() || !isOf(submitted.get(), ask.request())) return Intent.not(Outcomes.refused(ask, 400));
        Optional<String> given = submitted.get().text("id");
        if (given.isPresent() && id.isPresent() && !given.equals(id)) return Intent.not(Outcomes.refused(ask, 400));
        Optional<String> target = id.or(() -> given);
        if (target.isPresent())
            return update(
                    resolved(answered, Interaction.UPDATE, target),
                    judgement,
                    identified(submitted.get(), target.get()));
        Answered creates = resolved(answered, Interaction.CREATE, Optional.empty());
        if (!ScopeRule.permits(creates.caller().orElseThrow(), creates.ask().request()))
            return Intent.not(Outcomes.refused(ask, 403));
        return create(creates, judgement, matches.ifNoneExist());
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

    private Intent conditionalCreate(Answered answered, Judgement judgement) throws FhirServer.Broken, NoVerdict {
        Optional<Matches> matches = Matches.of(site, answered, judgement);
        if (matches.isEmpty()) return Intent.not(Outcomes.refused(answered.ask(), 400));
        if (matches.get().visible().size() > 1) return Intent.not(Outcomes.refused(answered.ask(), 412));
        return create(answered, judgement, matches.get().ifNoneExist());
    }

    private Intent create(Answered answered, Judgement judgement, Optional<String> ifNoneExist) throws NoVerdict {
        Ask ask = answered.ask();
        Optional<Json.Obj> submitted = submissions.of(ask);
        if (submitted.isEmpty()) return Intent.not(Outcomes.refused(ask, 400));
        if (!isOf(submitted.get(), ask.request())) return Intent.not(Outcomes.refused(ask, 422));
        if (!inScope(answered, submitted.get())) return Intent.not(Outcomes.refused(ask, 403));
        Optional<Refused> unentitled = unentitled(
                ask,
                law.lackingToCreate(submitted.get(), false, answered.caller().orElseThrow()));
        if (unentitled.isPresent()) return Intent.not(unentitled.get());
        Optional<Refused> pointless = pointsNowhere(ask, submitted.get(), judgement);
        if (pointless.isPresent()) return Intent.not(pointless.get());
        Json.Obj labelled = submissions.labelOnIngest(submitted.get(), judgement);
        return Intent.to(new Upstream(
                "POST", ask.request().type().orElseThrow(), Optional.empty(), ifNoneExist, Optional.of(labelled)));
    }

    private Intent update(Answered answered, Judgement judgement) throws FhirServer.Broken, NoVerdict {
        Ask ask = answered.ask();
        Reference target = ask.request().target().orElseThrow();
        Optional<Json.Obj> submitted = submissions.of(ask);
        if (submitted.isEmpty()) return Intent.not(Outcomes.refused(ask, 400));
        if (!isOf(submitted.get(), ask.request()) || !submitted.get().text("id").equals(Optional.of(target.id())))
            return Intent.not(Outcomes.refused(ask, 400));
        return update(answered, judgement, submitted.get());
    }

    private Intent update(Answered answered, Judgement judgement, Json.Obj submitted)
            throws FhirServer.Broken, NoVerdict {
        Ask ask = answered.ask();
        Optional<Json.Obj> stored =
                site.chart().get(ask.request().target().orElseThrow().toString(), ask.id());
        if (stored.isEmpty()) return updateAsCreate(answered, judgement, submitted);
        Optional<View> view = View.of(site, stored.get(), judgement);
        if (view.isEmpty()) return Intent.not(hidden(ask, judgement, 405));
        return replace(
                answered,
                judgement,
                view.get(),
                submissions.keepingLabels(view.get().shown(), submitted));
    }

    /** Where hiding is possible, creating by PUT is not: a hidden id and a free one are one answer. */
    private Intent updateAsCreate(Answered answered, Judgement judgement, Json.Obj submitted) throws NoVerdict {
        Ask ask = answered.ask();
        Reference target = ask.request().target().orElseThrow();
        if (judgement.mayHide(target.type())) return Intent.not(Outcomes.refused(ask, 405));
        if (ask.request().preconditions().ifMatch().isPresent()) return Intent.not(Outcomes.refused(ask, 412));
        if (!inScope(answered, submitted)) return Intent.not(Outcomes.refused(ask, 403));
        Optional<Refused> unentitled = unentitled(
                ask, law.lackingToCreate(submitted, true, answered.caller().orElseThrow()));
        if (unentitled.isPresent()) return Intent.not(unentitled.get());
        Optional<Refused> pointless = pointsNowhere(ask, submitted, judgement);
        if (pointless.isPresent()) return Intent.not(pointless.get());
        wrote(answered, judgement, target, Optional.empty(), Optional.of(submitted));
        return Intent.to(
                new Upstream("PUT", target.toString(), Optional.empty(), Optional.empty(), Optional.of(submitted)));
    }

    private Intent replace(Answered answered, Judgement judgement, View view, Json.Obj submitted) throws NoVerdict {
        Ask ask = answered.ask();
        Caller caller = answered.caller().orElseThrow();
        Optional<String> expected = ask.request().preconditions().ifMatch();
        if (expected.isPresent() && !expected.equals(view.version())) return Intent.not(Outcomes.refused(ask, 412));
        Optional<Refused> unentitled = unentitled(ask, law.lackingToReplace(view.shown(), submitted, caller));
        if (unentitled.isPresent()) return Intent.not(unentitled.get());
        if (!inScope(answered, submitted)) return Intent.not(Outcomes.refused(ask, 403));
        Optional<Refused> pointless = pointsNowhere(ask, submitted, judgement);
        if (pointless.isPresent()) return Intent.not(pointless.get());
        Optional<Json.Obj> merged =
                view.whole() ? Optional.of(submitted) : Merge.hiddenBack(view.stored(), view.shown(), submitted);
        if (merged.isEmpty()) return Intent.not(Outcomes.refused(ask, 409).because(Reason.WRITE_WOULD_DESTROY));
        if (!view.whole()) judgement.ledger().because(Reason.HIDDEN_MERGED);
        Reference target = ask.request().target().orElseThrow();
        wrote(answered, judgement, target, Optional.of(view.shown()), Optional.of(submitted));
        return Intent.to(new Upstream("PUT", target.toString(), view.version(), Optional.empty(), merged));
    }

    private Intent patch(Answered answered, Judgement judgement) throws FhirServer.Broken, NoVerdict {
        Ask ask = answered.ask();
        if (ask.request().body() != BodyFormat.JSON_PATCH) return Intent.not(Outcomes.refused(ask, 415));
        Optional<View> view = current(answered, judgement);
        if (view.isEmpty()) return Intent.not(hidden(ask, judgement, 404));
        // a client that was told of hidden parts cannot know which place an index means
        if (site.marked() && !view.get().whole() && JsonPatch.countsPlaces(ask.body()))
            return Intent.not(Outcomes.refused(ask, 409).because(Reason.WRITE_WOULD_DESTROY));
        Optional<Json.Obj> patched = JsonPatch.apply(view.get().shown(), ask.body());
        if (patched.isEmpty() || !isOf(patched.get(), ask.request())) return Intent.not(Outcomes.refused(ask, 422));
        return replace(answered, judgement, view.get(), patched.get());
    }

    private Intent delete(Answered answered, Judgement judgement) throws FhirServer.Broken, NoVerdict {
        Ask ask = answered.ask();
        Optional<View> view = current(answered, judgement);
        if (view.isEmpty()) return Intent.not(hidden(ask, judgement, 404));
        Optional<Refused> unentitled = unentitled(
                ask, law.lackingToDelete(view.get().shown(), answered.caller().orElseThrow()));
        if (unentitled.isPresent()) return Intent.not(unentitled.get());
        Reference target = ask.request().target().orElseThrow();
        wrote(answered, judgement, target, Optional.of(view.get().shown()), Optional.empty());
        return Intent.to(
                new Upstream("DELETE", target.toString(), view.get().version(), Optional.empty(), Optional.empty()));
    }

    /** Decisions rest on what was to be written, and the caller has not the role for it. */
    private static Optional<Refused> unentitled(Ask ask, Set<Role> lacking) {
        if (lacking.isEmpty()) return Optional.empty();
        Reason why = lacking.equals(Set.of(Role.LABELLER)) ? Reason.LABEL_TAMPER : Reason.WRITE_ROLE_MISSING;
        return Optional.of(Outcomes.refused(ask, 403).because(why));
    }

    /** The caller's view of the target as it is stored now; the decision about it is recorded. */
    private Optional<View> current(Answered answered, Judgement judgement) throws FhirServer.Broken, NoVerdict {
        Ask ask = answered.ask();
        Reference target = ask.request().target().orElseThrow();
        Optional<Json.Obj> stored = site.chart().get(target.toString(), ask.id());
        return stored.isPresent() ? View.of(site, stored.get(), judgement) : Optional.empty();
    }

    /** What was hidden has its reasons with its decision; what is not there has its own. */
    private static Refused hidden(Ask ask, Judgement judgement, int status) {
        if (judgement.authorRefused()) return Refused.of(ask, 403, Outcomes.of(403));
        boolean nothing = judgement.ledger().withheldCount() == 0;
        return nothing ? Outcomes.refused(ask, status) : Refused.of(ask, status, Outcomes.of(status));
    }

    /**
     * A reference by criteria is a search in disguise; a reference to what the caller may not have is answered as one to
     * what is not there. Standards 4.2 no. 54.
     */
    private Optional<Refused> pointsNowhere(Ask ask, Json.Obj submitted, Judgement judgement) throws NoVerdict {
        if (Submitted.hasCriteria(submitted)) return Optional.of(Outcomes.refused(ask, 400));
        Set<Reference> pointed = site.facts(submitted).references().stream()
                .filter(reference -> judgement.mayHide(reference.type()))
                .collect(Collectors.toSet());
        if (judgement.allVisible(pointed)) return Optional.empty();
        return Optional.of(Outcomes.refused(ask, 422).because(Reason.NOTHING_THERE));
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
