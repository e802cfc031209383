package org.consentgateway.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.consentgateway.server.adapter.audit.TrailWalk;
import org.consentgateway.server.adapter.audit.WriteAheadTrail;
import org.consentgateway.server.adapter.jdbc.BreachAssessmentStore;
import org.consentgateway.server.adapter.jdbc.BreakGlassReviewStore;
import org.consentgateway.server.adapter.jdbc.DecisionIndexStore;
import org.consentgateway.server.adapter.oidc.AuthorizationCodeFlow;
import org.consentgateway.server.adapter.oidc.IssuerMessages;
import org.consentgateway.server.adapter.undertow.InProcessRequests;
import org.consentgateway.server.adapter.upstream.ConsentServer;
import org.consentgateway.server.config.ListenerConfig;
import org.consentgateway.server.operations.RefusalReport;
import org.consentgateway.server.pages.Breaches;
import org.consentgateway.server.pages.ConsoleParts;
import org.consentgateway.server.pages.Frame;
import org.consentgateway.server.pages.PageParts;
import org.consentgateway.server.pages.PatientParts;
import org.consentgateway.server.pages.TherapistParts;
import org.consentgateway.server.port.DecisionIndex;
import org.consentgateway.server.port.WebPages;
import org.consentgateway.server.tools.BreachScope;
import org.consentgateway.server.tools.MonthlyRefusals;
import org.consentgateway.server.tools.Replay;
import org.consentgateway.server.tools.Replayed;

/** The pages of the privacy office, of therapists and of patients. */
final class PeoplePages implements AutoCloseable {

    private static final int THREADS = 16;

    final WebPages pages;
    final ThreadPoolExecutor threads;
    private final Setup setup;
    private final Storage storage;
    private final Servers servers;
    private final DecisionWiring decisions;
    private final Noticing noticing;

    PeoplePages(
            Setup setup,
            Storage storage,
            Servers servers,
            DecisionWiring decisions,
            RoadWiring path,
            Noticing noticing) {
        this.setup = setup;
        this.noticing = noticing;
        this.storage = storage;
        this.servers = servers;
        this.decisions = decisions;
        threads = new ThreadPoolExecutor(
                THREADS, THREADS, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(200), Workers.named("page"));
        threads.allowCoreThreadTimeOut(true);
        DecisionIndex index = new DecisionIndexStore(storage.database);
        pages = parts(index)
                .map(parts -> parts.pages(new InProcessRequests(path.road, path.parser, path.refusals)))
                .orElse(WebPages.NONE);
    }

    /** What the pages are made of; empty where nobody can sign in. */
    private Optional<PageParts> parts(DecisionIndex index) {
        ListenerConfig.Pages told = setup.config().pages();
        URI at = told.url();
        IssuerMessages messages = new IssuerMessages(decisions.tokens);
        return told.client()
                .map(client -> new PageParts(
                        at,
                        new Frame.Site(told.name(), told.contact(), told.languages()),
                        new PageParts.SignInParts(
                                new AuthorizationCodeFlow(
                                        setup.config().issuers().get(0),
                                        client,
                                        told.scopes(),
                                        at.resolve("signin/callback"),
                                        servers.issuer,
                                        setup.clock(),
                                        setup.dependencies()),
                                decisions.tokens,
                                token -> messages.logout("logout_token=" + token),
                                storage.seals),
                        new PageParts.Audit(storage.trail, storage.records),
                        setup.clock(),
                        console(index),
                        new PatientParts(
                                servers.consents,
                                servers.revocations,
                                new ConsentServer(servers.consentServer),
                                storage::indexNow,
                                index,
                                decisions.representatives,
                                setup.pack()),
                        new TherapistParts(
                                (user, note) -> decisions.questions.recorded(user, List.of(note)),
                                storage::indexNow,
                                decisions.worklist,
                                setup.pack())));
    }

    private RefusalReport refusals(String month) {
        storage.catchUp();
        try {
            return new MonthlyRefusals(new TrailWalk(setup.config().storage().data()), storage.indexed).of(month);
        } catch (IOException e) {
            throw new UncheckedIOException("the audit trail cannot be read", e);
        }
    }

    private ConsoleParts console(DecisionIndex index) {
        BreachScope scope = new BreachScope(
                new TrailWalk(setup.config().storage().data()),
                storage.indexed,
                new Replayed(storage.decisionFacts::of, setup.pack()),
                decisions.questions::today,
                Commands.label(setup.pack()));
        return new ConsoleParts(
                () -> {
                    storage.catchUp();
                    return index;
                },
                this::refusals,
                storage.grants,
                setup.pack(),
                new Breaches(scope::find, new BreachAssessmentStore(storage.database)),
                new BreakGlassReviewStore(storage.database),
                (draft, since) -> new Replay(
                                new TrailWalk(setup.config().storage().data()),
                                new Replayed(
                                        storage.decisionFacts::of,
                                        RoadWiring.drafts(setup).read(draft)))
                        .since(since),
                this::system);
    }

    /** What an operator would look at first; each with what is wrong where something is. */
    private List<ConsoleParts.Part> system() {
        WriteAheadTrail trail = storage.trail;
        boolean keys = decisions.tokens.everObtainedKeys();
        boolean observing = storage.observing.now();
        return List.of(
                new ConsoleParts.Part("EHR", servers.ehrHealth.good(), servers.ehrHealth.text()),
                new ConsoleParts.Part("Consent store", servers.consentHealth.good(), servers.consentHealth.text()),
                new ConsoleParts.Part(
                        "Issuer", keys, keys ? "its signing keys are known" : "no signing key was obtained yet"),
                new ConsoleParts.Part(
                        "Audit trail",
                        trail.writable(),
                        (trail.writable() ? "written, " : "CANNOT BE WRITTEN, ") + trail.last() + " records"),
                index(),
                new ConsoleParts.Part(
                        "Trail verified",
                        !noticing.verification().damaged(),
                        noticing.verification().text()),
                new ConsoleParts.Part("Notices", noticing.good(), noticing.text()),
                new ConsoleParts.Part("AuditEvents", servers.backlog(trail) < 10_000, delivered()),
                new ConsoleParts.Part(
                        "Mode", !observing, observing ? "OBSERVING: nothing is withheld" : "the law is enforced"));
    }

    private ConsoleParts.Part index() {
        return storage.compared
                .last()
                .map(found -> new ConsoleParts.Part(
                        "Index of the trail", found.good(), found.detail() + ", compared " + found.at()))
                .orElse(new ConsoleParts.Part(
                        "Index of the trail",
                        true,
                        "compared with the trail at 3 each night, not since the start yet"));
    }

    private String delivered() {
        return servers.delivery
                .map(to -> servers.backlog(storage.trail) + " records wait for delivery, " + to.rejected()
                        + " were put aside")
                .orElse("not delivered: they stay in the trail");
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
