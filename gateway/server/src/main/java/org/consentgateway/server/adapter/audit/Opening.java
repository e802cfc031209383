package org.consentgateway.server.adapter.audit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.consentgateway.core.json.Json;
import org.consentgateway.server.port.Recorded;

/**
 * The record with which the trail of an installation that observes begins: who answers for it, and why.
 *
 * @param name   of the person who accepted that nothing is withheld
 * @param reason in their words
 */
public record Opening(String name, String reason) {

    private static final String OBSERVE = "observe";

    Json.Obj body() {
        Map<String, Json> body = new TreeMap<>();
        body.put("what", new Json.Text(OBSERVE));
        body.put("acceptedBy", new Json.Text(name));
        body.put("reason", new Json.Text(reason));
        return new Json.Obj(body);
    }

    /** How the trail of a data folder begins. */
    public sealed interface Begun {

        /** There are no records yet. */
        record Empty() implements Begun {}

        /** It began with observing, at that instant. */
        record Observing(Instant since) implements Begun {}

        /** It began in another way: what wrote it enforced. */
        record Enforcing() implements Begun {}
    }

    /** Whether the data folder bears the mark of an installation that enforced. */
    public static boolean enforced(Path dataFolder) {
        return Files.exists(mark(dataFolder));
    }

    /** Marks the data folder for good; on disk when this returns. */
    public static void enforces(Path dataFolder) throws IOException {
        if (enforced(dataFolder)) return;
        Files.createDirectories(dataFolder);
        try (FileChannel file =
                FileChannel.open(mark(dataFolder), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.force(true);
        }
    }

    private static Path mark(Path dataFolder) {
        return dataFolder.resolve("enforced");
    }

    /** Reads how the trail begins; nothing is written. */
    public static Begun of(Path dataFolder) throws IOException {
        var all = Segments.of(dataFolder).inOrder();
        if (all.isEmpty()) return new Begun.Empty();
        try (SegmentReader reader = new SegmentReader(all.get(0))) {
            Optional<StoredFrame> frame = reader.next();
            if (frame.isEmpty()) return new Begun.Empty();
            Recorded first = frame.get().recorded();
            boolean observes = first.sequence() == 1
                    && first.body().text("what").filter(OBSERVE::equals).isPresent();
            return observes ? new Begun.Observing(first.at()) : new Begun.Enforcing();
        }
    }
}
