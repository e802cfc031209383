package org.consentgateway.core.redact;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.ReferenceResolver;
import org.consentgateway.core.redact.Candidate.Place;

/** Applies verdicts to one resource: the pure heart of the redactor, also for what a write answers or merges. */
public final class Redaction {

    /**
     * Types of which nothing may be left when all that they point at is hidden: what they must have repeats, and is made
     * of references. Whoever points at such a one points at what it points at.
     */
    public static final Set<String> VANISHING =
            Set.of("AuditEvent", "Bundle", "DocumentManifest", "Linkage", "Provenance");

    /** How often is looked again for what falls with what fell: each look goes over the whole resource. */
    private static final int ROUNDS = 16;

    private final FhirVersion fhir;
    private final ReferenceResolver relative;

    /** @param fhir what resources are made of */
    public Redaction(FhirVersion fhir) {
        this.fhir = fhir;
        this.relative = ReferenceResolver.relative(fhir);
    }

    /**
     * What the caller may see of the resource, inner resources included; mentions of upstream are not rewritten yet. The
     * very same object where nothing is taken out. Empty: nothing may be seen.
     *
     * @param candidate the outermost resource
     * @param verdicts  one for it and for each candidate that {@link InnerResources} finds; a candidate without a verdict, or
     *                  with one on another object, is dropped
     */
    public Optional<Json.Obj> of(Candidate candidate, List<Verdict> verdicts) {
        return of(candidate, InnerResources.look(fhir, candidate), verdicts);
    }

    Optional<Json.Obj> of(Candidate candidate, InnerResources inside, List<Verdict> verdicts) {
        IdentityHashMap<Json.Obj, Verdict> byIdentity = new IdentityHashMap<>();
        for (Verdict verdict : verdicts) byIdentity.put(verdict.candidate().resource(), verdict);
        IdentityHashMap<Json.Obj, Edits> released = new IdentityHashMap<>();
        for (Candidate one : inside.judged()) {
            Optional.ofNullable(byIdentity.get(one.resource()))
                    .flatMap(verdict ->
                            verdict.match(dropped -> Optional.<Edits>empty(), (on, edits) -> Optional.of(edits)))
                    .ifPresent(edits -> released.put(one.resource(), edits));
        }
        boolean nothingToDo = inside.unknown().isEmpty()
                && released.size() == inside.judged().size()
                && released.values().stream().allMatch(Edits::none)
                && inside.judged().stream().noneMatch(one -> one.type().equals("Bundle"));
        Optional<Json.Obj> left = nothingToDo ? Optional.of(candidate.resource()) : cut(candidate, inside, released);
        Optional<VersionStamp> stamp =
                Optional.ofNullable(released.get(candidate.resource())).flatMap(Edits::stamp);
        return stamp.isPresent() ? left.map(stamp.get()::on) : left;
    }

    /** Taking out one resource may leave another without what it must have: it goes too, and so on until all is quiet. */
    private Optional<Json.Obj> cut(Candidate root, InnerResources inside, IdentityHashMap<Json.Obj, Edits> released) {
        for (int round = 1; ; round++) {
            Optional<Edits> edits = Optional.ofNullable(released.get(root.resource()));
            if (edits.isEmpty()) return Optional.empty();
            HiddenReferences everywhere = goneEverywhere(inside, released);
            RedactionPass scissors = new RedactionPass(fhir, inside, released, everywhere);
            Optional<Json.Obj> result = scissors.cut(root, edits.get(), everywhere, PathTree.of(List.of()));
            if (scissors.fallen().isEmpty()) return result;
            scissors.fallen().forEach(released::remove);
            // what goes on and on is taken to be so to its end
            if (round == 2 * ROUNDS) return Optional.empty();
            if (round == ROUNDS)
                inside.judged().stream()
                        .filter(one -> VANISHING.contains(one.type()))
                        .filter(one -> !one.equals(root))
                        .forEach(one -> released.remove(one.resource()));
        }
    }

    private HiddenReferences goneEverywhere(InnerResources inside, IdentityHashMap<Json.Obj, Edits> released) {
        HiddenReferences gone = new HiddenReferences(relative);
        for (Candidate one : inside.judged()) {
            boolean inner = one.place() == Place.NESTED || one.place() == Place.PARAMETER;
            if (inner && !released.containsKey(one.resource())) one.self().ifPresent(gone::add);
        }
        return gone;
    }
}
