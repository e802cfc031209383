package org.consentgateway.server.interaction;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.authorize.Referrers;
import org.consentgateway.server.authorize.ResponseAuthorizer;
import org.consentgateway.server.authorize.Site;
import org.consentgateway.server.port.Deletions.Deletion;
import org.consentgateway.server.port.FhirServer.Broken;
import org.consentgateway.server.port.HttpAnswer;
import org.consentgateway.server.port.HttpCall;
import org.consentgateway.server.port.ServerCapabilities;
import org.consentgateway.server.port.ServerCapabilities.Ability;
import org.consentgateway.server.port.Worklist;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.RequestContext;

/**
 * A deletion by somebody who cannot see all that hangs on a resource. What a server without the hidden part would do is
 * answered; the resource stays in the EHR, and is gone for whoever may not see that part.
 */
final class DeleteHandler {

    /** Statuses with which an EHR says that something still refers to a resource. */
    private static final Set<Integer> REFUSALS = Set.of(400, 409, 412, 422);

    private static final String ANY = "Resource";

    private final Site site;

    DeleteHandler(Site site) {
        this.site = site;
    }

    /** What is kept instead, where the resource itself holds something that the caller cannot see. */
    Optional<Deletion> kept(Reference target, CallerView view) {
        return view.hides() ? Optional.of(new Deletion(target, view.version(), Set.of())) : Optional.empty();
    }

    /**
     * Whether a server without the hidden part would not delete: what the caller sees refers to the resource, and this
     * EHR keeps what is referred to. One that does not say counts as one that does, as most are.
     *
     * @see <a href="http://hl7.org/fhir/R4/valueset-reference-handling-policy.html">FHIR R4 reference handling policy</a>
     */
    boolean conflicts(RequestContext ask, Reference target, Set<Reference> going, ResponseAuthorizer authorizer)
            throws Broken, NoVerdict {
        return !deletesReferred(ask.id()) && new Referrers(site, ask.id()).isShown(target, going, authorizer);
    }

    private boolean deletesReferred(String requestId) throws Broken {
        ServerCapabilities abilities = site.chart().abilities();
        if (abilities.lacks(Ability.DELETE_OF_REFERRED, ANY)) return false;
        if (abilities
                .of(Ability.DELETE_OF_REFERRED, ANY)
                .filter(ServerCapabilities.Shown::can)
                .isPresent()) return true;
        List<String> policies = site.chart().get("metadata", requestId).stream()
                .flatMap(statement -> statement.objects("rest").stream())
                .flatMap(rest -> rest.objects("resource").stream())
                .flatMap(resource -> resource.items("referencePolicy").stream())
                .flatMap(policy -> policy instanceof Json.Text text ? Stream.of(text.value()) : Stream.empty())
                .toList();
        boolean can = !policies.isEmpty() && !policies.contains("enforced");
        abilities.show(Ability.DELETE_OF_REFERRED, ANY, can);
        return can;
    }

    /** Whether the EHR says that it keeps the resource, perhaps for the sake of what refers to it. */
    static boolean refuses(int status) {
        return REFUSALS.contains(status);
    }

    /**
     * Why the EHR did not delete, where it is only for the sake of what the caller cannot see.
     *
     * @param seen  version that the caller's view was of
     * @param going what is deleted along with it
     */
    Optional<Deletion> refused(
            RequestContext ask,
            Reference target,
            Optional<String> seen,
            Set<Reference> going,
            ResponseAuthorizer authorizer)
            throws Broken, NoVerdict {
        Optional<Json.Obj> stored = site.chart().get(target.toString(), ask.id());
        boolean same = stored.flatMap(DeleteHandler::version).equals(seen);
        if (stored.isEmpty() || !same) return Optional.empty();
        Set<Reference> referrers = new Referrers(site, ask.id()).onlyHidden(target, going, authorizer);
        return referrers.isEmpty() ? Optional.empty() : Optional.of(new Deletion(target, seen, referrers));
    }

    /** Those of the deletions of a transaction that the EHR may have refused it for; empty: it had other reasons. */
    List<Deletion> refused(List<Sent> deletions, String requestId) throws Broken, NoVerdict {
        Set<Reference> going = new HashSet<>();
        deletions.forEach(one -> going.add(one.target()));
        List<Deletion> kept = new ArrayList<>();
        for (Sent one : deletions) {
            Set<Reference> referrers = new Referrers(site, requestId).onlyHidden(one.target(), going, one.authorizer());
            if (!referrers.isEmpty()) kept.add(new Deletion(one.target(), one.version(), referrers));
        }
        return kept;
    }

    /** A deletion within a transaction, as the EHR was asked for it. */
    record Sent(Reference target, Optional<String> version, ResponseAuthorizer authorizer) {}

    /** From now on it is gone for all who may not see what it is kept for. */
    void keep(Answered answered, Deletion deletion) throws Broken {
        site.deletions().keep(deletion);
        marked(answered, deletion.resource()).ifPresent(version -> site.deletions()
                .stands(new Deletion(deletion.resource(), Optional.of(version), deletion.referrers())));
        site.worklist()
                .tell(
                        Worklist.Kind.DELETED_WITH_HIDDEN_PART,
                        deletion.resource(),
                        deletion.referrers().isEmpty() ? "holds-hidden-part" : "hidden-referrer");
    }

    /** The version that stands for the deletion; empty where the EHR does not take one, or counts none. */
    private Optional<String> marked(Answered answered, Reference target) throws Broken {
        Optional<Json.Obj> stored =
                site.chart().get(target.toString(), answered.ask().id());
        Optional<String> before = stored.flatMap(DeleteHandler::version);
        if (before.isEmpty()) return Optional.empty();
        if (DeletionMark.isOn(stored.get())) return before;
        Map<String, String> headers =
                Map.of("If-Match", "W/\"" + before.get() + "\"", "Content-Type", "application/fhir+json;charset=utf-8");
        try (HttpAnswer answer = site.ehr()
                .call(new HttpCall(
                        "PUT",
                        site.ehr().resolve(target.toString()),
                        headers,
                        Optional.of(JsonWriter.bytes(DeletionMark.on(stored.get()))),
                        answered.ask().id(),
                        answered.bearer()))) {
            if (!answer.isSuccess()) return Optional.empty();
        }
        return site.chart()
                .get(target.toString(), answered.ask().id())
                .filter(DeletionMark::isOn)
                .flatMap(DeleteHandler::version)
                .filter(version -> !version.equals(before.get()));
    }

    private static Optional<String> version(Json.Obj resource) {
        return resource.object("meta").flatMap(meta -> meta.text("versionId"));
    }
}
