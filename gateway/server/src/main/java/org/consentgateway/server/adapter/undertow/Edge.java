package org.consentgateway.server.adapter.undertow;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.request.FhirRequest;
import org.consentgateway.core.request.OrRefusal;
import org.consentgateway.core.request.Refusal;
import org.consentgateway.core.request.RequestParser;
import org.consentgateway.server.port.AccessTokenVerifier;
import org.consentgateway.server.stage.Outcome;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.Received;
import org.consentgateway.server.stage.RefusalRecorder;
import org.consentgateway.server.stage.RefusalSent;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.Released;
import org.consentgateway.server.stage.RequestContext;
import org.consentgateway.server.stage.Stage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The two ends of the road: bytes to {@link Received}, and {@link Released} or {@link Refused} to bytes. */
public final class Edge {

    private static final Logger LOG = LoggerFactory.getLogger(Edge.class);
    private static final byte[] NO_BODY = {};
    private static final Map<String, String> JSON = Map.of("Content-Type", "application/fhir+json;charset=utf-8");

    private final Road road;
    private final RequestParser parser;
    private final RefusalRecorder refusals;
    private final BearerCredentials bearer;
    private final Function<String, Optional<OpenPage>> openPages;
    private final BiConsumer<Integer, Duration> answered;
    private final AccessTokenVerifier tokens;
    private final PassedHeaders passed;
    private final Connections connections = new Connections();
    private final Entities entities = new Entities(Listener.PATIENCE);
    private final Listener listener;
    private final Optional<Listener> pagesListener;
    private final SlowReaders slowReaders = new SlowReaders(Listener.PATIENCE);
    private final OAuthExchange oauth;
    private final PageExchange pages;
    private final AtomicInteger inFlight = new AtomicInteger();

    /**
     * Where the gateway listens.
     *
     * @param threads   what moves the bytes
     * @param pagesPort of all pages, where they have one of their own
     */
    public record Ports(
            IoThreads threads, String host, int port, Optional<Integer> pagesPort, Optional<ServerTls> tls) {}

    /**
     * How clients and their browsers see the gateway.
     *
     * @param base    FHIR base that clients call
     * @param origins whose web apps may call from a browser
     * @param passed  headers of the client that go on to the EHR
     */
    public record PublicFace(String base, Origins origins, PassedHeaders passed) {}

    /**
     * @param tokens   the verifier, asked once for each request, before its body is read
     * @param answered told the status and the time of every answer; status 0: it was cut
     */
    public Edge(
            Road road,
            AccessTokenVerifier tokens,
            RequestParser parser,
            RefusalRecorder refusals,
            Ports ports,
            PublicFace face,
            OutsideFhir outside,
            BiConsumer<Integer, Duration> answered) {
        this.road = road;
        this.tokens = tokens;
        this.parser = parser;
        this.refusals = refusals;
        this.bearer = new BearerCredentials(face.base());
        this.openPages = outside.open();
        this.oauth = new OAuthExchange(outside.oauth(), entities, outside.oauthThreads());
        this.pages = new PageExchange(outside.pages(), entities, outside.pageThreads());
        this.answered = answered;
        this.passed = face.passed();
        Origins origins = face.origins();
        this.listener = new Listener(
                ports.threads(), ports.host(), ports.port(), ports.tls(), origins, connections, this::receive);
        Origins none = new Origins(Set.of(), Set.of(), origins.basePath());
        this.pagesListener = ports.pagesPort()
                .map(own -> new Listener(
                        ports.threads(), ports.host(), own, ports.tls(), none, new Connections(), this::receivePage));
    }

    /** Checks every route, starts them, then opens the port. */
    public void start() throws Exception {
        road.start();
        listener.start();
        pagesListener.ifPresent(Listener::start);
    }

    /** The port that was bound. */
    public int port() {
        return listener.port();
    }

    /** The port of our own pages. */
    public int pagesPort() {
        return pagesListener.orElse(listener).port();
    }

    /** Whether new requests are taken: no longer once it is being stopped. */
    public boolean taking() {
        return listener.taking();
    }

    /** Answers that are being given. */
    public int inFlight() {
        return inFlight.get();
    }

    /** Takes no new request; answers in flight may end within the time. */
    public void stop(Duration grace) {
        pagesListener.ifPresent(own -> own.stop(grace));
        listener.stop(grace);
        slowReaders.close();
        road.stop();
    }

    private void receive(HttpServerExchange http) {
        String id = RequestIds.next();
        try {
            if (pagesListener.isEmpty() && shown(http, id)) return;
            if (oauth.takes(http, id)) return;
            parse(http, NO_BODY)
                    .match(
                            request -> {
                                admit(
                                        http,
                                        new RequestContext(
                                                id,
                                                request,
                                                NO_BODY,
                                                Replies.to(http, id, slowReaders),
                                                System.nanoTime()));
                                return true;
                            },
                            refusal -> {
                                misread(http, id, refusal);
                                return false;
                            });
        } catch (RuntimeException e) {
            broken(http, e);
        }
    }

    /** On a port of their own there is nothing but pages. */
    private void receivePage(HttpServerExchange http) {
        String id = RequestIds.next();
        try {
            if (!shown(http, id)) Replies.refuse(http, 404);
        } catch (RuntimeException e) {
            broken(http, e);
        }
    }

    /** Whether it is one of our own pages; if so, the request has been taken. */
    private boolean shown(HttpServerExchange http, String id) {
        if (http.getRequestMethod().toString().equals("GET")
                && http.getQueryString().isEmpty()) {
            Optional<OpenPage> page = openPages.apply(http.getRequestURI());
            if (page.isPresent()) {
                Replies.refuse(http, id, 200, page.get().headers(), page.get().body());
                return true;
            }
        }
        if (!pages.serves(http)) return false;
        pages.receive(http, id);
        return true;
    }

