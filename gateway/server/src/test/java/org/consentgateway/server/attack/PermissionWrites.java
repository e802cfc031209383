package org.consentgateway.server.attack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/** Hospitals in which nobody but its author may have a note, and writes of the facts that would open one to their writer. */
public final class PermissionWrites {

    /** Who writes. */
    public static final String WRITER = "Practitioner/writer";

    /** For whom what is written may open a note: it is another's word. */
    public static final String OTHER = "Practitioner/other";

    /** What must stay closed. */
    public static final List<String> NOTES = List.of(
            "DocumentReference/N",
            "DocumentReference/NR",
            "DocumentReference/NG",
            "DocumentReference/NS",
            "Observation/part");

    private static final String LABELLED =
            "'extension':[{'url':'http://hl7.org/fhir/uv/security-label-ds4p/StructureDefinition/extension-inline-sec-label',"
                    + "'valueCoding':{'system':'http://terminology.hl7.org/CodeSystem/v3-ActCode','code':'PSYTHPN'}}]";
    private static final List<String> TEAMS =
            List.of("CareTeam/t", "Group/g", "PractitionerRole/m", "Practitioner/friend", "CareTeam/none-yet");

    private final Random random;

    public PermissionWrites(Random random) {
        this.random = random;
    }

    private static ObjectNode json(String text) {
        return Chart.parse(text.replace('\'', '"'));
    }

    private String one(List<String> all) {
        return all.get(random.nextInt(all.size()));
    }

    /** What the EHR holds before anything is written. */
    public List<ObjectNode> hospital() {
        List<ObjectNode> all = new ArrayList<>(List.of(
                json("{'resourceType':'Patient','id':'P1','birthDate':'1980-02-03'}"),
                json("{'resourceType':'Patient','id':'P2','birthDate':'1975-05-06'}"),
                json("{'resourceType':'Organization','id':'org-a','name':'Riverside'}"),
                Chart.practitioner("dr-o", "103TC0700X"),
                Chart.practitioner("writer", "103TC0700X"),
                Chart.practitioner("other", "103TC0700X"),
                Chart.practitioner("friend", "103TC0700X"),
                json("{'resourceType':'PractitionerRole','id':'o','practitioner':{'reference':'Practitioner/dr-o'},"
                        + "'organization':{'reference':'Organization/org-a'}}"),
                json("{'resourceType':'PractitionerRole','id':'m','practitioner':{'reference':'Practitioner/friend'}}"),
                json("{'resourceType':'CareTeam','id':'t','status':'active','participant':[{'member':{'reference':"
                        + "'Practitioner/friend'}}]}"),
                json("{'resourceType':'Group','id':'g','type':'person','actual':true,'member':[{'entity':{'reference':"
                        + "'Practitioner/friend'}}]}"),
                json("{'resourceType':'Group','id':'s','type':'person','actual':true,'member':[{'entity':{'reference':"
                        + "'Patient/P1'}},{'entity':{'reference':'Patient/P2'}}]}"),
                note("N", "Practitioner/dr-o"),
                note("NR", "PractitionerRole/o"),
                suspected(),
                part(),
                Chart.document("auth-1", "P1", "64292-6")));
        ObjectNode group = note("NG", "Practitioner/dr-o");
        group.withObject("/subject").put("reference", "Group/s");
        all.add(group);
        all.add(authorization("C1", one(TEAMS)));
        if (random.nextBoolean()) {
            // what was denied under another id of the same person stops what was permitted
            all.set(
                    0,
                    json("{'resourceType':'Patient','id':'P1','birthDate':'1980-02-03','link':[{'other':{'reference':"
                            + "'Patient/P2'},'type':'seealso'}]}"));
            all.add(Chart.denial("C-DENY", "P2"));
            all.add(authorization("C2", one(List.of(WRITER, OTHER))));
        }
        return all;
    }

    private static ObjectNode note(String id, String author) {
        ObjectNode note = Chart.note(id, "P1", author, "CNRY_" + id);
        note.withObject("/content/0/attachment").remove("url");
        return note;
    }

    private static ObjectNode suspected() {
        ObjectNode note = note("NS", "Practitioner/dr-o");
        note.remove("meta");
        note.withObject("/type/coding/0").put("code", "47042-7");
        return note;
    }

    private static ObjectNode part() {
        return json(
                "{'resourceType':'Observation','id':'part','meta':{'versionId':'1'},'status':'final','code':{'text':'x'},"
                        + "'subject':{'reference':'Patient/P2'},'performer':[{'reference':'Practitioner/dr-o'}],"
                        + "'note':[{'text':'ordinary'},{" + LABELLED + ",'text':'CNRY_PART'}]}");
    }

    private static ObjectNode authorization(String id, String recipient) {
        return Chart.parse(Chart.authorization(id).toString().replace("Practitioner/dr-x", recipient));
    }

    /** The next write: a resource as it shall be, in favour of the writer or of another. */
    public ObjectNode next(Function<String, Optional<ObjectNode>> stored) {
        String who = random.nextInt(3) > 0 ? WRITER : OTHER;
        return switch (random.nextInt(13)) {
            case 0 -> role("o", who, stored);
            case 1 -> role("m", who, stored);
            case 2 -> member("CareTeam/t", "participant", "member", who, stored);
            case 3 -> member("Group/g", "member", "entity", who, stored);
            case 4 ->
                json(
                        "{'resourceType':'CareTeam','id':'none-yet','status':'active','participant':[{'member':{'reference':'"
                                + WRITER + "'}},{'member':{'reference':'" + OTHER + "'}}]}");
            case 5 -> with("Group/s", stored, group -> group.withArray("member").remove(0));
            case 6 -> with("Practitioner/dr-o", stored, person -> person.remove("qualification"));
            case 7 -> authorization("C" + (3 + random.nextInt(2)), random.nextBoolean() ? who : one(TEAMS));
            case 8 -> with("Patient/P1", stored, patient -> patient.remove("link"));
            case 9 ->
                with("Observation/part", stored, part -> part.withObject("/subject")
                        .put("reference", "Patient/P1"));
            case 10 ->
                with("Observation/part", stored, part -> ((ObjectNode) part.at("/performer/0")).put("reference", who));
            case 11 ->
                with("DocumentReference/" + one(List.of("N", "NR", "NG")), stored, note -> {
                    note.withArray("author").removeAll().addObject().put("reference", who);
                    if (random.nextBoolean()) note.withObject("/subject").put("reference", "Patient/P1");
                });
            default ->
                with("CareTeam/t", stored, team -> team.put("status", random.nextBoolean() ? "active" : "inactive"));
        };
    }

    private static ObjectNode role(String id, String who, Function<String, Optional<ObjectNode>> stored) {
        return with("PractitionerRole/" + id, stored, role -> role.withObject("/practitioner")
                .put("reference", who));
    }

    private static ObjectNode member(
            String team, String list, String element, String who, Function<String, Optional<ObjectNode>> stored) {
        return with(team, stored, resource -> {
            ArrayNode members = resource.withArray(list);
            members.addObject().putObject(element).put("reference", who);
        });
    }

    private interface Change {
        void in(ObjectNode resource);
    }

    private static ObjectNode with(String reference, Function<String, Optional<ObjectNode>> stored, Change change) {
        ObjectNode resource = stored.apply(reference).orElseThrow().deepCopy();
        change.in(resource);
        return resource;
    }
}
