package org.consentgateway.server.interaction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.consentgateway.core.label.NoteRules;
import org.consentgateway.core.label.Surroundings.Aspect;
import org.consentgateway.core.redact.Judge.NoVerdict;
import org.consentgateway.core.redact.Redaction;
import org.consentgateway.core.request.Interaction;
import org.consentgateway.core.request.SearchPlan;
import org.consentgateway.server.port.CallTally;
import org.consentgateway.server.port.FhirServer.Broken;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.NotFoundCalls;
import org.consentgateway.server.stage.Plan;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.Stage;

/**
 * Makes answers alike that say that something is not there, or answer a write where something may be hidden: each makes
 * the same calls to the servers behind, and leaves on the {@link TimingGrid}. What shows all that was asked for goes at once.
 */
public final class NotFoundTiming {

    /** Statuses that a hidden resource and a missing one may be answered with. */
    private static final Set<Integer> ABSENT = Set.of(404, 405, 409, 412, 422);

    /** Of how many patients shown beside it what is asked for the first time is told apart from what a hidden note takes. */
    private static final int PATIENTS_BESIDE = 8;

    private final TimingGrid grid;
    private final Decoys decoys;
    private final Predicate<String> mayHide;
    private final Predicate<String> carriesNotes;
    private final List<CallTally.Kind> around;

    /**
     * For one EHR.
     *
     * @param mayHide whether resources of a type may be hidden
     * @param rules   of the pack, which may ask where and by whom a note was made
     */
    public NotFoundTiming(TimingGrid grid, Decoys decoys, Predicate<String> mayHide, NoteRules rules) {
        this.grid = grid;
        this.decoys = decoys;
        this.mayHide = mayHide;
        this.carriesNotes = type -> rules.types().contains(type) || Redaction.VANISHING.contains(type);
        this.around = around(rules);
    }

    /** What the rules of a pack ask beside, about where and by whom a note was made. */
    static List<CallTally.Kind> around(NoteRules rules) {
        List<CallTally.Kind> calls =
                new ArrayList<>(Collections.nCopies(rules.lookout().reads(), CallTally.Kind.READ));
        // one search for each finds out if the EHR can be asked at all; an author's roles take one more
        calls.addAll(Collections.nCopies(rules.lookout().aspects().size(), CallTally.Kind.SEARCH));
        if (rules.lookout().aspects().contains(Aspect.AUTHOR)) calls.add(CallTally.Kind.SEARCH);
        return List.copyOf(calls);
    }

    /**
     * An answer, and when it leaves.
     *
     * @param kept the answer where it is kept; a refusal is none
     * @param bill the calls that it made, where it leaves on the grid; empty: it has left, or may
     */
    public record Settled(Stage stage, Optional<HeldReply> kept, Optional<NotFoundCalls> bill) {
        public static Settled atOnce(Stage stage) {
            return new Settled(stage, Optional.empty(), Optional.empty());
        }
    }

    TimingGrid grid() {
        return grid;
    }

    /** Answers, keeps what may have to wait, and asks what is owed. Blocks. */
    Settled answer(Answered answered, Function<Answered, Stage> handler) {
        if (grid.off() || answered.plan() instanceof Plan.GatewayAnswer) return Settled.atOnce(handler.apply(answered));
        Optional<Integer> enough = enough(answered);
        Optional<HeldReply> kept =
                enough.map(matches -> new HeldReply(answered.ask().reply(), matches));
        try (CallTally tally = CallTally.begin()) {
            Stage stage = handler.apply(kept.<Answered>map(answered::to).orElse(answered));
            boolean refused = stage instanceof Refused;
            boolean held = !refused && kept.filter(HeldReply::holds).isPresent();
            boolean absent = held || (stage instanceof Refused no && isAbsent(answered, no));
            if (!absent) return Settled.atOnce(stage);
            NotFoundCalls bill = bill(answered).beside(Math.min(tally.patientsAsked(), PATIENTS_BESIDE));
            if (refused || asks(answered))
                decoys.ask(
                        bill.owed(tally.calls()),
                        asked(answered),
                        answered.ask().id());
            if (stage instanceof Refused no) return new Settled(no.onGrid(bill), Optional.empty(), Optional.of(bill));
            return new Settled(stage, kept, Optional.of(bill));
        }
    }

    /** What decides one part of a transaction. */
    interface PartDecision<T> {
        T decide() throws Broken, NoVerdict;
    }

    /**
     * Decides one part of a transaction, and asks what is owed for it before anything is told. It is counted for itself:
     * what other parts took says nothing of what it took.
     *
     * @param refusal why the part is refused, if it is
     */
    <T> T part(Answered part, PartDecision<T> deciding, Function<T, Optional<Refused>> refusal)
            throws Broken, NoVerdict {
        if (grid.off()) return deciding.decide();
        try (CallTally tally = CallTally.begin()) {
            T decided = deciding.decide();
            boolean owes = refusal.apply(decided)
                    .map(why -> isAbsent(part, why))
                    .orElseGet(() -> part.plan() instanceof Plan.Write && mayHide.test(type(part)) && asks(part));
            if (owes)
                decoys.ask(
                        bill(part).owed(tally.calls()), asked(part), part.ask().id());
            return decided;
        }
    }

    /** How many matches it takes to go at once; empty: the answer is not kept. */
    private Optional<Integer> enough(Answered answered) {
        if (!mayHide.test(type(answered))) return Optional.empty();
        if (answered.plan() instanceof Plan.Write) return Optional.of(Integer.MAX_VALUE);
        if (answered.plan() instanceof Plan.LastN) return Optional.of(1);
        if (!(answered.plan() instanceof Plan.Search search)) return Optional.empty();
        return Optional.of(
                search.search().shaping().countOnly() ? Integer.MAX_VALUE : Math.max(1, ids(search.search())));
    }

    /** How many resources are asked for by id. */
    private static int ids(SearchPlan search) {
        return search.upstream().stream()
                .filter(parameter -> parameter.name().equals("_id"))
                .mapToInt(parameter -> (int) Arrays.stream(parameter.value().split(",", -1))
                        .distinct()
                        .count())
                .max()
                .orElse(0);
    }

    private boolean isAbsent(Answered answered, Refused refused) {
        boolean write = answered.plan() instanceof Plan.Write || answered.plan() instanceof Plan.Batch;
        return refused.status() == 404
                || (write && (ABSENT.contains(refused.status()) || mayHide.test(type(answered))));
    }

    /** Whether what is not refused may have had to find out if something is there. */
    private static boolean asks(Answered answered) {
        Interaction interaction = answered.ask().request().interaction();
        return !(answered.plan() instanceof Plan.Write write)
                || write.criteria().isPresent()
                || interaction == Interaction.DELETE;
    }

    /** The type of what may be hidden; of what is made anew that is what it points at, most often a note. */
    private Optional<String> asked(Answered answered) {
        boolean creates = answered.ask().request().interaction() == Interaction.CREATE;
        return Optional.of(type(answered))
                .filter(creates ? carriesNotes : mayHide)
                .filter(type -> !type.equals("Binary"));
    }

    private NotFoundCalls bill(Answered answered) {
        return (type(answered).equals("Binary") ? NotFoundCalls.ATTACHMENT : NotFoundCalls.NOTE).with(around);
    }

    private static String type(Answered answered) {
        return answered.ask().request().type().orElse("");
    }
}
