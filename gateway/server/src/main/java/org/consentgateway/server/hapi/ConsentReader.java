package org.consentgateway.server.hapi;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.road.ConsentStore;
import org.consentgateway.server.road.FhirHttp;

/**
 * Reads Consents from the consent server, past every cache, all pages; what is not read in full is
 * {@code Unavailable}. A Consent of a patient who was not asked about is passed over, whoever sent it.
 */
public final class ConsentReader implements ConsentStore {

    private static final int PATIENTS_AT_ONCE = 20;
    private static final int PAGE = 100;

    private final FhirReads consents;
    private final List<String> bases;
    private final Optional<PatientJoin> join;

    /**
     * @param consents          the consent server
     * @param base              its FHIR base
     * @param ehr               the EHR, asked for identifiers only where patients are joined
     * @param ehrBase           its FHIR base
     * @param patientIdentifier identifier system that joins patients, empty: the ids are the same
     */
    public ConsentReader(FhirHttp consents, URI base, FhirHttp ehr, URI ehrBase, Optional<String> patientIdentifier) {
        this.consents = new FhirReads(consents, base);
        this.bases = List.of(base.toString(), ehrBase.toString());
        this.join =
                patientIdentifier.map(system -> new PatientJoin(system, new FhirReads(ehr, ehrBase), this.consents));
    }

    @Override
    public Map<Reference, Consents> consentsOf(Set<Reference> patients, Freshness freshness) {
        Map<Reference, Consents> all = new HashMap<>();
        List<Reference> sorted = List.copyOf(new TreeSet<>(patients));
        int step = join.isPresent() ? 1 : PATIENTS_AT_ONCE;
        for (int from = 0; from < sorted.size(); from += step) {
            List<Reference> some = sorted.subList(from, Math.min(sorted.size(), from + step));
            all.putAll(known(some));
        }
        return all;
    }

    private Map<Reference, Consents> known(List<Reference> patients) {
        try {
            return join.isPresent() ? joined(join.get(), patients.get(0)) : sameIds(patients);
        } catch (IOException e) {
            return patients.stream()
                    .collect(Collectors.toMap(patient -> patient, patient -> new Consents.Unavailable(List.of())));
        }
    }

    private Map<Reference, Consents> sameIds(List<Reference> patients) throws IOException {
        References references = new References(bases, Optional.empty());
        Translation translation = translation(references);
        Map<Reference, List<Directive>> found = new HashMap<>();
        patients.forEach(patient -> found.put(patient, new ArrayList<>()));
        String asked = patients.stream().map(Reference::toString).collect(Collectors.joining(","));
        for (Json.Obj consent : consents.search("Consent", "patient=" + asked + "&_count=" + PAGE)) {
            Reference patient = references
                    .resolve(patientReference(consent))
                    .orElseThrow(() -> new IOException("a Consent of nobody known"));
            List<Directive> his = found.get(patient);
            if (his != null) his.add(translation.directive(id(consent), patient, consent));
        }
        return found.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> new Consents.Known(entry.getValue())));
    }

    private Map<Reference, Consents> joined(PatientJoin by, Reference patient) throws IOException {
        List<String> identifiers = by.identifiers(patient);
        References theirs = new References(bases, Optional.empty());
        Map<Reference, Reference> ids = new HashMap<>();
        List<Json.Obj> his = new ArrayList<>();
        for (Json.Obj consent : consents.search("Consent", by.query(identifiers) + "&_count=" + PAGE)) {
            Json.Obj reference = patientReference(consent);
            Optional<Reference> literal = theirs.literal(reference);
            boolean seen = literal.filter(ids::containsKey).isPresent();
            if (!seen && !by.isSame(reference, literal, identifiers)) continue;
            literal.ifPresent(id -> ids.put(id, patient));
            his.add(consent);
        }
        Translation translation = translation(new References(bases, Optional.of(ids)));
        List<Directive> directives = new ArrayList<>();
        for (Json.Obj consent : his) directives.add(translation.directive(id(consent), patient, consent));
        return Map.of(patient, new Consents.Known(directives));
    }

    private Translation translation(References references) {
        return new Translation(references, new SourceCheck(consents, references)::check);
    }

    private static Json.Obj patientReference(Json.Obj consent) throws IOException {
        return Translation.patientOf(consent).orElseThrow(() -> new IOException("a Consent of nobody"));
    }

    private static Reference id(Json.Obj consent) throws IOException {
        return consent.text("id")
                .flatMap(id -> Reference.parse("Consent/" + id))
                .orElseThrow(() -> new IOException("a Consent without id"));
    }
}
