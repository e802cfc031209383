package org.consentgateway.server.authorize;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.Chart;
import org.consentgateway.server.port.FhirServer.Broken;

/**
 * Who owns a Binary: its {@code securityContext}, whom a sealed link names, the DocumentReferences whose attachment it is,
 * and whatever else of their patients' charts holds a link to it. The strictest of them decides.
 *
 * @see <a href="http://hl7.org/fhir/R4/binary.html">FHIR R4 Binary</a>
 */
final class BinaryOwners {

    /** Types whose attachments are what they themselves say. */
    private static final Set<String> CONTENT = Set.of("DiagnosticReport", "DocumentReference", "Media");

    private final Site site;
    private final String requestId;
    private final Caller caller;
    private final Optional<Reference> sealed;
    private final Attachments attachments;
    private final ForeignFiles files;
    private final Map<Reference, Optional<Reference>> contexts = new HashMap<>();

    /** @param sealed owner that the link names under the gateway's seal; it is read, and must hold the attachment still */
    BinaryOwners(Site site, String requestId, Caller caller, Optional<Reference> sealed) {
        this.site = site;
        this.requestId = requestId;
        this.caller = caller;
        this.sealed = sealed;
        this.attachments = new Attachments(site, requestId);
        this.files = new ForeignFiles(site, requestId);
    }

    /** What decides about an owner, and whose it is. */
    interface Owners {
        /** The strictest decision about the parts of it that hold the Binary. */
        Decision decision(Json.Obj owner, Reference binary) throws NoVerdict;

        /** Patients that it is about; empty where they cannot be told. */
        Optional<Set<Reference>> patients(Json.Obj owner);
    }

    /** Looks up together whose attachments these resources have. */
    void resolve(List<Json.Obj> resources) {
        attachments.resolve(resources);
    }

    /** The strictest decision of all owners; without an owner the pack's media types may go, nothing else. */
    Decision decision(Json.Obj binary, Decision own, Owners owners) throws NoVerdict {
        Optional<Reference> self = Chart.self(binary);
        Map<Reference, Json.Obj> found = new LinkedHashMap<>();
        Optional<Reference> context = binary.object("securityContext")
                .flatMap(c -> c.text("reference"))
                .flatMap(site::reference);
        if (context.isPresent()) {
            Optional<Json.Obj> owner = read(context.get());
            if (owner.isEmpty()) return unresolved(own);
            found.put(context.get(), owner.get());
        }
        if (self.isEmpty()) return found.isEmpty() ? unresolved(own) : strictest(found, binary, own, owners);
        Optional<Json.Obj> named = sealed.flatMap(this::read).filter(owner -> holds(owner, self.get()));
        named.ifPresent(owner -> found.put(sealed.orElseThrow(), owner));
        attachments
                .holders(self.get().toString())
                .ifPresent(all -> all.forEach(document ->
                        Chart.self(document).ifPresent(reference -> found.putIfAbsent(reference, document))));
        if (found.isEmpty()) return unowned(binary, own);
        boolean held = context.isPresent() || found.values().stream().anyMatch(owner -> holds(owner, self.get()));
        if (!held) return unresolved(own); // a link that may lead here closes, and does not open
        Decision first = strictest(found, binary, own, owners);
        if (first instanceof Decision.Withhold) return first;
        return withCharts(found, binary, first, owners, context.isPresent() || named.isPresent());
    }

    /** What else of these patients' charts holds the Binary may be stricter than what led to it. */
    private Decision withCharts(
            Map<Reference, Json.Obj> found, Json.Obj binary, Decision first, Owners owners, boolean vouched)
            throws NoVerdict {
        Reference self = Chart.self(binary).orElseThrow();
        Set<Reference> patients = new HashSet<>();
        for (Json.Obj owner : found.values()) {
            Optional<Set<Reference>> theirs = owners.patients(owner);
            if (theirs.isEmpty()) return unresolved(first);
            patients.addAll(theirs.get());
        }
        AttachmentHolders.Found charts = site.holders().of(patients, self, requestId);
        Map<Reference, Json.Obj> more = new LinkedHashMap<>();
        for (Reference holder : charts.holders()) {
            if (found.containsKey(holder)) continue;
            try {
                site.chart().get(holder.toString(), requestId).ifPresent(owner -> more.put(holder, owner));
            } catch (Broken e) {
                return unresolved(first);
            }
        }
        Decision strictest = strictest(more, binary, first, owners);
        if (strictest instanceof Decision.Withhold) return strictest;
        return charts.all() || vouched ? strictest : unresolved(first);
    }

    private static Decision strictest(Map<Reference, Json.Obj> found, Json.Obj binary, Decision own, Owners owners)
            throws NoVerdict {
        Decision strictest = own;
        Optional<Reference> self = Chart.self(binary);
        for (Map.Entry<Reference, Json.Obj> owner : found.entrySet()) {
            Decision decision = owners.decision(owner.getValue(), self.orElse(owner.getKey()));
            if (decision instanceof Decision.Withhold) return decision;
            if (decision.classification().isProtected()) strictest = decision;
        }
        return opaque(binary, strictest);
    }

