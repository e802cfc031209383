package org.consentgateway.core.redact;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.consentgateway.core.request.Reference;

/** A small generated chart: documents, some of them notes, and resources that point at them in every way. */
final class Charts {

    private final Random random;
    private final Set<Reference> notes = new HashSet<>();
    private final String bundle;

    Charts(Random random) {
        this.random = random;
        List<String> entries = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            boolean note = random.nextInt(3) == 0;
            if (note) notes.add(new Reference("DocumentReference", "d" + i));
        }
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) entries.add("{\"resource\":" + resource(i) + "}");
        bundle = Upstream.bundle("", entries.toArray(String[]::new));
    }

    String bundle() {
        return bundle;
    }

    /** Everything that is withheld. */
    Set<Reference> notes() {
        return notes;
    }

    private String resource(int i) {
        return switch (random.nextInt(7)) {
            case 0, 1 -> document();
            case 2 ->
                "{\"resourceType\":\"List\",\"id\":\"l" + i + "\"" + text()
                        + ",\"status\":\"current\",\"entry\":[{\"item\":" + reference() + "},{\"item\":" + reference()
                        + ",\"date\":\"2020\"}]}";
            case 3 ->
                "{\"resourceType\":\"Provenance\",\"id\":\"p" + i + "\",\"target\":[" + reference()
                        + "],\"entity\":[{\"role\":\"source\",\"what\":" + reference()
                        + "}],\"signature\":[{\"data\":\"QUJD\"}]}";
            case 4 ->
                "{\"resourceType\":\"Task\",\"id\":\"t" + i + "\"" + text() + ",\"focus\":" + reference()
                        + ",\"extension\":[{\"url\":\"http://x\",\"valueReference\":" + reference()
                        + "}],\"note\":[{\"text\":\"see "
                        + target() + ".\"}],\"value\":[0.10,1E+2,-0]}";
            case 5 ->
                "{\"resourceType\":\"Observation\",\"id\":\"o" + i + "\"" + text() + ",\"contained\":[" + contained()
                        + "],\"derivedFrom\":[{\"reference\":\"#c1\"}," + reference()
                        + "],\"valueString\":\"\u00e9\ud83d\ude00\"}";
            default ->
                "{\"resourceType\":\"AuditEvent\",\"id\":\"a" + i + "\",\"entity\":[{\"what\":" + reference()
                        + ",\"name\":\"n\"},{\"name\":\"m\"}]}";
        };
    }

    private String document() {
        int i = random.nextInt(4);
        boolean note = notes.contains(new Reference("DocumentReference", "d" + i));
        return "{\"resourceType\":\"DocumentReference\",\"id\":\"d" + i + "\",\"description\":\""
                + (note ? "CNRY" : "fine") + "\",\"relatesTo\":[{\"code\":\"appends\",\"target\":" + reference()
                + "}]}";
    }

    private String contained() {
        boolean note = random.nextBoolean();
        String label = note ? ",\"meta\":{\"security\":[" + Upstream.PSY + "]},\"description\":\"CNRY\"" : "";
        return "{\"resourceType\":\"DocumentReference\",\"id\":\"c1\"" + label + "}";
    }

    private String text() {
        return random.nextBoolean() ? ",\"text\":{\"status\":\"generated\",\"div\":\"<div>all</div>\"}" : "";
    }

    private String target() {
        return "DocumentReference/d" + random.nextInt(4);
    }

    private String reference() {
        String display = random.nextBoolean() ? ",\"display\":\"about\"" : "";
        String history = random.nextInt(4) == 0 ? "/_history/1" : "";
        return "{\"reference\":\"" + target() + history + "\"" + display + "}";
    }
}
