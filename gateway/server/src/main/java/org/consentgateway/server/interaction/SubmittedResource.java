package org.consentgateway.server.interaction;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.decision.Reason;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.label.Classification;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.redact.OwnedLinks;
import org.consentgateway.core.request.BodyFormat;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.RawContent;
import org.consentgateway.server.authorize.ResponseAuthorizer;
import org.consentgateway.server.authorize.Site;
import org.consentgateway.server.port.XmlFormat;
import org.consentgateway.server.stage.RequestContext;

/** What a client writes: read, and looked at before anything is decided about it. */
final class SubmittedResource {

    private final Site site;

    SubmittedResource(Site site) {
        this.site = site;
    }

    /** The resource in the body of a request; empty where it is none. */
    Optional<Json.Obj> of(RequestContext ask) {
        try {
            if (ask.request().body() == BodyFormat.RAW)
                return ask.request().raw().map(raw -> binary(ask, raw));
            byte[] json = ask.request().body() == BodyFormat.XML ? site.xml().toJson(ask.body()) : ask.body();
            // what we wrote with our base, the EHR wrote with its own
            Json.Obj sent = DeletionMark.without(JsonReader.resource(json));
            return Optional.of((Json.Obj) site.inbound().rewrite(OwnedLinks.without(site.bases(), sent)));
        } catch (MalformedJson | XmlFormat.NotFhir e) {
            return Optional.empty();
        }
    }

    /** FHIR R4 Binary: bytes in a media type of their own are the data of one. */
    private static Json.Obj binary(RequestContext ask, RawContent raw) {
        Map<String, Json> members = new LinkedHashMap<>();
        members.put("resourceType", new Json.Text("Binary"));
        ask.request().id().ifPresent(id -> members.put("id", new Json.Text(id)));
        members.put("contentType", new Json.Text(raw.mediaType()));
        raw.securityContext()
                .ifPresent(owner -> members.put(
                        "securityContext", new Json.Obj(Map.of("reference", new Json.Text(owner.toString())))));
        members.put("data", new Json.Text(Base64.getEncoder().encodeToString(ask.body())));
        return new Json.Obj(members);
    }

    /** Whether it refers to something by criteria, which is a search in disguise. */
    static boolean hasCriteria(Json json) {
        if (json instanceof Json.Arr array) return array.items().stream().anyMatch(SubmittedResource::hasCriteria);
        if (!(json instanceof Json.Obj object)) return false;
        return object.text("reference")
                        .filter(reference -> reference.contains("?"))
                        .isPresent()
                || object.members().values().stream().anyMatch(SubmittedResource::hasCriteria);
    }

    /**
     * What is sent without a word about labels keeps those that the caller saw.
     *
     * @see <a href="http://hl7.org/fhir/R4/resource.html#security-labels">FHIR R4 security labels</a>
     */
    Json.Obj keepingLabels(Json.Obj shown, Json.Obj submitted) {
        Optional<Json> labels = shown.object("meta").flatMap(meta -> meta.get("security"));
        if (labels.isEmpty() || submitted.get("meta").isPresent()) return submitted;
        // who leaves out that it is a psychotherapy note is told
        if (site.pack().notes().protectedByOneOf(site.facts(shown).labels())) return submitted;
        Map<String, Json> members = new LinkedHashMap<>(submitted.members());
        members.put("meta", new Json.Obj(Map.of("security", labels.get())));
        return new Json.Obj(members);
    }

    /** A note that comes in without a label gets one, as the pack says. HL7 DS4P LABEL. */
    Json.Obj labelOnIngest(Json.Obj submitted, ResponseAuthorizer authorizer) throws NoVerdict {
        if (!site.pack().notes().labelOnIngest()) return submitted;
        Classification.Note note =
                authorizer.decideAlone(nameless(submitted)).classification().note();
        if (note != Classification.Note.SUSPECTED) return submitted;
        authorizer.audit().because(Reason.LABEL_ON_INGEST);
        return labelled(submitted);
    }

    /**
     * What repeats the attachment of a note that its writer was given is a copy of the note, and bears its label. HL7 DS4P LABEL.
     *
     * @param shown what the writer saw of it before
     */
    Json.Obj labelCopy(Optional<Json.Obj> shown, Json.Obj submitted, ResponseAuthorizer authorizer) {
        boolean canCarry = submitted
                .text("resourceType")
                .filter(site.pack().noteTypes()::contains)
                .isPresent();
        if (!canCarry
                || site.pack().notes().protectedByOneOf(site.facts(submitted).labels())) return submitted;
        if (!authorizer.copies().isCopy(shown, submitted)) return submitted;
        authorizer.audit().because(Reason.LABEL_ON_INGEST);
        return labelled(submitted);
    }

    private static Json.Obj labelled(Json.Obj submitted) {
        Map<String, Json> members = new LinkedHashMap<>(submitted.members());
        Map<String, Json> meta = new LinkedHashMap<>(
                submitted.object("meta").map(Json.Obj::members).orElse(Map.of()));
        List<Json> labels = new java.util.ArrayList<>(
                submitted.object("meta").map(known -> known.items("security")).orElse(List.of()));
        labels.add(coding(Coding.CONFIDENTIALITY, "R"));
        labels.add(coding(Coding.ACT_CODE, "PSYTHPN"));
        labels.add(coding(Coding.ACT_CODE, "HIPAAPsyNotes"));
        meta.put("security", new Json.Arr(labels));
        members.put("meta", new Json.Obj(meta));
        return new Json.Obj(members);
    }

    /** Under the id that its sender gives it stands perhaps another: nothing is learnt of that one. */
    private static Json.Obj nameless(Json.Obj submitted) {
        Map<String, Json> members = new LinkedHashMap<>(submitted.members());
        members.remove("id");
        return new Json.Obj(members);
    }

    private static Json coding(String system, String code) {
        Map<String, Json> coding = new LinkedHashMap<>();
        coding.put("system", new Json.Text(system));
        coding.put("code", new Json.Text(code));
        return new Json.Obj(coding);
    }
}
