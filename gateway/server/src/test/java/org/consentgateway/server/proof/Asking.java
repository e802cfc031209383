package org.consentgateway.server.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.consentgateway.server.RunningGateway;
import org.consentgateway.server.attack.Reply;
import org.consentgateway.server.attack.Wire;
import org.consentgateway.server.proof.SessionStep.Person;

/** Carries out the steps of one session in one world. */
final class Asking {

    static final ObjectMapper JSON = new ObjectMapper();
    private static final String RESOURCE = "application/fhir+json";

    private final Lane lane;
    private final Hospital hospital;
    private final Credentials credentials;
    private final String prefix;
    private final Map<Person, String> next = new EnumMap<>(Person.class);

    Asking(Lane lane, Hospital hospital, Credentials credentials, String prefix) {
        this.lane = lane;
        this.hospital = hospital;
        this.credentials = credentials;
        this.prefix = prefix;
    }

    /** Every answer that the step brought, in order. */
    List<Reply> carryOut(SessionStep step) throws IOException {
        return switch (step.method()) {
            case "REVOKE" -> revoke(hospital.filled(step.target()));
            case "RESTART" -> {
                lane.restart();
                yield List.of();
            }
            case "EDIT" -> edit(step);
            case "NEXT" -> next.containsKey(step.caller()) ? List.of(followed(step.caller())) : List.of();
            default -> List.of(ask(step));
        };
    }

    Reply get(Person person, String target) throws IOException {
        return send(person, "GET", "/fhir/" + target, new TreeMap<>(Map.of("Accept", RESOURCE)), "");
    }

    private Reply ask(SessionStep step) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        if (!step.body().isEmpty()) headers.put("Content-Type", RESOURCE);
        for (int i = 0; i + 1 < step.headers().size(); i += 2)
            headers.put(step.headers().get(i), hospital.filled(step.headers().get(i + 1)));
        if (step.method().equals("HEAD")) headers.put("Connection", "close"); // ends what has no body
        String target = hospital.filled(step.target());
        return send(step.caller(), step.method(), form(target), headers, hospital.filled(step.body()));
    }

    /** RFC 9112 3.2: a target is a path, or an absolute URL. */
    private static String form(String target) {
        if (target.startsWith("https://")) return target;
        return target.isEmpty() ? "/fhir" : "/fhir/" + target;
    }

    private Reply send(Person person, String method, String target, Map<String, String> headers, String body)
            throws IOException {
        Map<String, String> all = new TreeMap<>(headers);
        if (person == Person.EMERGENCY || person == Person.EMERGENCY_TREATS)
            all.put("X-Break-Glass-Reason", "unconscious in the ward");
        InjectedDefect.Sound sound =
                () -> Wire.ask(lane.port(), Wire.request(method, target, credentials.of(person), all, body));
        InjectedDefect.Asked asked = new InjectedDefect.Asked(person, method, target, body);
        Reply reply = lane.defect.isPresent() && person.compared()
                ? lane.defect.get().answer(asked, lane.ehr, sound)
                : sound.answer();
        if (reply.status() == 200) remember(person, reply);
        return reply;
    }

    private void remember(Person person, Reply reply) {
        if (!reply.text().contains("\"searchset\"")) return;
        next.remove(person);
        parsed(reply).path("link").forEach(link -> {
            if (link.path("relation").asText().equals("next"))
                next.put(person, link.path("url").asText());
        });
    }

    private Reply followed(Person person) throws IOException {
        String link = next.getOrDefault(person, "");
        String path = link.substring(RunningGateway.PUBLIC_URL.length());
        return send(person, "GET", "/fhir" + path, Map.of(), "");
    }

    private List<Reply> edit(SessionStep step) throws IOException {
        String target = hospital.filled(step.target());
        Reply read = get(step.caller(), target);
        List<Reply> replies = new ArrayList<>(List.of(read));
        ObjectNode resource = read.status() == 200 && parsed(read) instanceof ObjectNode shown
                ? shown
                : JSON.createObjectNode()
                        .put("resourceType", target.substring(0, target.indexOf('/')))
                        .put("id", target.substring(target.indexOf('/') + 1));
        String body = Edit.apply(step.body(), resource, prefix).toString();
        Map<String, String> headers = new TreeMap<>(Map.of("Content-Type", RESOURCE));
        read.header("ETag").ifPresent(tag -> headers.put("If-Match", tag));
        replies.add(send(step.caller(), "PUT", "/fhir/" + target, headers, body));
        return replies;
    }

    private List<Reply> revoke(String consent) {
        lane.ehr.get(consent).ifPresent(known -> lane.ehr.put(known.deepCopy().put("status", "inactive")));
        return List.of();
    }

    static JsonNode parsed(Reply reply) {
        try {
            return JSON.readTree(reply.text());
        } catch (JsonProcessingException e) {
            return JSON.createObjectNode();
        }
    }
}
