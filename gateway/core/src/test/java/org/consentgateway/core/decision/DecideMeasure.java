package org.consentgateway.core.decision;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.consent.Effect;
import org.consentgateway.core.consent.FhirPeriod;
import org.consentgateway.core.consent.Provision;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;

/**
 * How long one decision takes: ten consents, each a tree of three levels, one of them the authorization that opens the
 * note. Run {@code main} in {@code gateway/core}; below 5 microseconds is asked for.
 */
public final class DecideMeasure {

    private static final int ROUNDS = 200_000;

    private DecideMeasure() {}

    /** Prints the best of ten rounds for a note that one of ten consents opens, and for a prescription. */
    public static void main(String[] args) {
        measure("note", access("B-01"));
        measure("chart", access("A-02"));
    }

    @SuppressWarnings("SystemOut") // a measure is read on the console
    private static void measure(String name, Access access) {
        long best = Long.MAX_VALUE;
        int grounds = 0;
        for (int round = 0; round < 10; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < ROUNDS; i++)
                grounds += Decide.decide(access).grounds().size();
            best = Math.min(best, (System.nanoTime() - start) / ROUNDS);
        }
        System.out.println(name + ": " + best + " ns a decision, " + grounds + " grounds in all");
    }

    private static Access access(String id) {
        WrittenCase written =
                WrittenCase.read(Packs.yaml(Path.of("src/test/resources/decision/cases.yaml")), Packs::of).stream()
                        .filter(one -> one.id().equals(id))
                        .findFirst()
                        .orElseThrow();
        Access access = written.access();
        Reference patient = new Reference("Patient", "P1");
        List<Directive> ten = new ArrayList<>(access.consents()
                .getOrDefault(patient, new Consents.Known(List.of()))
                .match(all -> all, last -> last));
        Directive like =
                WrittenCase.read(Packs.yaml(Path.of("src/test/resources/decision/cases.yaml")), Packs::of).stream()
                        .filter(one -> one.id().equals("C-09"))
                        .flatMap(one -> one.access().consents().values().stream())
                        .flatMap(consents -> consents.match(all -> all, last -> last).stream())
                        .findFirst()
                        .orElseThrow();
        while (ten.size() < 10) {
            ten.add(new Directive(
                    new Reference("Consent", "tree-" + ten.size()),
                    Optional.empty(),
                    patient,
                    Directive.Status.ACTIVE,
                    Set.of(),
                    Set.of(),
                    Set.of(),
                    Set.of(),
                    Optional.of("2026-01-01"),
                    tree("provision", Effect.PERMIT, 3),
                    like.form(),
                    false));
        }
        return new Access(
                access.caller(),
                access.facts(),
                access.background(),
                Map.of(patient, new Consents.Known(ten)),
                access.grants(),
                access.pack(),
                access.at());
    }

    private static Provision tree(String path, Effect effect, int levels) {
        List<Provision> children = new ArrayList<>();
        Effect inverse = effect == Effect.PERMIT ? Effect.DENY : Effect.PERMIT;
        for (int i = 0; levels > 1 && i < 2; i++)
            children.add(tree(path + ".provision[" + i + "]", inverse, levels - 1));
        boolean root = levels == 3;
        return new Provision(
                path,
                effect,
                new FhirPeriod(Optional.of("2026-01-01"), Optional.of("2026-12-31")),
                root
                        ? List.of()
                        : List.of(new Provision.Actor(
                                Set.of(), Optional.of(new Reference("Practitioner", "someone-" + path.length())))),
                Set.of(),
                Set.of(),
                root ? Set.of(new Coding(Coding.ACT_REASON, "TREAT")) : Set.of(),
                Set.of(),
                Set.of(),
                Optional.empty(),
                List.of(),
                false,
                children);
    }
}
