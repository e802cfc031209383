package org.consentgateway.server.adapter.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.server.port.Trail;

/** A trail whose older segments lie in an archive, as an office finds it after years. */
public final class ArchivedTrail {

    /** Notes that went to a court, all about one patient. */
    static final int DISCLOSURES = 40;
    /** Notes that an app was not shown, before all others. */
    static final int KEPT_BACK = 3;

    private static final Instant LATER = Instant.parse("2999-01-01T00:00:00Z");

    private ArchivedTrail() {}

    /** Writes it, with its older segments archived. */
    public static void in(Path data, Path archive) throws Exception {
        fill(data);
        archive(data, archive);
    }

    static void fill(Path data) throws Exception {
        try (WriteAheadTrail written = WriteAheadTrail.open(
                new WriteAheadTrail.Layout(data, data.resolve("keys"), 8_000), Disk.real(), Clock.systemUTC())) {
            Random random = new Random(13);
            for (int i = 0; i < KEPT_BACK; i++) written.commit(List.of(keptBack(i)));
            for (int i = 0; i < DISCLOSURES; i++) written.commit(List.of(disclosure(i, random)));
        }
    }

    static void archive(Path data, Path archive) throws IOException {
        var out = new ByteArrayOutputStream();
        int exit = new TrailArchive(data, Keys.existing(data.resolve("keys")))
                .archive(LATER, archive, new PrintStream(out, true, StandardCharsets.UTF_8));
        if (exit != 0) throw new IOException(out.toString(StandardCharsets.UTF_8));
    }

    /** A note that an app was not shown. */
    private static Trail.Entry keptBack(int i) throws Exception {
        String body = """
                {"interaction": "search", "target": "Observation", "patients": ["Patient/P2"], "pack": "us-test|1",
                 "caller": {"client": "app", "user": "Practitioner/x", "organization": "Organization/org-a"},
                 "judged": [{"decision": "withhold", "class": "CONFIRMED", "rule": "label",
                   "resources": ["Observation/n%d"], "patients": ["Patient/P2"], "reasons": [{"code": "psyn"}]}]}""".formatted(i);
        return new Trail.Entry(
                "search-" + i, Trail.Kind.DECISION, JsonReader.object(body.getBytes(StandardCharsets.UTF_8)));
    }

    /** A note that went to a court; what fills the segments stands in its target. */
    private static Trail.Entry disclosure(int i, Random random) throws Exception {
        StringBuilder filling = new StringBuilder();
        for (int n = 0; n < 40; n++) filling.append(Long.toHexString(random.nextLong()));
        String body = """
                {"interaction": "read", "target": "%s", "patients": ["Patient/P1"], "pack": "us-test|1",
                 "caller": {"client": "app", "user": "Practitioner/court-1", "organization": "Organization/court"},
                 "disclosed": [{"decision": "release", "class": "CONFIRMED", "rule": "label",
                   "resources": ["DocumentReference/n%d"], "patients": ["Patient/P1"],
                   "reasons": [{"code": "required-by-law", "grant": "g-1"}]}]}""".formatted(filling, i);
        return new Trail.Entry(
                "request-" + i, Trail.Kind.DISCLOSED, JsonReader.object(body.getBytes(StandardCharsets.UTF_8)));
    }
}
