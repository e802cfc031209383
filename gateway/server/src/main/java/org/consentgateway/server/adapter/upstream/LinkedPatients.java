package org.consentgateway.server.adapter.upstream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.pages.Links;
import org.consentgateway.server.port.Chart;
import org.consentgateway.server.port.FhirServer.Broken;
import org.consentgateway.server.port.PatientLinks;
import org.consentgateway.server.port.ServerCapabilities.Ability;

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
    public Links linked(Set<Reference> patients, String requestId) {
        Map<Reference, Set<Reference>> direct = new HashMap<>();
        boolean whole = true;
        Set<Reference> next = Set.copyOf(patients);
        while (!next.isEmpty()) {
            if (direct.size() + next.size() > patients.size() + MOST_LINKED) {
                whole = false;
                break;
            }
            Links found = direct(next, requestId);
            direct.putAll(found.known());
            whole &= found.whole();
            next = direct.values().stream()
                    .flatMap(Set::stream)
                    .filter(other -> !direct.containsKey(other))
                    .collect(Collectors.toSet());
        }
        return new Links(
                patients.stream().collect(Collectors.toMap(patient -> patient, patient -> reachable(patient, direct))),
                whole);
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

    /** The links that the patients themselves bear, which every EHR tells, and those of others to them where it searches. */
    private Links direct(Set<Reference> patients, String requestId) {
        Map<Reference, Set<Reference>> linked = new HashMap<>();
        patients.forEach(patient -> linked.put(patient, new HashSet<>()));
        boolean whole = true;
        try {
            chart.read(patients, requestId)
                    .forEach((patient, resource) -> linked.computeIfAbsent(patient, p -> new HashSet<>())
                            .addAll(others(resource)));
        } catch (Broken e) {
            whole = false;
        }
        String ids = patients.stream().map(Reference::toString).sorted().collect(Collectors.joining("%2C"));
        try {
            // some EHRs ignore the parameter: then every patient comes, and none of them is believed to be linked
            for (Json.Obj other : searched(patients, ids, requestId))
                others(other).stream().filter(patients::contains).forEach(patient -> Chart.self(other)
                        .ifPresent(known -> linked.computeIfAbsent(patient, p -> new HashSet<>())
                                .add(known)));
        } catch (Broken e) {
            whole = false;
        }
        return new Links(linked, whole);
    }

    private List<Json.Obj> searched(Set<Reference> patients, String ids, String requestId) throws Broken {
        if (chart.abilities().lacks(Ability.PATIENT_LINK, "Patient")) return List.of();
        Optional<List<Json.Obj>> found = chart.matching(
                "Patient?link=" + ids, one -> others(one).stream().anyMatch(patients::contains), requestId);
        if (found.isEmpty() || !found.get().isEmpty())
            chart.abilities().show(Ability.PATIENT_LINK, "Patient", found.isPresent());
        return found.orElse(List.of());
    }

    private Set<Reference> others(Json.Obj patient) {
        return patient.objects("link").stream()
                .flatMap(link -> link.object("other").stream())
                .flatMap(other -> other.text("reference").flatMap(references).stream())
                .filter(other -> other.type().equals("Patient"))
                .collect(Collectors.toSet());
    }
}
