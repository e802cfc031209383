package org.consentgateway.server.road;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.upstream.FhirServer.Broken;

/**
 * Who owns a Binary: its {@code securityContext}, the DocumentReferences whose attachment it is, and whom the link to it
 * names, since R4 has no search for the attachments of other types.
 *
 * @see <a href="http://hl7.org/fhir/R4/binary.html">FHIR R4 Binary</a>
 */
final class Binaries {

    private final Site site;
    private final String requestId;
    private final Optional<Reference> claimed;
    private boolean unsearchable;
    private final Map<Reference, Optional<List<Json.Obj>>> owners = new HashMap<>();
    private final Map<Reference, Optional<Reference>> contexts = new HashMap<>();

    /** @param claimed owner that the link names, believed only when it is read and holds the attachment */
    Binaries(Site site, String requestId, Optional<Reference> claimed) {
        this.claimed = claimed;
        this.site = site;
        this.requestId = requestId;
    }

    /** Whether the EHR was seen to have no search by attachment. */
    boolean unsearchable() {
        return unsearchable;
    }

    /** Decides one owner. */
    interface OwnerDecision {
        Decision of(Json.Obj owner) throws NoVerdict;
    }

    /** The strictest decision of all owners; without an owner the pack's media types may go, nothing else. */
    Decision decision(Json.Obj binary, Decision own, OwnerDecision decide) throws NoVerdict {
        Optional<Reference> self = org.consentgateway.server.upstream.Chart.self(binary);
        List<Json.Obj> found = new ArrayList<>();
        Optional<Reference> context = binary.object("securityContext")
                .flatMap(c -> c.text("reference"))
                .flatMap(site::reference);
        boolean unread = false;
        if (context.isPresent()) {
            Optional<Json.Obj> owner = read(context.get());
            owner.ifPresent(found::add);
            unread = owner.isEmpty();
        }
        claimed.filter(owner -> self.isPresent())
                .flatMap(this::read)
                .filter(owner -> holds(owner, self.orElseThrow()))
                .ifPresent(found::add);
        Optional<List<Json.Obj>> located = self.flatMap(this::located);
        located.ifPresent(found::addAll);
        if (unread) return unresolved(own);
        if (found.isEmpty()) return opensByType(binary) ? opaque(binary, own) : unresolved(own);
        Decision strictest = own;
        for (Json.Obj owner : found) {
            Decision decision = decide.of(owner);
            if (decision instanceof Decision.Withhold) return decision;
            if (decision.classification().isProtected()) strictest = decision;
        }
        return opaque(binary, strictest);
    }

    /** What cannot be looked into goes by its label alone, and the record says so. */
    private static Decision opaque(Json.Obj binary, Decision decision) {
        boolean text = binary.text("contentType")
                .filter(type -> type.startsWith("text/"))
                .isPresent();
        if (text
                || decision instanceof Decision.Withhold
                || decision.classification().isProtected()) return decision;
        List<Decision.Ground> grounds = new ArrayList<>(decision.grounds());
        grounds.add(Decision.Ground.of(Reason.OPAQUE_CONTENT));
        return decision.match(
                release -> new Decision.Release(release.classification(), grounds),
                strip -> new Decision.Strip(strip.classification(), grounds, strip.elements()),
                withhold -> withhold);
    }

    private static Decision unresolved(Decision own) {
        return new Decision.Withhold(own.classification(), List.of(Decision.Ground.of(Reason.BINARY_OWNER_UNRESOLVED)));
    }

    private boolean opensByType(Json.Obj binary) {
        return binary.text("contentType")
                .filter(type -> site.pack().notes().openBinaryTypes().contains(type))
                .isPresent();
    }

    /** Attachment URLs of the resource, and references, that lead to a Binary which also belongs to something withheld. */
    Set<String> hiddenAttachments(Json.Obj resource, Predicate<Json.Obj> mayHave) {
        Set<String> hidden = new HashSet<>();
        Optional<Reference> self = org.consentgateway.server.upstream.Chart.self(resource);
        for (String url : urls(resource, "url")) {
            Optional<List<Json.Obj>> owners =
                    binary(url).map(binary -> located(binary).orElseGet(() -> inContext(binary)));
            if (owners.filter(all -> anyWithheld(all, self, mayHave)).isPresent()) hidden.add(url);
        }
        for (String reference : urls(resource, "reference")) {
            Optional<Reference> binary = binary(reference);
            boolean withheld = binary.flatMap(this::located)
                            .filter(all -> anyWithheld(all, self, mayHave))
                            .isPresent()
                    || binary.filter(one -> anyWithheld(inContext(one), self, mayHave))
                            .isPresent();
            if (withheld) hidden.add(reference);
        }
        return hidden;
    }

    private Optional<Reference> binary(String literal) {
        return site.reference(literal).filter(target -> target.type().equals("Binary"));
    }

    private static boolean anyWithheld(List<Json.Obj> owners, Optional<Reference> self, Predicate<Json.Obj> mayHave) {
        return owners.stream()
                .filter(owner ->
                        !org.consentgateway.server.upstream.Chart.self(owner).equals(self))
                .anyMatch(owner -> !mayHave.test(owner));
    }

    /** Before an EHR that cannot tell who refers to it, the Binary's own word: whose security context it has. */
    private List<Json.Obj> inContext(Reference binary) {
        Optional<Reference> context = contexts.computeIfAbsent(binary, target -> {
            try {
                return site.chart()
                        .get(target + "?_summary=true", requestId)
                        .flatMap(found -> found.object("securityContext"))
                        .flatMap(known -> known.text("reference"))
                        .flatMap(site::reference);
            } catch (Broken e) {
                return Optional.empty();
            }
        });
        return context.flatMap(this::read).map(List::of).orElse(List.of());
    }

    /** Every literal that may lead to a Binary: {@code url} of an Attachment, {@code reference} of a Reference. */
    private static Set<String> urls(Json.Obj resource, String member) {
        Set<String> urls = new LinkedHashSet<>();
        collect(resource, member, urls);
        return urls;
    }

    private static void collect(Json json, String member, Set<String> urls) {
        if (json instanceof Json.Obj object) {
            object.text(member).filter(url -> url.contains("Binary/")).ifPresent(urls::add);
            for (Json value : object.members().values()) collect(value, member, urls);
        } else if (json instanceof Json.Arr array) {
            for (Json item : array.items()) collect(item, member, urls);
        }
    }

    private boolean holds(Json.Obj owner, Reference binary) {
        return urls(owner, "url").stream().anyMatch(url -> site.reference(url).equals(Optional.of(binary)));
    }

    private Optional<Json.Obj> read(Reference reference) {
        try {
            return site.chart().get(reference.toString(), requestId);
        } catch (Broken e) {
            return Optional.empty(); // an owner that cannot be read opens nothing
        }
    }

    /** DocumentReferences with the Binary as attachment; empty when the EHR cannot tell. */
    private Optional<List<Json.Obj>> located(Reference binary) {
        return owners.computeIfAbsent(binary, target -> {
            try {
                String query = "DocumentReference?location=" + encoded(target.toString()) + "%2C"
                        + encoded(site.ehr().base() + "/" + target) + "%2C" + encoded("/" + target);
                Optional<List<Json.Obj>> found = site.chart().answered(query, requestId);
                if (found.isEmpty()) unsearchable = true;
                return found;
            } catch (Broken e) {
                return Optional.empty();
            }
        });
    }

    private static String encoded(String text) {
        return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);
    }
}