    /** @param form the body where it is a form and was read already */
    private OrRefusal<FhirRequest> parse(HttpServerExchange http, byte[] form) {
        String path = http.getRequestURI();
        String target = http.getQueryString().isEmpty() ? path : path + "?" + http.getQueryString();
        return parser.parse(http.getRequestMethod().toString(), target, headers(http.getRequestHeaders()), form);
    }

    /** INVARIANT: nothing of a body is read before the token that came with it is known to be good. */
    private void admit(HttpServerExchange http, RequestContext ask) {
        passed.of(http.getRequestHeaders())
                .match(
                        others -> {
                            admit(http, ask, bearer.of(http, ask, others));
                            return true;
                        },
                        refusal -> {
                            misread(http, ask.id(), refusal);
                            return false;
                        });
    }

    private void admit(
            HttpServerExchange http, RequestContext ask, Optional<AccessTokenVerifier.PresentedToken> credentials) {
        if (credentials.isEmpty() || ask.isOpen()) {
            send(http, new Received(ask, credentials));
            return;
        }
        var unused = tokens.verify(credentials.get()).whenComplete((verdict, failure) -> {
            try {
                if (failure != null) broken(http, failure);
                else identified(http, new Received(ask, credentials, Optional.of(verdict)));
            } catch (RuntimeException e) {
                broken(http, e);
            }
        });
    }

    private void identified(HttpServerExchange http, Received received) {
        if (!(received.verdict().orElseThrow() instanceof AccessTokenVerifier.Verdict.Valid valid)) {
            send(http, received);
            return;
        }
        connections.work(http, () -> Replies.left(http));
        if (http.isRequestComplete()) {
            send(http, received);
            return;
        }
        String owner = valid.caller().client() + " " + valid.caller().subject();
        entities.read(
                http,
                owner,
                entity -> withBody(http, received, entity),
                status -> close(http, received.ask(), Outcomes.refused(received.ask(), status)));
    }

    private void withBody(HttpServerExchange http, Received received, byte[] entity) {
        boolean form = RequestParser.wantsForm(headers(http.getRequestHeaders()));
        OrRefusal<FhirRequest> whole =
                form ? parse(http, entity) : OrRefusal.of(received.ask().request());
        whole.match(
                request -> {
                    send(http, received.with(request, entity));
                    return true;
                },
                refusal -> {
                    misread(http, received.ask().id(), refusal);
                    return false;
                });
    }

    private static void broken(HttpServerExchange http, Throwable failure) {
        LOG.error("receive failed: {}", failure.getClass().getName());
        if (!http.isResponseStarted()) Replies.refuse(http, 500);
    }

    private void misread(HttpServerExchange http, String id, Refusal refusal) {
        Outcome outcome = new Outcome(refusal.issue(), refusal.diagnostics());
        refusals.misread(
                id,
                Replies.client(http),
                refusal,
                told -> Replies.refuse(http, told, refusal.status(), JSON, JsonWriter.bytes(outcome.toJson())));
    }

    private void send(HttpServerExchange http, Received received) {
        RequestContext ask = received.ask();
        inFlight.incrementAndGet();
        var unused = road.walk(received)
                .thenAccept(stage -> end(http, ask, stage))
                .whenComplete((nothing, failure) -> {
                    inFlight.decrementAndGet();
                    if (failure != null) broken(http, failure);
                });
    }

    /** Takes a question of an enforcement point down the road; a refusal is recorded and completes when it would leave. */
    public CompletionStage<Stage> evaluate(Received received) {
        inFlight.incrementAndGet();
        return road.walk(received)
                .thenCompose(stage -> stage instanceof Refused refused
                        ? refusals.record(refused).<Stage>thenApply(recorded -> {
                            road.refused(RefusalSent.now(recorded, recorded.status()));
                            return recorded;
                        })
                        : CompletableFuture.completedFuture(stage))
                .whenComplete((stage, failure) -> inFlight.decrementAndGet());
    }

    /** The answer of a release has gone; a refusal is written here. */
    private void end(HttpServerExchange http, RequestContext ask, Stage stage) {
        if (stage instanceof Released released)
            answered.accept(released.summary().status(), since(ask));
        else if (stage instanceof Refused refused) close(http, ask, refused);
        else close(http, ask, Outcomes.refused(ask, 500));
    }

    private void close(HttpServerExchange http, RequestContext ask, Refused refused) {
        if (ask.reply().started()) {
            ask.reply().cut();
            answered.accept(0, since(ask));
            road.refused(RefusalSent.now(refused, 0));
            return;
        }
        var unused = refusals.record(refused).whenComplete((recorded, failure) -> {
            Refused told = failure == null ? recorded : Outcomes.refused(ask, 503);
            if (told.caller().isEmpty()) told = told.by(refused.caller());
            answered.accept(told.status(), since(ask));
            Map<String, String> headers = new HashMap<>(told.headers());
            headers.putAll(JSON);
            Replies.refuse(
                    http,
                    told.ask().id(),
                    told.status(),
                    headers,
                    JsonWriter.bytes(told.outcome().toJson()));
            road.refused(RefusalSent.now(told, told.status()));
        });
    }

    private static Duration since(RequestContext ask) {
        return Duration.ofNanos(System.nanoTime() - ask.arrived());
    }

    private static Map<String, List<String>> headers(HeaderMap from) {
        Map<String, List<String>> headers = new HashMap<>();
        for (HeaderValues values : from)
            headers.put(values.getHeaderName().toString().toLowerCase(Locale.ROOT), List.copyOf(values));
        return headers;
    }
}
