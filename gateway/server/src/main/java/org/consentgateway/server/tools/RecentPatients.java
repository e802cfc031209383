package org.consentgateway.server.tools;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.adapter.audit.TrailWalk;

/** Patients whom the trail's latest decisions were about, for a survey of an EHR that answers no search without one. */
public final class RecentPatients {

    private RecentPatients() {}

    /**
     * The last ones.
     *
     * @param since how far back the trail is read
     * @param most  how many at most
     * @throws IOException where the trail cannot be read
     */
    public static Surveyed.Patients of(TrailWalk trail, Instant since, int most) throws IOException {
        Set<String> ids = new LinkedHashSet<>();
        trail.from(since, (record, sets) -> record.judged()
                .flatMap(group -> group.items("patients").stream())
                .flatMap(RecentPatients::id)
                .forEach(id -> {
                    ids.remove(id); // the latest mention counts
                    ids.add(id);
                }));
        List<String> all = List.copyOf(ids);
        return new Surveyed.Patients(all.subList(Math.max(0, all.size() - most), all.size()));
    }

    private static Stream<String> id(Json patient) {
        return patient instanceof Json.Text text
                ? Reference.parse(text.value())
                        .filter(reference -> reference.type().equals("Patient"))
                        .map(Reference::id)
                        .stream()
                : Stream.empty();
    }
}
