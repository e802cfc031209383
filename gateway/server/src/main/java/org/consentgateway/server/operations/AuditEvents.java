package org.consentgateway.server.operations;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.GatewayEvents;
import org.consentgateway.server.port.Recorded;
import org.consentgateway.server.port.Trail;

/**
 * Records of the trail as FHIR R4 AuditEvents, one for each patient (IHE BALP): decisions as AuthZconsent where a Consent
 * decided, else as the project's legal-basis decision; what was released as PrivacyDisclosure.Source.
 *
 * @param organization reference of the covered entity that runs the gateway
 */
public record AuditEvents(String organization) {

    private static final String BALP = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.";
    private static final String OWN = "https://consentgateway.org/fhir/";
    private static final String DCM = "http://dicom.nema.org/resources/ontology/DCM";
    private static final String OBSERVER = GatewayEvents.OBSERVER;

    /** The AuditEvents of a record by their ids, which are the same each time; none for other kinds. */
    public Map<String, Json.Obj> of(Recorded record) {
        Map<String, Json.Obj> events = new LinkedHashMap<>();
        if (record.kind() != Trail.Kind.DECISION && record.kind() != Trail.Kind.DISCLOSED) return events;
        for (String patient : record.patients()) {
            String id = id(record, patient);
            List<Json.Obj> groups = groups(record).stream()
                    .filter(group -> texts(group, "patients").anyMatch(patient::equals))
                    .toList();
            if (record.kind() == Trail.Kind.DISCLOSED) {
                if (!groups.isEmpty()) events.put(id, disclosure(id, record, patient, groups));
            } else {
                events.put(id, decision(id, record, patient, groups));
            }
        }
        return events;
    }

    /** One disclosure of some of the groups of a record to the recipient who asked. */
    public Json.Obj disclosure(String id, Recorded record, String patient, List<Json.Obj> groups) {
        Map<String, Json> event = event(id, BALP + "PrivacyDisclosure.Source", "110106");
        event.put("subtype", list(coding("http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle", "disclose")));
        event.put("action", new Json.Text("R"));
        common(event, record, true, reasons(groups));
        List<Json.Obj> agents = new ArrayList<>();
        agents.add(agent(concept(DCM, "110153"), reference(organization), false, record));
        agents.add(agent(concept(DCM, "110152"), user(record), true, record));
        event.put("agent", new Json.Arr(new ArrayList<>(agents)));
        event.put("source", source());
        List<Json.Obj> entities = new ArrayList<>();
        entities.add(patient(patient));
        entities.add(query(record));
        groups.stream()
                .flatMap(group -> texts(group, "resources"))
                .forEach(resource -> entities.add(entity(reference(resource), "2", "4")));
        entities.addAll(evidence(record, groups));
        event.put("entity", new Json.Arr(new ArrayList<>(entities)));
        return new Json.Obj(event);
    }

    private Json.Obj decision(String id, Recorded record, String patient, List<Json.Obj> groups) {
        List<String> consents = evidence(groups, "consent").toList();
        boolean byConsent = !consents.isEmpty();
        Map<String, Json> event = event(
                id, byConsent ? BALP + "AuthZconsent" : OWN + "StructureDefinition/legal-basis-decision", "110113");
        event.put(
                "subtype",
                list(
                        byConsent
                                ? coding("https://profiles.ihe.net/ITI/BALP/CodeSystem/AuthZsubType", "AuthZ-Consent")
                                : coding(OWN + "CodeSystem/audit", "AuthZ-LegalBasis")));
        event.put("action", new Json.Text("E"));
        boolean opened =
                groups.stream().anyMatch(group -> !group.text("decision").equals(Optional.of("withhold")));
        common(event, record, opened, reasons(groups));
        event.put("agent", new Json.Arr(new ArrayList<>(decisionAgents(record))));
        event.put("source", source());
        List<Json.Obj> entities = new ArrayList<>();
        entities.add(patient(patient));
        entities.add(query(record));
        consents.stream()
                .map(path -> path.replaceFirst("#.*", ""))
                .distinct()
                .forEach(consent -> entities.add(entity(reference(consent), "2", "4")));
        if (!byConsent) entities.addAll(evidence(record, groups));
        event.put("entity", new Json.Arr(new ArrayList<>(entities)));
        return new Json.Obj(event);
    }

