package org.consentgateway.server.proof;

import static org.consentgateway.server.proof.SessionStep.get;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;
import org.consentgateway.server.proof.SessionStep.Person;

/** Generates what people do. <code>{x}</code> is the type of whatever bears the id {@code ~x} in the hospital at hand. */
final class StepGenerator {

    static final List<String> PLACES = List.of(
            "{n1}/~n1",
            "{n1}/~n1",
            "{n2}/~n2",
            "{h1}/~h1",
            "{h1}/~h1",
            "{h2}/~h2",
            "{h3}/~h3",
            "{m1}/~m1",
            "{m1}/~m1",
            "{n1}/~none",
            "Observation/~o1",
            "DocumentReference/~d1",
            "Encounter/~e9",
            "ServiceRequest/~sr9",
            "Binary/~nb1",
            "Binary/~nb1",
            "Binary/~b1",
            "Practitioner/~o",
            "Consent/~ca",
            "Patient/~p1");
    static final List<String> TYPES =
            List.of("{n1}", "{n1}", "{n2}", "{h1}", "{h2}", "{m1}", "Observation", "Encounter", "DocumentReference");

    private StepGenerator() {}

    static Arbitrary<SessionStep> step() {
        return Arbitraries.frequencyOf(
                Tuple.of(5, ReadStepGenerator.reads()),
                Tuple.of(5, ReadStepGenerator.searches()),
                Tuple.of(3, ReadStepGenerator.includes()),
                Tuple.of(
                        2,
                        Arbitraries.of(List.of(get("next", Person.CLINICIAN, "")))
                                .map(step -> new SessionStep("next", step.caller(), "NEXT", "", List.of(), ""))),
                Tuple.of(2, WriteStepGenerator.creates()),
                Tuple.of(2, WriteStepGenerator.pointing()),
                Tuple.of(4, WriteStepGenerator.edits()),
                Tuple.of(2, WriteStepGenerator.patches()),
                Tuple.of(2, WriteStepGenerator.deletes()),
                Tuple.of(2, WriteStepGenerator.conditionals()),
                Tuple.of(1, WriteStepGenerator.updatesAsCreate()),
                Tuple.of(2, BundleStepGenerator.bundles()),
                Tuple.of(1, WriteStepGenerator.validations()),
                Tuple.of(2, FactStepGenerator.facts()),
                Tuple.of(2, WriteStepGenerator.conditions()),
                Tuple.of(2, FactStepGenerator.allowed()));
    }

    static Arbitrary<Person> people() {
        return Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.just(Person.CLINICIAN)),
                Tuple.of(
                        2,
                        Arbitraries.of(
                                Person.OTHER_APP,
                                Person.PSYCHIATRIST,
                                Person.PATIENT,
                                Person.OTHER_PATIENT,
                                Person.EMERGENCY,
                                Person.REGISTRAR)));
    }
}
