package org.consentgateway.core.label;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;

/**
 * Reads the facts of one resource, R4, R4B and R5 alike, from the very JSON that is judged and released. What is absent
 * or of an unexpected shape is no fact; a subject that cannot be read is told as such.
 *
 * @see <a href="http://hl7.org/fhir/R4/resourcelist.html">FHIR R4 resources</a>
 */
public final class FactsReader {

    /** Elements, from the resource, that hold a date at which its content happened. */
    private static final Map<String, List<List<String>>> DATES = byFirst(
            "date",
            "context.period",
            "period",
            "effectiveDateTime",
            "effectivePeriod",
            "effectiveInstant",
            "performedDateTime",
            "performedPeriod",
            "occurrenceDateTime",
            "occurrencePeriod",
            "createdDateTime",
            "createdPeriod",
            "onsetDateTime",
            "recordedDate",
            "authoredOn",
            "authored",
            "sent",
            "issued",
            "started",
            "created",
            "assertedDate",
            "actualPeriod",
            "dateTime");

    private static final List<List<String>> SUBJECTS = paths("subject", "patient", "beneficiary", "for");

    /** Subject elements of the types that do not use the usual names alone. */
    private static final Map<String, List<List<String>>> OTHER_SUBJECTS = Map.of(
            "Appointment", paths("participant.actor", "subject"),
            "AppointmentResponse", paths("actor"),
            "AuditEvent", paths("entity.what", "patient"),
            "Provenance", paths("target", "patient"),
            "Group", paths("member.entity"),
            "ResearchSubject", paths("individual", "subject"),
            "EnrollmentRequest", paths("candidate"),
            "Person", paths("link.target"));

    /** Types whose usual subject elements may hold other things than patients: what is no patient is passed over. */
    private static final Set<String> MIXED_SUBJECTS =
            Set.of("Appointment", "AppointmentResponse", "AuditEvent", "Provenance", "Person", "Group");

    /** Who recorded it (45 CFR 164.501); authenticator, attester, custodian, enterer and verifier are no authors. */
    private static final Map<String, List<List<String>>> AUTHORS = Map.of(
            "ClinicalImpression", paths("assessor", "performer"),
            "Communication", paths("sender"),
            "Observation", paths("performer"),
            "Media", paths("operator"),
            "DiagnosticReport", paths("performer", "resultsInterpreter"),
            "List", paths("source"),
            "Provenance", paths());

    private static final List<List<String>> USUAL_AUTHOR = paths("author");

    private static final List<List<String>> SETTINGS = paths(
            "context.practiceSetting",
            "context.facilityType",
            "practiceSetting",
            "facilityType",
            "serviceType",
            "serviceCategory",
            "specialty");

    private static final List<List<String>> ENCOUNTERS = paths("encounter", "context.encounter", "context");
    private static final List<String> CUSTODIAN = List.of("custodian");
    private static final List<String> PRACTITIONER = List.of("practitioner");
    private static final Json.Obj NOTHING = new Json.Obj(Map.of());
    private static final List<String> ACTOR = List.of("actor", "reference");

    private FactsReader() {}

    /**
     * The facts of a resource.
     *
     * @param resource a FHIR resource; its {@code resourceType} must be a string
     * @param bases    absolute URLs that are ours
     * @throws IllegalArgumentException when it has no {@code resourceType}
     */
    public static Facts read(Json.Obj resource, ReferenceResolver bases) {
        String type = resource.text("resourceType")
                .orElseThrow(() -> new IllegalArgumentException("a resource without `resourceType`"));
        Json.Obj meta = resource.object("meta").orElse(NOTHING);
        Pointers pointers = Pointers.in(resource, bases);
        Set<Coding> codes = Codings.of(resource.get("type"));
        codes.addAll(Codings.of(resource.get("code")));
        Set<Reference> recipients = new LinkedHashSet<>();
        if (type.equals("Consent")) provisions(resource.get("provision"), bases, codes, recipients);
        return new Facts(
                Facts.Identity.of(type, resource.text("id"), meta.text("versionId")),
                labelling(resource, pointers, bases),
                kind(resource, meta, codes),
                parties(type, resource, bases, recipients),
                new Facts.Occurrence(resource.text("status"), dates(resource), encounters(resource, bases)),
                new Facts.Pointing(pointers.references(), pointers.mentions().found()));
    }

