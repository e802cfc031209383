package org.consentgateway.server.authorize;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.NonLiteralReferences;
import org.consentgateway.core.label.PointerCandidates;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.request.Reference;

/** What a write names by an identifier or a word, and of it what may be a guess: the caller sees nothing of that name. */
final class GuessedReferences {

    /** How much that a write names so is looked up; a resource of a chart names a few. */
    private static final int NAMED_AT_MOST = 40;

    private final DecisionInputs inputs;
    private final DecisionPoint deciding;
    private final IdentifierReferences named;
    private final Predicate<String> mayBeHidden;
    private final FhirVersion fhir;

    /**
     * @param fhir        whose resource types a word may name
     * @param mayBeHidden whether one of the type may be hidden
     */
    GuessedReferences(
            FhirVersion fhir,
            DecisionInputs inputs,
            DecisionPoint deciding,
            IdentifierReferences named,
            Predicate<String> mayBeHidden) {
        this.fhir = fhir;
        this.inputs = inputs;
        this.deciding = deciding;
        this.named = named;
        this.mayBeHidden = mayBeHidden;
    }

    /** What names nothing that the caller sees; empty where so much is named that it is not looked up. */
    Optional<Predicate<PointerCandidates>> in(Json.Obj resource) {
        Set<Reference> words = new TreeSet<>();
        Set<Facts.Logical> logical = new LinkedHashSet<>();
        for (NonLiteralReferences.Naming naming : NonLiteralReferences.of(fhir, resource)) {
            naming.mentions().perhaps().stream()
                    .filter(word ->
                            mayBeHidden.test(word.type()) && !word.type().equals("Binary"))
                    .forEach(words::add);
            logical.addAll(naming.mentions().logical());
        }
        if (words.size() + logical.size() > NAMED_AT_MOST) return Optional.empty();
        Set<Reference> seen = new TreeSet<>();
        try {
            named.resolve(logical, deciding::withholds);
            for (Map.Entry<Reference, Json.Obj> one : inputs.of(words).entrySet())
                if (!deciding.withholds(one.getValue())) seen.add(one.getKey());
        } catch (NoVerdict e) {
            return Optional.empty();
        }
        return Optional.of(mentions -> mentions.logical().stream().allMatch(named::isGuess)
                && mentions.sure().isEmpty()
                && mentions.perhaps().stream().noneMatch(word -> seen.contains(word) || inputs.unread(word)));
    }
}
