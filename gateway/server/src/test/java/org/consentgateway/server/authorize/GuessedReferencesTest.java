package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.server.authorize.MemoryHospital.NOTE;
import static org.consentgateway.server.authorize.MemoryHospital.caller;
import static org.consentgateway.server.authorize.MemoryHospital.json;

import java.util.Optional;
import java.util.function.Predicate;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.PointerCandidates;
import org.consentgateway.core.request.Caller;
import org.junit.jupiter.api.Test;

/** What a write names by a word, and what of it may be a guess. */
class GuessedReferencesTest {

    private static final Caller CLINICIAN = caller("Practitioner/dr-c");

    @Test
    void a_word_that_names_nothing_the_caller_sees_may_be_a_guess() throws Exception {
        // Given
        Json.Obj resource =
                json("{'resourceType':'Observation','id':'o3','note':[{'text':'see DocumentReference/plan'}]}");
        MemoryHospital without = new MemoryHospital().with(NOTE);
        MemoryHospital with = new MemoryHospital()
                .with("{'resourceType':'DocumentReference','id':'plan','status':'current',"
                        + "'subject':{'reference':'Patient/P1'}}");

        // Then
        assertThat(guesses(without, resource).orElseThrow().test(mentions(without, resource)))
                .isTrue();
        assertThat(guesses(with, resource).orElseThrow().test(mentions(with, resource)))
                .isFalse();
    }

    @Test
    void where_much_is_named_nothing_is_looked_up() {
        // Given
        StringBuilder text = new StringBuilder();
        for (char first = 'a'; first <= 'z'; first++)
            for (char second : new char[] {'k', 'l'})
                text.append(" DocumentReference/").append(first).append(second);
        Json.Obj resource = json("{'resourceType':'Observation','id':'o3','note':[{'text':'" + text + "'}]}");

        // Then
        assertThat(guesses(new MemoryHospital(), resource)).isEmpty();
    }

    private static Optional<Predicate<PointerCandidates>> guesses(MemoryHospital hospital, Json.Obj resource) {
        DecisionInputs inputs = new DecisionInputs(hospital.site, "r", Optional.of(CLINICIAN), true);
        ReferenceClosure closure = hospital.outside(CLINICIAN).closure();
        return new GuessedReferences(
                        FhirVersion.R4,
                        inputs,
                        hospital.deciding(CLINICIAN, inputs),
                        closure.named(),
                        closure::mayBeHidden)
                .in(resource);
    }

    private static PointerCandidates mentions(MemoryHospital hospital, Json.Obj resource) {
        return hospital.site.facts(resource).mentions();
    }
}
