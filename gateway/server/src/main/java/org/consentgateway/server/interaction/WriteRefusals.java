package org.consentgateway.server.interaction;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.GatewayEvents;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.request.FhirRequest;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Role;
import org.consentgateway.server.authorize.ResponseAuthorizer;
import org.consentgateway.server.authorize.ScopeRule;
import org.consentgateway.server.authorize.Site;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.RequestContext;

/** Why a write is not done: each rule by itself, and the answer that it has. */
final class WriteRefusals {

    private final Site site;
    private final DanglingReference dangling;

    WriteRefusals(Site site) {
        this.site = site;
        this.dangling = new DanglingReference(site);
    }

    /** Decisions rest on what was to be written, and the caller has not the role for it. */
    static Optional<Refused> unentitled(RequestContext ask, Set<Role> lacking) {
        if (lacking.isEmpty()) return Optional.empty();
        Reason why = lacking.equals(Set.of(Role.LABELLER)) ? Reason.LABEL_TAMPER : Reason.WRITE_ROLE_MISSING;
        return Optional.of(Outcomes.refused(ask, 403).because(why));
    }

    /** What was hidden has its reasons with its decision; what is not there has its own. */
    static Refused hidden(RequestContext ask, ResponseAuthorizer authorizer, int status) {
        if (authorizer.authorRefused()) return Refused.of(ask, 403, Outcomes.of(403));
        boolean nothing = authorizer.audit().withheldCount() == 0;
        return nothing ? Outcomes.refused(ask, status) : Refused.of(ask, status, Outcomes.of(status));
    }

    /**
     * A reference by criteria is a search in disguise; a reference to what the caller may not have is answered as one to
     * what is not there.
     */
    Optional<Refused> pointsNowhere(Answered answered, Json.Obj submitted, ResponseAuthorizer authorizer)
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

    static boolean isOf(Json.Obj resource, FhirRequest request) {
        return resource.text("resourceType").equals(request.type());
    }

    boolean inScope(Answered answered, Json.Obj resource) {
        return ScopeRule.inScope(answered.caller().orElseThrow(), answered.ask().request())
                .test(site.facts(resource));
    }
}
