package org.consentgateway.server.interaction;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.request.Interaction;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.authorize.ResponseAuthorizer;
import org.consentgateway.server.authorize.ScopeRule;
import org.consentgateway.server.authorize.Site;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.RequestContext;

/**
 * A write by criteria, which becomes the plain write on what the caller may see of what they find.
 *
 * @see <a href="http://hl7.org/fhir/R4/http.html#cond-update">FHIR R4 conditional update</a>
 */
final class ConditionalWrite {

    private final Site site;
    private final PlainWrite plain;
    private final SubmittedResource submissions;

    ConditionalWrite(Site site, PlainWrite plain) {
        this.site = site;
        this.plain = plain;
        this.submissions = new SubmittedResource(site);
    }

    /**
     * A conditional write is the plain one on the only match that the caller may see: hidden matches count for nothing.
     *
     * @see <a href="http://hl7.org/fhir/R4/http.html#cond-update">FHIR R4 conditional update</a>
     */
    WriteIntent onTheOnlyMatch(Answered answered, ResponseAuthorizer authorizer) throws FhirServer.Broken, NoVerdict {
        RequestContext ask = answered.ask();
        Optional<ConditionalMatches> found = ConditionalMatches.of(site, answered, authorizer);
        if (found.isEmpty()) return WriteIntent.not(Outcomes.refused(ask, 400));
        ConditionalMatches matches = found.get();
        if (matches.visible().size() > 1) return WriteIntent.not(Outcomes.refused(ask, 412));
        Optional<String> id = matches.visible().stream().map(Reference::id).findFirst();
        return switch (ask.request().interaction()) {
            case CONDITIONAL_PATCH ->
                id.isPresent()
                        ? plain.patch(resolved(answered, Interaction.PATCH, id), authorizer)
                        : WriteIntent.not(Outcomes.refused(ask, 404));
            case CONDITIONAL_DELETE ->
                id.isPresent()
                        ? plain.delete(resolved(answered, Interaction.DELETE, id), authorizer)
                        : WriteIntent.not(Outcomes.refused(ask, 404));
            default -> update(answered, authorizer, matches, id);
        };
    }

    private WriteIntent update(
            Answered answered, ResponseAuthorizer authorizer, ConditionalMatches matches, Optional<String> id)
            throws FhirServer.Broken, NoVerdict {
        RequestContext ask = answered.ask();
        Optional<Json.Obj> submitted = submissions.of(ask);
        if (submitted.isEmpty() || !WriteRefusals.isOf(submitted.get(), ask.request()))
            return WriteIntent.not(Outcomes.refused(ask, 400));
        Optional<String> given = submitted.get().text("id");
        if (given.isPresent() && id.isPresent() && !given.equals(id))
            return WriteIntent.not(Outcomes.refused(ask, 400));
        Optional<String> target = id.or(() -> given);
        if (target.isPresent())
            return plain.update(
                    resolved(answered, Interaction.UPDATE, target),
                    authorizer,
                    identified(submitted.get(), target.get()));
        Answered creates = resolved(answered, Interaction.CREATE, Optional.empty());
        if (!ScopeRule.permits(creates.caller().orElseThrow(), creates.ask().request()))
            return WriteIntent.not(Outcomes.refused(ask, 403));
        return plain.create(creates, authorizer, matches.ifNoneExist());
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

    WriteIntent create(Answered answered, ResponseAuthorizer authorizer) throws FhirServer.Broken, NoVerdict {
        Optional<ConditionalMatches> matches = ConditionalMatches.of(site, answered, authorizer);
        if (matches.isEmpty()) return WriteIntent.not(Outcomes.refused(answered.ask(), 400));
        if (matches.get().visible().size() > 1) return WriteIntent.not(Outcomes.refused(answered.ask(), 412));
        return plain.create(answered, authorizer, matches.get().ifNoneExist());
    }
}