    private static Facts.Labelling labelling(Json.Obj resource, Pointers pointers, ReferenceResolver bases) {
        Optional<WholeResource> whole =
                pointers.inline().isEmpty() ? Optional.empty() : Optional.of(new WholeResource(resource, bases));
        return new Facts.Labelling(labels(resource, pointers), pointers.inline(), whole);
    }

    private static Set<Coding> labels(Json.Obj resource, Pointers pointers) {
        Set<Coding> labels = new LinkedHashSet<>();
        for (Json.Obj meta : objects(flat(resource.get("meta")))) labels.addAll(Codings.ofLabel(meta.get("security")));
        labels.addAll(Codings.ofLabel(resource.get("securityLabel")));
        resource.text("confidentiality").ifPresent(code -> labels.add(new Coding(Coding.CONFIDENTIALITY, code)));
        labels.addAll(pointers.onResource());
        return labels;
    }

    private static ResourceKind kind(Json.Obj resource, Json.Obj meta, Set<Coding> codes) {
        Set<Coding> tags = new LinkedHashSet<>();
        for (Json.Obj one : objects(flat(resource.get("meta")))) tags.addAll(Codings.of(one.get("tag")));
        if (GatewayEvents.is(resource)) tags.add(GatewayEvents.TAG);
        Set<Coding> categories = Codings.of(resource.get("category"));
        categories.addAll(Codings.of(resource.get("class")));
        return new ResourceKind(
                codes,
                categories,
                settings(resource),
                tags,
                meta.text("source"),
                texts(meta.items("profile")),
                KindNames.of(resource));
    }

    private static Parties parties(String type, Json.Obj resource, ReferenceResolver bases, Set<Reference> recipients) {
        Set<Reference> subjects = new LinkedHashSet<>();
        boolean unreadable = subjects(type, resource.text("id"), resource, bases, subjects);
        Optional<Reference> custodian =
                references(resource, CUSTODIAN, bases).stream().findFirst();
        return new Parties(subjects, unreadable, authors(type, resource, bases), custodian, recipients);
    }

    private static boolean subjects(
            String type, Optional<String> id, Json.Obj resource, ReferenceResolver bases, Set<Reference> found) {
        if (type.equals("Patient")) {
            Optional<Reference> self = id.flatMap(known -> Reference.parse("Patient/" + known));
            self.ifPresent(found::add);
            return self.isEmpty();
        }
        boolean unreadable = false;
        for (List<String> path : OTHER_SUBJECTS.getOrDefault(type, SUBJECTS)) {
            for (Json.Obj element : objectsAt(resource, path)) {
                Optional<Reference> subject = element.text("reference").flatMap(bases::resource);
                if (subject.filter(FactsReader::isPatient).isPresent()) subject.ifPresent(found::add);
                else if (subject.isEmpty() && !MIXED_SUBJECTS.contains(type)) unreadable = true;
                else if (subject.isEmpty() && saysPatient(element)) unreadable = true;
            }
        }
        return unreadable;
    }

    private static boolean isPatient(Reference reference) {
        return reference.type().equals("Patient") || reference.type().equals("Group");
    }

    private static boolean saysPatient(Json.Obj element) {
        return element.text("type").filter("Patient"::equals).isPresent()
                || element.text("reference")
                        .filter(literal -> literal.contains("Patient/"))
                        .isPresent();
    }

    private static Set<Reference> authors(String type, Json.Obj resource, ReferenceResolver bases) {
        Set<Reference> authors = new LinkedHashSet<>();
        for (List<String> path : AUTHORS.getOrDefault(type, USUAL_AUTHOR)) {
            for (Json.Obj element : objectsAt(resource, path)) author(element, resource, bases, authors);
        }
        if (type.equals("Provenance")) {
            for (Json.Obj agent : resource.objects("agent")) {
                // only author, and composer of the narrative, recorded it
                boolean recorded = Codings.of(agent.get("type")).stream()
                        .anyMatch(role ->
                                role.code().equals("author") || role.code().equals("composer"));
                if (recorded) agent.object("who").ifPresent(who -> author(who, resource, bases, authors));
            }
        }
        return authors;
    }

