package org.consentgateway.server.road;

import java.util.Optional;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.RequestParser;

/** Which conversation answers which plan. */
public final class Conversations {

    private final Reading reading;
    private final Searching searching;
    private final Remembering remembering;
    private final Writing writing;
    private final Batching batching;
    private final Operations operations;
    private final Absences absences;

    public Conversations(
            Site site, Operations operations, Rule rule, Forward forward, RequestParser parser, Absences absences) {
        this.reading = new Reading(site);
        this.searching = new Searching(site);
        this.remembering = new Remembering(site);
        this.writing = new Writing(site);
        this.batching = new Batching(site, rule, forward, parser, this, writing);
        this.operations = operations;
        this.absences = absences;
    }

    /** What the gateway answers itself. Blocks; called on a worker. */
    public interface Operations {
        Stage answer(Ask ask, Optional<Caller> caller);
    }

    /** Answers, and says when it leaves. */
    Absences.Settled settle(Answered answered) {
        return absences.answer(answered, this::answer);
    }

    Grid grid() {
        return absences.grid();
    }

    private Stage answer(Answered answered) {
        Plan plan = answered.plan();
        if (plan instanceof Plan.Own) return operations.answer(answered.ask(), answered.caller());
        if (plan instanceof Plan.Read read) return reading.answer(answered, read);
        if (plan instanceof Plan.Terminology question) return reading.answer(answered, question);
        if (plan instanceof Plan.Search search) return searching.answer(answered, search);
        if (plan instanceof Plan.Everything everything) return searching.answer(answered, everything);
        if (plan instanceof Plan.LastN last) return searching.answer(answered, last);
        if (plan instanceof Plan.History history) return remembering.answer(answered, history);
        if (plan instanceof Plan.Write) return writing.answer(answered);
        return batching.answer(answered);
    }

    /** The last stage of an answer of our own. */
    public static Stage told(Ask ask, Optional<Caller> caller, int status) {
        return Endings.complete(ask, caller, status);
    }

    /** A fault: refused while nothing has left, cut after. */
    Stage broken(Ask ask, Fault fault) {
        if (!ask.reply().started()) return Outcomes.fault(ask, fault);
        ask.reply().cut();
        return Endings.cut(ask, Optional.empty());
    }
}