    /** The client, who asked, who acts for them, their organization, and the gateway as the server that decided. */
    private List<Json.Obj> decisionAgents(Recorded record) {
        List<Json.Obj> agents = new ArrayList<>();
        agents.add(agent(concept(DCM, "110150"), identified(caller(record, "client")), false, record));
        agents.add(agent(
                concept("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP"),
                user(record),
                true,
                record));
        actor(record)
                .ifPresent(who -> agents.add(agent(
                        concept("http://terminology.hl7.org/CodeSystem/v3-RoleClass", "AGNT"), who, false, record)));
        caller(record, "organization")
                .ifPresent(org -> agents.add(agent(
                        concept("http://terminology.hl7.org/CodeSystem/v3-RoleClass", "PROV"),
                        reference(org),
                        false,
                        record)));
        agents.add(agent(
                concept("http://terminology.hl7.org/CodeSystem/extra-security-role-type", "authserver"),
                display(OBSERVER),
                false,
                record));
        return agents;
    }

    /** The groups of resources that were judged alike. */
    public static List<Json.Obj> groups(Recorded record) {
        return record.body().objects(record.kind() == Trail.Kind.DISCLOSED ? "disclosed" : "judged");
    }

    /** The same record and patient have the same id at every delivery. */
    public static String id(Recorded record, String patient) {
        return UUID.nameUUIDFromBytes((record.hash() + " " + patient).getBytes(UTF_8))
                .toString();
    }

    private static Map<String, Json> event(String id, String profile, String type) {
        Map<String, Json> event = new LinkedHashMap<>();
        event.put("resourceType", new Json.Text("AuditEvent"));
        event.put("id", new Json.Text(id));
        Map<String, Json> meta = new LinkedHashMap<>();
        meta.put("profile", new Json.Arr(List.of(new Json.Text(profile))));
        meta.put("tag", list(coding(GatewayEvents.TAG.system(), GatewayEvents.TAG.code())));
        event.put("meta", new Json.Obj(meta));
        event.put("type", coding(DCM, type));
        return event;
    }

    private static void common(Map<String, Json> event, Recorded record, boolean opened, String reasons) {
        event.put("recorded", new Json.Text(record.at().toString()));
        event.put("outcome", new Json.Text(opened ? "0" : "4"));
        event.put("outcomeDesc", new Json.Text(reasons));
        List<Json> purposes = purposes(record);
        if (!purposes.isEmpty()) event.put("purposeOfEvent", new Json.Arr(purposes));
    }

    private static String reasons(List<Json.Obj> groups) {
        String all = String.join(
                ", ",
                groups.stream()
                        .flatMap(group -> group.objects("reasons").stream().limit(1))
                        .flatMap(reason -> reason.text("code").stream())
                        .distinct()
                        .toList());
        return all.isEmpty() ? "refused" : all;
    }

    private static List<Json.Obj> evidence(Recorded record, List<Json.Obj> groups) {
        List<Json.Obj> entities = new ArrayList<>();
        evidence(groups, "grant")
                .forEach(grant -> entities.add(new Json.Obj(Map.of(
                        "what", identified(Optional.of(grant)),
                        "type", coding(OWN + "CodeSystem/audit", "legal-basis-grant")))));
        record.body()
                .text("pack")
                .ifPresent(pack -> entities.add(new Json.Obj(Map.of(
                        "what", identified(Optional.of(pack)),
                        "type", coding(OWN + "CodeSystem/audit", "policy-rule")))));
        return entities;
    }

    private static Stream<String> evidence(List<Json.Obj> groups, String member) {
        return groups.stream()
                .flatMap(group -> group.objects("reasons").stream())
                .flatMap(reason -> reason.text(member).stream())
                .distinct();
    }

    private static Json.Obj agent(Json.Obj type, Json.Obj who, boolean requestor, Recorded record) {
        Map<String, Json> agent = new LinkedHashMap<>();
        agent.put("type", type);
        agent.put("who", who);
        agent.put("requestor", new Json.Bool(requestor));
        List<Json> purposes = purposes(record);
        if (requestor && !purposes.isEmpty()) agent.put("purposeOfUse", new Json.Arr(purposes));
        return new Json.Obj(agent);
    }

