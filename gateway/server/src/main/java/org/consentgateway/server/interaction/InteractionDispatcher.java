package org.consentgateway.server.interaction;

import java.util.Optional;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.RequestParser;
import org.consentgateway.server.authorize.Site;
import org.consentgateway.server.port.Fault;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Identified;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.Permitted;
import org.consentgateway.server.stage.Plan;
import org.consentgateway.server.stage.RequestContext;
import org.consentgateway.server.stage.Stage;
import org.consentgateway.server.stage.Step;

/** Gives each plan to the handler that answers it. */
public final class InteractionDispatcher {

    private final ReadHandler readHandler;
    private final SearchHandler searchHandler;
    private final OperationHandler operationHandler;
    private final HistoryHandler historyHandler;
    private final WriteHandler writeHandler;
    private final BatchHandler batchHandler;
    private final Operations operations;
    private final NotFoundTiming timing;

    /**
     * @param rule    the step that an entry of a batch is ruled on by
     * @param forward the step that asks the EHR for an entry of a batch
     */
    public InteractionDispatcher(
            Site site,
            PageLinks pages,
            PageSizes sizes,
            Operations operations,
            Step<Identified> rule,
            Step<Permitted> forward,
            RequestParser parser,
            NotFoundTiming timing) {
        this.readHandler = new ReadHandler(site);
        this.searchHandler = new SearchHandler(site, pages, sizes);
        this.operationHandler = new OperationHandler(site, searchHandler);
        this.historyHandler = new HistoryHandler(site);
        this.writeHandler = new WriteHandler(site);
        this.operations = operations;
        this.timing = timing;
        EntryHandler entries = new EntryHandler(new EntryRequests(parser), rule, forward, this::settle, timing.grid());
        TransactionHandler writes = new TransactionHandler(site, writeHandler, parser, timing);
        this.batchHandler = new BatchHandler(site, entries, new TransactionBundle(site, entries, writes, timing));
    }

    /** What the gateway answers itself. Blocks; called on a worker. */
    public interface Operations {
        Stage answer(RequestContext ask, Optional<Caller> caller);
    }

    /** Answers, and says when it leaves. */
    public NotFoundTiming.Settled settle(Answered answered) {
        return timing.answer(answered, this::answer);
    }

    public TimingGrid grid() {
        return timing.grid();
    }

    private Stage answer(Answered answered) {
        Plan plan = answered.plan();
        if (plan instanceof Plan.GatewayAnswer) return operations.answer(answered.ask(), answered.caller());
        if (plan instanceof Plan.Operation operation) return operationHandler.answer(answered, operation);
        if (plan instanceof Plan.Read read) return readHandler.answer(answered, read);
        if (plan instanceof Plan.Terminology question) return readHandler.answer(answered, question);
        if (plan instanceof Plan.Search search) return searchHandler.answer(answered, search);
        if (plan instanceof Plan.Everything everything) return searchHandler.answer(answered, everything);
        if (plan instanceof Plan.LastN last) return searchHandler.answer(answered, last);
        if (plan instanceof Plan.History history) return historyHandler.answer(answered, history);
        if (plan instanceof Plan.Write) return writeHandler.answer(answered);
        return batchHandler.answer(answered);
    }

    /** A fault: refused while nothing has left, cut after. */
    public Stage broken(RequestContext ask, Fault fault) {
        if (!ask.reply().started()) return Outcomes.fault(ask, fault);
        ask.reply().cut();
        return RequestEnds.cut(ask, Optional.empty());
    }
}
