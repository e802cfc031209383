package org.consentgateway.sandbox.worlds;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes that meet a note, or what pointed at one; asked one after the other, since each sees what the last one left. */
final class Writes {

    private static final String NOTE_REFERENCE = "{\"reference\":\"DocumentReference/N1\"}";
    private static final String TOUCH = "[{\"op\":\"replace\",\"path\":\"/status\",\"value\":\"final\"}]";

    private Writes() {}

    static List<Question> all() {
        List<Question> all = new ArrayList<>();
        for (Caller caller : List.of(Caller.DOCTOR, Caller.COLLEAGUE, Caller.BILLING, Caller.PATIENT, Caller.SYSTEM)) {
            for (String id : List.of("N1", "N5", "SUM13", "nothing")) {
                all.add(Question.write(caller, "PATCH", "/DocumentReference/" + id, TOUCH));
                all.add(Question.write(caller, "PUT", "/DocumentReference/" + id, document(id))
                        .with("If-Match", "W/\"1\""));
                all.add(Question.write(caller, "PUT", "/DocumentReference/" + id, document(id)));
                all.add(Question.get(caller, "/DocumentReference/" + id));
            }
            for (String hidden :
                    List.of("Observation/OB1", "Binary/N1b", "List/L2", "List/nothing", "Binary/nothing")) {
                all.add(new Question(caller, "DELETE", "/" + hidden, Map.of(), ""));
                all.add(Question.get(caller, "/" + hidden + "/_history"));
            }
            all.add(new Question(caller, "DELETE", "/DocumentReference?_id=N1", Map.of(), ""));
            all.add(Question.write(caller, "POST", "/DocumentReference", document("x"))
                    .with("If-None-Exist", "_id=N1"));
            all.add(Question.write(caller, "POST", "/List", list("")));
            all.add(Question.write(caller, "POST", "/Observation", observation()));
            all.add(Question.write(caller, "POST", "/Observation", observation())
                    .with("Prefer", "return=minimal"));
            all.add(Question.write(caller, "POST", "/Observation", "{\"resourceType\":\"Observation\",\"bad\":"));
            all.add(Question.write(caller, "POST", "", transaction()));
        }
        for (String type : List.of("List/L1", "Composition/CO1", "Communication/CM2", "Task/T1", "Observation/O2")) {
            all.add(Question.get(Caller.DOCTOR, "/" + type));
            all.add(Question.write(Caller.DOCTOR, "PATCH", "/" + type, retitle(type))
                    .with("If-Match", "W/\"1\""));
            all.add(Question.get(Caller.DOCTOR, "/" + type));
            all.add(Question.get(Caller.DOCTOR, "/" + type + "/_history"));
            all.add(Question.write(Caller.DOCTOR, "PATCH", "/" + type, retitle(type))
                    .with("If-Match", "W/\"7\""));
        }
        all.add(Question.write(Caller.DOCTOR, "PUT", "/List/L1", list("L1")));
        all.add(Question.get(Caller.DOCTOR, "/List/L1"));
        all.add(Question.get(Caller.COLLEAGUE, "/List?patient=Patient/P1"));
        all.add(Question.get(Caller.COLLEAGUE, "/DocumentReference?patient=Patient/P1&_count=3"));
        return all;
    }

    private static String retitle(String type) {
        return switch (type.replaceAll("/.*", "")) {
            case "Task" -> "[{\"op\":\"replace\",\"path\":\"/description\",\"value\":\"Filed\"}]";
            case "Communication" -> "[{\"op\":\"replace\",\"path\":\"/sent\",\"value\":\"2026-01-01T10:00:00Z\"}]";
            case "Observation" -> "[{\"op\":\"add\",\"path\":\"/issued\",\"value\":\"2026-01-01T10:00:00Z\"}]";
            default -> "[{\"op\":\"replace\",\"path\":\"/title\",\"value\":\"Papers\"}]";
        };
    }

    private static String document(String id) {
        return "{\"resourceType\":\"DocumentReference\",\"id\":\"" + id
                + "\",\"status\":\"current\",\"subject\":{\"reference\":\"Patient/P3\"},"
                + "\"content\":[{\"attachment\":{\"contentType\":\"text/plain\",\"data\":\"aGVsbG8=\"}}],"
                + "\"context\":{\"related\":[" + NOTE_REFERENCE + "]}}";
    }

    private static String list(String id) {
        return "{\"resourceType\":\"List\"," + (id.isEmpty() ? "" : "\"id\":\"" + id + "\",")
                + "\"status\":\"current\",\"mode\":\"snapshot\",\"title\":\"New\","
                + "\"subject\":{\"reference\":\"Patient/P1\"},\"date\":\"2026-01-01\",\"entry\":[{\"item\":"
                + NOTE_REFERENCE + "},{\"item\":{\"reference\":\"DocumentReference/SUM1\"}}]}";
    }

    private static String observation() {
        return "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"pulse\"},"
                + "\"subject\":{\"reference\":\"Patient/P3\"},\"derivedFrom\":[" + NOTE_REFERENCE + "]}";
    }

    private static String transaction() {
        return "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":["
                + "{\"resource\":" + observation() + ",\"request\":{\"method\":\"POST\",\"url\":\"Observation\"}},"
                + "{\"request\":{\"method\":\"DELETE\",\"url\":\"DocumentReference/N1\"}}]}";
    }
}