    private static List<Json> purposes(Recorded record) {
        return record.body().object("caller").stream()
                .flatMap(caller -> texts(caller, "purposes"))
                .map(purpose -> purpose.split("#", 2))
                .filter(parts -> parts.length == 2)
                .map(parts -> (Json) concept(parts[0], parts[1]))
                .toList();
    }

    private static Json.Obj user(Recorded record) {
        return caller(record, "user")
                .map(AuditEvents::reference)
                .orElseGet(() -> identified(caller(record, "subject")));
    }

    /** Who acted for the user. */
    private static Optional<Json.Obj> actor(Recorded record) {
        return record.body()
                .object("caller")
                .flatMap(caller -> caller.object("actor"))
                .map(actor -> actor.text("user")
                        .map(AuditEvents::reference)
                        .orElseGet(() -> identified(actor.text("subject"))));
    }

    private static Optional<String> caller(Recorded record, String member) {
        return record.body().object("caller").flatMap(caller -> caller.text(member));
    }

    private static Json.Obj patient(String patient) {
        return entity(reference(patient), "1", "1");
    }

    private static Json.Obj entity(Json.Obj what, String type, String role) {
        return new Json.Obj(Map.of(
                "what",
                what,
                "type",
                coding("http://terminology.hl7.org/CodeSystem/audit-entity-type", type),
                "role",
                coding("http://terminology.hl7.org/CodeSystem/object-role", role)));
    }

    /**
     * What was asked: the target, and each parameter with its values as the trail has them, which is their hashes alone.
     *
     * @see <a href="https://profiles.ihe.net/ITI/BALP/StructureDefinition-IHE.BasicAudit.Query.html">IHE BALP query</a>
     */
    private static Json.Obj query(Recorded record) {
        List<String> parameters = new ArrayList<>();
        record.body()
                .object("parameters")
                .ifPresent(all -> all.members().keySet().forEach(name -> texts(all, name)
                        .forEach(value -> parameters.add(
                                URLEncoder.encode(name, UTF_8) + "=" + URLEncoder.encode(value, UTF_8)))));
        String target = record.body().text("target").orElse("");
        String asked = parameters.isEmpty() ? target : target + "?" + String.join("&", parameters);
        Map<String, Json> entity = new LinkedHashMap<>();
        entity.put("type", coding("http://terminology.hl7.org/CodeSystem/audit-entity-type", "2"));
        entity.put("role", coding("http://terminology.hl7.org/CodeSystem/object-role", "24"));
        entity.put("query", new Json.Text(Base64.getEncoder().encodeToString(asked.getBytes(UTF_8))));
        return new Json.Obj(entity);
    }

    private static Json.Obj source() {
        return new Json.Obj(Map.of("observer", display(OBSERVER)));
    }

    private static Json.Obj display(String text) {
        return new Json.Obj(Map.of("display", new Json.Text(text)));
    }

    private static Json.Obj reference(String to) {
        return new Json.Obj(Map.of("reference", new Json.Text(to)));
    }

    private static Json.Obj identified(Optional<String> by) {
        return new Json.Obj(Map.of("identifier", new Json.Obj(Map.of("value", new Json.Text(by.orElse("unknown"))))));
    }

    private static Json.Obj concept(String system, String code) {
        return new Json.Obj(Map.of("coding", list(coding(system, code))));
    }

    private static Json.Obj coding(String system, String code) {
        Map<String, Json> coding = new LinkedHashMap<>();
        if (!system.isEmpty()) coding.put("system", new Json.Text(system));
        coding.put("code", new Json.Text(code));
        return new Json.Obj(coding);
    }

    private static Json.Arr list(Json... items) {
        return new Json.Arr(List.of(items));
    }

    private static Stream<String> texts(Json.Obj from, String member) {
        return from.items(member).stream()
                .flatMap(item -> item instanceof Json.Text text ? Stream.of(text.value()) : Stream.empty());
    }
}
