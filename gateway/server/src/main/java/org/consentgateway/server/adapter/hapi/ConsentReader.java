package org.consentgateway.server.adapter.hapi;

import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.adapter.hapi.ConsentSearch.Answer;
import org.consentgateway.server.adapter.hapi.ConsentSearch.Reach;
import org.consentgateway.server.port.ConsentStore;
import org.consentgateway.server.port.FhirHttp;
import org.consentgateway.server.port.KnownConsents;

/**
 * Reads Consents from the consent server, past every cache, all pages; what is not read in full is {@code Unavailable},
 * and what it was known to deny goes on denying. A Consent of a patient who was not asked about is passed over.
 */
public final class ConsentReader implements ConsentStore {

    private final FhirReads consents;
    private final List<String> bases;
    private final Optional<PatientJoin> join;
    private final ConsentSearch search;
    private final ConsentRetention retention;
    private final KnownConsents known;

    /**
     * Reads for a road.
     *
     * @param consents          the consent server
     * @param base              its FHIR base
     * @param ehr               the EHR, asked for identifiers only where patients are joined
     * @param ehrBase           its FHIR base
     * @param patientIdentifier identifier system that joins patients, empty: the ids are the same
     * @param known             what was read before
     * @param clock             wall clock, for what is gone
     * @param unreadable        told of what cannot be read and was never known
     */
    public ConsentReader(
            FhirHttp consents,
            URI base,
            FhirHttp ehr,
            URI ehrBase,
            Optional<String> patientIdentifier,
            KnownConsents known,
            InstantSource clock,
            BiConsumer<Reference, Optional<Reference>> unreadable) {
        this.consents = new FhirReads(consents, base);
        this.bases = List.of(base.toString(), ehrBase.toString());
        this.join =
                patientIdentifier.map(system -> new PatientJoin(system, new FhirReads(ehr, ehrBase), this.consents));
        this.known = known;
        this.retention = new ConsentRetention(this.consents, known, clock, unreadable);
        this.search = new ConsentSearch(
                this.consents, (patient, consent) -> theirs(patient, consent).orElse(false), System::nanoTime);
    }

    /** Reads once and remembers nothing: for a tool. */
    public static ConsentReader once(FhirHttp server, URI base, Optional<String> patientIdentifier) {
        return new ConsentReader(
                server, base, server, base, patientIdentifier, NOTHING, InstantSource.system(), (patient, id) -> {});
    }

    private static final KnownConsents NOTHING = new KnownConsents() {
        @Override
        public Map<Reference, List<Version>> of(Set<Reference> patients) {
            return Map.of();
        }

        @Override
        public void keep(Version version) {}

        @Override
        public void forget(Reference patient, Reference id) {}
    };

    @Override
    public Map<Reference, Consents> consentsOf(Set<Reference> patients, Freshness freshness) {
        Map<Reference, List<KnownConsents.Version>> before = known.of(patients);
        Map<Reference, Consents> all = new HashMap<>();
        if (join.isEmpty()) {
            References references = new References(bases, Optional.empty());
            Translation translation = translation(references);
            search.of(patients)
                    .forEach((patient, answer) -> all.put(
                            patient,
                            retention.said(
                                    patient,
                                    answer,
                                    before.getOrDefault(patient, List.of()),
                                    reading(patient, consent -> theirs(patient, consent), translation))));
            return all;
        }
        for (Reference patient : patients)
            all.put(patient, joined(join.get(), patient, before.getOrDefault(patient, List.of())));
        return all;
    }

    /** Whether a Consent is a patient's where both servers have the same ids; empty when that cannot be told. */
    private Optional<Boolean> theirs(Reference patient, Json.Obj consent) {
        return Translation.patientOf(consent)
                .flatMap(reference -> new References(bases, Optional.empty()).resolve(reference))
                .map(patient::equals);
    }

    private Consents joined(PatientJoin by, Reference patient, List<KnownConsents.Version> before) {
        Joined state = new Joined(by, patient);
        Answer answer = state.answer();
        Translation translation = translation(new References(bases, Optional.of(state.ids)));
        return retention.said(patient, answer, before, reading(patient, state::theirs, translation));
    }

    /** The patients that the consent server knows under other ids: what turned out to be this one. */
    private final class Joined {
        private final PatientJoin by;
        private final Reference patient;
        private final References references = new References(bases, Optional.empty());
        private final Map<Reference, Reference> ids = new HashMap<>();
        private final Map<Json.Obj, Boolean> decided = new HashMap<>();
        private List<String> identifiers = List.of();

        Joined(PatientJoin by, Reference patient) {
            this.by = by;
            this.patient = patient;
        }

        Answer answer() {
            try {
                identifiers = by.identifiers(patient);
                FhirReads.Found found = consents.found("Consent", by.query(identifiers) + "&_count=100");
                List<Json.Obj> whole = new ArrayList<>(found.resources());
                for (Json.Obj consent : whole) theirs(consent);
                return new Answer(whole, found.unreadable() > 0 ? Reach.PART : Reach.WHOLE);
            } catch (FhirReads.Refused e) {
                return new Answer(List.of(), Reach.PART);
            } catch (IOException e) {
                return new Answer(List.of(), Reach.NONE);
            }
        }

        Optional<Boolean> theirs(Json.Obj consent) {
            Boolean before = decided.get(consent);
            if (before != null) return Optional.of(before);
            Optional<Json.Obj> reference = Translation.patientOf(consent);
            if (reference.isEmpty()) return Optional.empty();
            Optional<Reference> literal = references.literal(reference.get());
            try {
                boolean same = literal.filter(ids::containsKey).isPresent()
                        || by.isSame(reference.get(), literal, identifiers);
                if (same) literal.ifPresent(id -> ids.put(id, patient));
                decided.put(consent, same);
                return Optional.of(same);
            } catch (IOException e) {
                return Optional.empty();
            }
        }
    }

    private static ConsentRetention.Reading reading(
            Reference patient,
            java.util.function.Function<Json.Obj, Optional<Boolean>> theirs,
            Translation translation) {
        return new ConsentRetention.Reading() {
            @Override
            public Optional<Boolean> isTheirs(Json.Obj consent) {
                return theirs.apply(consent);
            }

            @Override
            public Directive directive(Reference id, Json.Obj consent) {
                return translation.directive(id, patient, consent);
            }
        };
    }

    private Translation translation(References references) {
        return new Translation(references, new SourceCheck(consents, references)::check);
    }
}
