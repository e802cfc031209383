package org.consentgateway.server.upstream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.road.PatientLinks;
import org.consentgateway.server.upstream.FhirServer.Broken;

/**
 * Links between patients as the EHR has them: {@code Patient.link}, followed both ways and from each to the next.
 *
 * @see <a href="http://hl7.org/fhir/R4/patient.html#links">FHIR R4 Patient links</a>
 */
public final class LinkedPatients implements PatientLinks {

    /** Where more than so many turn up, whose chart it is cannot be told. */
    private static final int MOST_LINKED = 256;

    private final Chart chart;
    private final Function<String, Optional<Reference>> references;

    /** @param references the resource of the EHR that a literal reference names */
    public LinkedPatients(Chart chart, Function<String, Optional<Reference>> references) {
        this.chart = chart;
        this.references = references;
    }

    @Override
    public Optional<Map<Reference, Set<Reference>>> linked(Set<Reference> patients, String requestId) {
        Map<Reference, Set<Reference>> direct = new HashMap<>();
        try {
            Set<Reference> next = Set.copyOf(patients);
            while (!next.isEmpty()) {
                if (direct.size() + next.size() > patients.size() + MOST_LINKED) return Optional.empty();
                direct.putAll(direct(next, requestId));
                next = direct.values().stream()
                        .flatMap(Set::stream)
                        .filter(found -> !direct.containsKey(found))
                        .collect(Collectors.toSet());
            }
        } catch (Broken e) {
            return Optional.empty();
        }
        return Optional.of(
                patients.stream().collect(Collectors.toMap(patient -> patient, patient -> reachable(patient, direct))));
    }

    /** All that one merge after the other has made the same person. */
    private static Set<Reference> reachable(Reference patient, Map<Reference, Set<Reference>> direct) {
        Set<Reference> found = new HashSet<>();
        Deque<Reference> due = new ArrayDeque<>(Set.of(patient));
        while (!due.isEmpty())
            for (Reference other : direct.getOrDefault(due.pop(), Set.of()))
                if (!other.equals(patient) && found.add(other)) due.push(other);
        return found;
    }

    private Map<Reference, Set<Reference>> direct(Set<Reference> patients, String requestId) throws Broken {
        Map<Reference, Set<Reference>> linked = new HashMap<>();
        patients.forEach(patient -> linked.put(patient, new HashSet<>()));
        chart.read(patients, requestId)
                .forEach((patient, resource) ->
                        linked.computeIfAbsent(patient, p -> new HashSet<>()).addAll(others(resource)));
        String ids = patients.stream().map(Reference::toString).sorted().collect(Collectors.joining("%2C"));
        for (Json.Obj other : chart.search("Patient?link=" + ids, requestId)) {
            Optional<Reference> self = Chart.self(other);
            others(other).stream()
                    .filter(patients::contains)
                    .forEach(patient -> self.ifPresent(known -> linked.computeIfAbsent(patient, p -> new HashSet<>())
                            .add(known)));
        }
        return linked;
    }

    private Set<Reference> others(Json.Obj patient) {
        return patient.objects("link").stream()
                .flatMap(link -> link.object("other").stream())
                .flatMap(other -> other.text("reference").flatMap(references).stream())
                .filter(other -> other.type().equals("Patient"))
                .collect(Collectors.toSet());
    }
}