    /** Nothing links it: it is its creator's for a while, and everybody's where the pack says so of its media type. */
    private Decision unowned(Json.Obj binary, Decision own) {
        boolean made = Chart.self(binary)
                .flatMap(site.creators()::of)
                .filter(known -> known.creator().equals(site.seals().creator(caller)))
                .filter(known -> version(binary).equals(known.version()))
                .isPresent();
        return made || opensByType(binary) ? opaque(binary, own) : unresolved(own);
    }

    private static String version(Json.Obj resource) {
        return resource.object("meta").flatMap(meta -> meta.text("versionId")).orElse("1");
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

    /**
     * Attachment URLs of the resource, references, and texts with a signed URL, that lead to what also belongs to something
     * withheld.
     *
     * @param whole    the outermost resource that it stands in, or itself
     * @param pointing whether something in the resource may point at a Binary
     */
    Set<String> hiddenAttachments(Json.Obj resource, Json.Obj whole, boolean pointing, Predicate<Json.Obj> mayHave) {
        Set<String> urls = attachments.urlsOf(resource);
        Set<String> hidden = new HashSet<>(files.hidden(resource, urls, whole, mayHave));
        Optional<Reference> self = Chart.self(resource);
        for (String url : urls) if (anyWithheld(holders(url, resource), self, mayHave)) hidden.add(url);
        if (!pointing) return hidden;
        for (String reference : references(resource)) {
            Optional<Reference> binary = binary(reference);
            boolean withheld = binary.flatMap(one -> attachments.holders(one.toString()))
                            .filter(all -> anyWithheld(all, self, mayHave))
                            .isPresent()
                    || binary.filter(one -> anyWithheld(inContext(one), self, mayHave))
                            .isPresent();
            if (withheld) hidden.add(reference);
        }
        return hidden;
    }

    /** Of what is mentioned in any form, the Binaries that also belong to something withheld. */
    Set<Reference> hidden(Set<Reference> mentioned, Optional<Reference> self, Predicate<Json.Obj> mayHave) {
        Set<Reference> hidden = new HashSet<>();
        for (Reference one : mentioned) {
            if (!one.type().equals("Binary")) continue;
            boolean held = attachments
                    .holders(one.toString())
                    .filter(all -> anyWithheld(all, self, mayHave))
                    .isPresent();
            if (held || anyWithheld(inContext(one), self, mayHave)) hidden.add(one);
        }
        return hidden;
    }

    /**
     * Whose attachment a URL is: the documents that the EHR finds, else whose context the Binary has. What carries its own
     * content in attachments is not asked about for each: that would cost a read for every document.
     */
    private List<Json.Obj> holders(String url, Json.Obj resource) {
        List<Json.Obj> told = attachments.holders(url).orElse(List.of());
        boolean own = resource.text("resourceType").filter(CONTENT::contains).isPresent();
        return !told.isEmpty() || own
                ? told
                : binary(url).map(one -> owners(one, resource)).orElse(List.of());
    }

    /**
     * Whose a Binary is that no document is found for: whose context it has, and, where a message or a form holds it, what
     * else of the same charts does. A photo of a patient is not asked about: it would cost a search for every type.
     */
    private List<Json.Obj> owners(Reference binary, Json.Obj resource) {
        List<Json.Obj> owners = new ArrayList<>(inContext(binary));
        boolean canCarry = resource.text("resourceType")
                .filter(site.pack().noteTypes()::contains)
                .isPresent();
        if (!canCarry) return owners;
        Set<Reference> patients = site.facts(resource).subjects().stream()
                .filter(subject -> subject.type().equals("Patient"))
                .collect(Collectors.toSet());
        for (Reference holder : site.holders().of(patients, binary, requestId).holders())
            read(holder).ifPresent(owners::add);
        return owners;
    }

    private Optional<Reference> binary(String literal) {
        return site.reference(literal).filter(target -> target.type().equals("Binary"));
    }

    private static boolean anyWithheld(List<Json.Obj> owners, Optional<Reference> self, Predicate<Json.Obj> mayHave) {
        return owners.stream().filter(owner -> !Chart.self(owner).equals(self)).anyMatch(owner -> !mayHave.test(owner));
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

    /** Every {@code reference} that may lead to a Binary. */
    private static Set<String> references(Json.Obj resource) {
        Set<String> references = new LinkedHashSet<>();
        collect(resource, references);
        return references;
    }

    private static void collect(Json json, Set<String> references) {
        if (json instanceof Json.Obj object) {
            object.text("reference")
                    .filter(literal -> literal.contains("Binary/"))
                    .ifPresent(references::add);
            for (Json value : object.members().values()) collect(value, references);
        } else if (json instanceof Json.Arr array) {
            for (Json item : array.items()) collect(item, references);
        }
    }

    private boolean holds(Json.Obj owner, Reference binary) {
        return Attachments.urls(owner).stream()
                .map(url -> url.startsWith("/") ? url.substring(1) : url)
                .anyMatch(url -> site.reference(url).equals(Optional.of(binary)));
    }

    private Optional<Json.Obj> read(Reference reference) {
        try {
            return site.chart().get(reference.toString(), requestId);
        } catch (Broken e) {
            return Optional.empty(); // an owner that cannot be read opens nothing
        }
    }
}