    /** A contained PractitionerRole stands for the practitioner that it names; other contained authors name nobody. */
    private static void author(Json.Obj element, Json.Obj resource, ReferenceResolver bases, Set<Reference> found) {
        String literal = element.text("reference").orElse("");
        if (literal.startsWith("#")) {
            for (Json.Obj contained : resource.objects("contained")) {
                boolean named = contained
                                .text("id")
                                .filter(literal.substring(1)::equals)
                                .isPresent()
                        && contained
                                .text("resourceType")
                                .filter("PractitionerRole"::equals)
                                .isPresent();
                if (named) found.addAll(references(contained, PRACTITIONER, bases));
            }
        } else {
            bases.resource(literal).ifPresent(found::add);
        }
    }

    private static Set<Reference> encounters(Json.Obj resource, ReferenceResolver bases) {
        Set<Reference> encounters = new LinkedHashSet<>();
        for (List<String> path : ENCOUNTERS) {
            for (Reference reference : references(resource, path, bases)) {
                if (reference.type().equals("Encounter")) encounters.add(reference);
            }
        }
        return encounters;
    }

    private static List<String> dates(Json.Obj resource) {
        Set<String> dates = new TreeSet<>();
        resource.members().forEach((name, value) -> {
            for (List<String> path : DATES.getOrDefault(name, List.of())) {
                for (Json date : at(resource, path)) date(date, dates);
            }
        });
        return List.copyOf(dates);
    }

    private static void date(Json value, Set<String> dates) {
        if (value instanceof Json.Text text) dates.add(text.value());
        if (value instanceof Json.Obj period) {
            period.text("start").ifPresent(dates::add);
            period.text("end").ifPresent(dates::add);
        }
    }

    private static Set<Coding> settings(Json.Obj resource) {
        Set<Coding> settings = new LinkedHashSet<>();
        for (List<String> path : SETTINGS) {
            for (Json value : at(resource, path)) settings.addAll(Codings.of(Optional.of(value)));
        }
        return settings;
    }

    /** What a Consent names: its labels and codes count as kinds of the Consent, its actors as recipients. */
    private static void provisions(
            Optional<Json> provision, ReferenceResolver bases, Set<Coding> codes, Set<Reference> recipients) {
        for (Json.Obj rule : objects(flat(provision))) {
            codes.addAll(Codings.of(rule.get("securityLabel")));
            codes.addAll(Codings.of(rule.get("class")));
            codes.addAll(Codings.of(rule.get("documentType")));
            codes.addAll(Codings.of(rule.get("code")));
            recipients.addAll(references(rule, ACTOR, bases));
            provisions(rule.get("provision"), bases, codes, recipients);
        }
    }

    private static Set<Reference> references(Json.Obj from, List<String> path, ReferenceResolver bases) {
        Set<Reference> references = new LinkedHashSet<>();
        for (Json.Obj element : objectsAt(from, path)) {
            element.text("reference").flatMap(bases::resource).ifPresent(references::add);
        }
        return references;
    }

    private static Set<String> texts(List<Json> items) {
        Set<String> texts = new LinkedHashSet<>();
        for (Json item : items) {
            if (item instanceof Json.Text text) texts.add(text.value());
        }
        return texts;
    }

    private static List<Json.Obj> objectsAt(Json.Obj from, List<String> path) {
        return objects(at(from, path));
    }

    private static List<Json.Obj> objects(List<Json> values) {
        if (values.isEmpty()) return List.of();
        List<Json.Obj> objects = new ArrayList<>();
        for (Json item : values) {
            if (item instanceof Json.Obj object) objects.add(object);
        }
        return objects;
    }

    /** What stands at a path, arrays opened on the way. */
    private static List<Json> at(Json.Obj from, List<String> path) {
        List<Json> here = flat(from.get(path.get(0)));
        if (here.isEmpty() || path.size() == 1) return here;
        for (String name : path.subList(1, path.size())) {
            List<Json> next = new ArrayList<>();
            for (Json value : here) {
                if (value instanceof Json.Obj object) next.addAll(flat(object.get(name)));
            }
            here = next;
        }
        return here;
    }

    /** Paths by the member that they begin with. */
    private static Map<String, List<List<String>>> byFirst(String... dotted) {
        return paths(dotted).stream().collect(Collectors.groupingBy(path -> path.get(0)));
    }

    private static List<List<String>> paths(String... dotted) {
        return Arrays.stream(dotted).map(path -> List.of(path.split("\\."))).toList();
    }

    private static List<Json> flat(Optional<Json> value) {
        return value.map(found -> found instanceof Json.Arr array ? array.items() : List.of(found))
                .orElse(List.of());
    }
}
