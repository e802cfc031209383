package org.consentgateway.core.decision;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.consent.Effect;
import org.consentgateway.core.consent.FhirPeriod;
import org.consentgateway.core.consent.Provision;
import org.consentgateway.core.consent.SignedForm;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long one decision takes with ten consents, nine of them trees of three levels and seven rules, the tenth the
 * authorization B-01. Below 5 microseconds is asked for. {@code deploy/bench/jmh} runs it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class DecideBenchmark {

    private static final Reference PATIENT = new Reference("Patient", "P1");
    private static final List<WrittenCase> CASES =
            WrittenCase.read(Packs.yaml(Path.of("src/test/resources/decision/cases.yaml")), Packs::of);

    /** Exceptions for others than the caller: the upper levels are looked at, the lowest is not reached. */
    private final Access note = among("B-01", "someone-else", Set.of());

    private final Access chart = among("A-02", "someone-else", Set.of());

    /** Exceptions for the caller, by label: every level of every tree applies, and each may be an authorization. */
    private final Access labelledNote = among("B-01", "dr-x", Set.of(new Coding(Coding.ACT_CODE, "HIV")));

    private final Access labelledChart = among("A-02", "dr-c", Set.of(new Coding(Coding.CONFIDENTIALITY, "V")));

    /** What is measured is the opening of a note, and not its refusal on the way. */
    @Setup
    public void opens() {
        for (Access access : List.of(note, chart, labelledNote, labelledChart)) {
            boolean open = Decide.decide(access).match(release -> true, strip -> false, withhold -> false);
            if (!open) throw new IllegalStateException("not released");
        }
    }

    /** A note that one of ten consents opens. */
    @Benchmark
    public Decision note() {
        return Decide.decide(note);
    }

    /** A prescription. */
    @Benchmark
    public Decision chart() {
        return Decide.decide(chart);
    }

    /** A note, and nine labelled trees that have to be unfolded. */
    @Benchmark
    public Decision noteAmongLabelledTrees() {
        return Decide.decide(labelledNote);
    }

    /** A prescription, and nine labelled trees. */
    @Benchmark
    public Decision chartAmongLabelledTrees() {
        return Decide.decide(labelledChart);
    }

    private static Access among(String id, String named, Set<Coding> labels) {
        Access access = written(id);
        List<Directive> ten = new ArrayList<>(said(access));
        Directive like = said(written("C-09")).get(0);
        while (ten.size() < 10) {
            ten.add(new Directive(
                    new Directive.Version(new Reference("Consent", "tree-" + ten.size()), Optional.empty()),
                    PATIENT,
                    Directive.Status.ACTIVE,
                    new Directive.Kind(Set.of(), Set.of(), Set.of(), Set.of()),
                    Optional.of("2026-01-01"),
                    tree("provision", Effect.PERMIT, 3, new Reference("Practitioner", named), labels),
                    form(like.form(), "paper-" + ten.size()),
                    false));
        }
        return new Access(
                access.caller(),
                access.facts(),
                access.background(),
                Map.of(PATIENT, new Consents.Known(ten)),
                access.grants(),
                access.pack(),
                access.at());
    }

    /** Each on paper of its own. */
    private static SignedForm form(SignedForm like, String source) {
        return new SignedForm(
                Set.of(source),
                like.disclosers(),
                like.signers(),
                like.verified(),
                new SignedForm.Expiry(like.expiry().expiration(), like.expiry().researchNoExpiry()),
                like.representativeAuthority(),
                like.conditioned(),
                like.integrity());
    }

    private static Access written(String id) {
        return CASES.stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow()
                .access();
    }

    private static List<Directive> said(Access access) {
        return access.consents()
                .getOrDefault(PATIENT, new Consents.Known(List.of()))
                .match(all -> all, last -> last);
    }

    private static Provision tree(String path, Effect effect, int levels, Reference named, Set<Coding> labels) {
        List<Provision> children = new ArrayList<>();
        Effect inverse = effect == Effect.PERMIT ? Effect.DENY : Effect.PERMIT;
        for (int i = 0; levels > 1 && i < 2; i++)
            children.add(tree(path + ".provision[" + i + "]", inverse, levels - 1, named, labels));
        boolean root = levels == 3;
        return new Provision(
                path,
                effect,
                new FhirPeriod(Optional.of("2026-01-01"), Optional.of("2026-12-31")),
                root ? List.of() : List.of(new Provision.Actor(Set.of(), Optional.of(named))),
                new Provision.Codings(
                        Set.of(),
                        root ? Set.of() : labels,
                        root ? Set.of(new Coding(Coding.ACT_REASON, "TREAT")) : Set.of(),
                        Set.of(),
                        Set.of()),
                new Provision.Selection(Optional.empty(), List.of()),
                false,
                children);
    }
}
