package org.consentgateway.server.upstream;

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
 * Links between patients as the EHR has them: {@code Patient.link}, followed both ways.
 *
 * @see <a href="http://hl7.org/fhir/R4/patient.html#links">FHIR R4 Patient links</a>
 */
public final class LinkedPatients implements PatientLinks {

    private final Chart chart;
    private final Function<String, Optional<Reference>> references;

    /** @param references the resource of the EHR that a literal reference names */
    public LinkedPatients(Chart chart, Function<String, Optional<Reference>> references) {
        this.chart = chart;
        this.references = references;
    }

    @Override
    public Optional<Map<Reference, Set<Reference>>> linked(Set<Reference> patients, String requestId) {
        Map<Reference, Set<Reference>> linked = new HashMap<>();
        patients.forEach(patient -> linked.put(patient, new HashSet<>()));
        try {
            chart.read(patients, requestId)
                    .forEach((patient, resource) -> linked.computeIfAbsent(patient, p -> new HashSet<>())
                            .addAll(others(resource)));
            String ids = patients.stream().map(Reference::toString).sorted().collect(Collectors.joining("%2C"));
            for (Json.Obj other : chart.search("Patient?link=" + ids, requestId)) {
                Optional<Reference> self = Chart.self(other);
                others(other).stream()
                        .filter(patients::contains)
                        .forEach(
                                patient -> self.ifPresent(known -> linked.computeIfAbsent(patient, p -> new HashSet<>())
                                        .add(known)));
            }
            return Optional.of(linked);
        } catch (Broken e) {
            return Optional.empty();
        }
    }

    private Set<Reference> others(Json.Obj patient) {
        return patient.objects("link").stream()
                .flatMap(link -> link.object("other").stream())
                .flatMap(other -> other.text("reference").flatMap(references).stream())
                .filter(other -> other.type().equals("Patient"))
                .collect(Collectors.toSet());
    }
}
