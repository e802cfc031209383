package org.consentgateway.server.interaction;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.consentgateway.core.json.Json;
import org.consentgateway.server.port.Fault;
import org.consentgateway.server.port.HttpAnswer;
import org.consentgateway.server.port.StoreUnavailable;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Identified;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.Permitted;
import org.consentgateway.server.stage.RequestContext;
import org.consentgateway.server.stage.Stage;
import org.consentgateway.server.stage.Step;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers one entry of a batch or transaction on the road that every request takes. */
final class EntryHandler {

    private static final Logger LOG = LoggerFactory.getLogger(EntryHandler.class);

    private final EntryRequests requests;
    private final Step<Identified> rule;
    private final Step<Permitted> forward;
    private final Function<Answered, NotFoundTiming.Settled> settle;
    private final TimingGrid grid;

    /**
     * @param rule    the step that rules on an entry; it never waits
     * @param forward the step that asks the EHR for it
     * @param settle  what answers it, and says when it leaves
     */
    EntryHandler(
            EntryRequests requests,
            Step<Identified> rule,
            Step<Permitted> forward,
            Function<Answered, NotFoundTiming.Settled> settle,
            TimingGrid grid) {
        this.requests = requests;
        this.rule = rule;
        this.forward = forward;
        this.settle = settle;
        this.grid = grid;
    }

    /** Whether an entry is permitted; nothing of it is done. */
    Stage ruled(Answered bundle, Json.Obj entry, String id) {
        return requests.of(bundle, entry, id, new BufferedReply(bundle.ask().reply()))
                .match(ask -> ruled(bundle, ask), refusal -> Outcomes.refused(bundle.ask(), refusal));
    }

    /** Answers an entry, and writes that answer. Blocks; what fails in it is the answer to it. */
    void answer(Answered bundle, Json.Obj entry, String id, BatchAnswer answer) throws IOException {
        BufferedReply reply = new BufferedReply(bundle.ask().reply());
        Stage end = requests.of(bundle, entry, id, reply)
                .match(ask -> safely(bundle, ask), refusal -> Outcomes.refused(bundle.ask(), refusal));
        answer.entry(EntryResponse.of(end, reply), reply.size());
    }

    private Stage safely(Answered bundle, RequestContext ask) {
        try {
            return answered(bundle, ask);
        } catch (StoreUnavailable e) {
            return Outcomes.fault(ask, Fault.STORE_UNAVAILABLE);
        } catch (RuntimeException e) {
            LOG.error("an entry of a batch failed: {}", e.getClass().getName());
            return Outcomes.fault(ask, Fault.INTERNAL);
        }
    }

    private Stage ruled(Answered bundle, RequestContext ask) {
        return rule.apply(new Identified(ask, bundle.caller(), bundle.bearer()))
                .toCompletableFuture()
                .join();
    }

    /** A worker does it, so that waiting here holds no other thread. */
    private Stage answered(Answered bundle, RequestContext ask) {
        Stage ruled = ruled(bundle, ask);
        if (!(ruled instanceof Permitted permitted)) return ruled;
        CompletionStage<? extends Stage> forwarded = forward.apply(permitted);
        Stage stage = forwarded.toCompletableFuture().join();
        if (!(stage instanceof Answered entry)) return stage;
        long began = grid.now();
        try {
            return inSlot(settle.apply(entry), began);
        } finally {
            entry.upstream().ifPresent(HttpAnswer::close);
        }
    }

    /** An entry takes the whole slot that its answer would leave at the end of. */
    private Stage inSlot(NotFoundTiming.Settled settled, long began) {
        settled.bill().ifPresent(bill -> grid.await(began, bill.calls().size()));
        try {
            if (settled.kept().isPresent()) settled.kept().get().release();
            return settled.stage();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
