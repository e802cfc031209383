package org.consentgateway.server.adapter.upstream;

import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.consentgateway.server.config.CalledServerHints;
import org.consentgateway.server.config.GatewayConfig;
import org.consentgateway.server.config.GatewayConfig.ExtraHeaders;
import org.consentgateway.server.port.CallTally;
import org.consentgateway.server.port.Dependencies;
import org.consentgateway.server.port.Fault;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.HttpAnswer;
import org.consentgateway.server.port.HttpCall;
import org.consentgateway.server.port.HttpTransport;
import org.consentgateway.server.port.HttpTransport.Field;
import org.jspecify.annotations.Nullable;

/**
 * One server that the gateway calls: the EHR, the consent server, the audit repository. Identity encoding is asked for,
 * redirects are not followed, cookies are not kept; a read that found no connection is tried once more, a write never.
 */
public final class HttpFhirServer implements FhirServer {

    private static final int CREATED = 201;
    private static final int UNAUTHORIZED = 401;

    /** RFC 9110 8.4.1.3: the two are one coding. */
    private static final Set<String> GZIP = Set.of("gzip", "x-gzip");
    /** Some name the charset there. */
    private static final Set<String> NO_CODING = Set.of("", "identity", "utf-8");

    private static final List<Field> USUAL = List.of(
            new Field("Accept", "application/fhir+json"),
            new Field("Accept-Encoding", "identity"),
            new Field("Cache-Control", "no-cache")); // HAPI answers searches from a 60 s cache otherwise

    private final HttpTransport transport;
    private final URI base;
    private final List<String> otherBases;
    private final OutboundCredential credentials;
    private final ExtraHeaders extra;
    private final RequestBudget budget;
    // each kind of call by itself: searches that hang do not keep a resource from being read
    private final Guarded reads;
    private final Guarded searches;
    private final Guarded writes;
    private final BiConsumer<Integer, Duration> answered;
    private final Outage outage;

    /**
     * @param outage      told how each call went
     * @param transport   the way to it
     * @param address     where it is
     * @param credentials how the gateway identifies itself here
     * @param extra       headers beside ours
     * @param budget      what one request may cost
     * @param answered    told the status of each answer and how long its head took; status 0: none came
     */
    HttpFhirServer(
            Outage outage,
            HttpTransport transport,
            Address address,
            OutboundCredential credentials,
            ExtraHeaders extra,
            RequestBudget budget,
            BiConsumer<Integer, Duration> answered) {
        this.transport = transport;
        this.base = address.base();
        this.otherBases = address.others();
        this.credentials = credentials;
        this.extra = extra;
        this.budget = budget;
        this.reads = new Guarded(address.base() + " read");
        this.searches = new Guarded(address.base() + " search");
        this.writes = new Guarded(address.base() + " write");
        this.answered = answered;
        this.outage = outage;
    }

    /** Without headers beside ours, and with the usual budget. */
    public HttpFhirServer(HttpTransport transport, URI base, OutboundCredential credentials) {
        this(
                Outage.of(base, CalledServerHints.UPSTREAM, Dependencies.untold()),
                transport,
                new Address(base, List.of()),
                credentials,
                ExtraHeaders.NONE,
                new RequestBudget(GatewayConfig.Budget.USUAL),
                (status, taken) -> {});
    }

    /**
     * Where a server is.
     *
     * @param base   FHIR base that is asked, without a trailing slash
     * @param others further bases under which it writes links
     */
    public record Address(URI base, List<String> others) {
        public Address {
            others = List.copyOf(others);
        }
    }

    @Override
    public URI base() {
        return base;
    }

    @Override
    public List<String> otherBases() {
        return otherBases;
    }

    @Override
    public CompletionStage<HttpAnswer> send(HttpCall call) {
        if (!budget.admits(call.requestId()))
            return CompletableFuture.failedFuture(new Broken(Fault.UPSTREAM_OVER_BUDGET, null));
        CallTally.count(call);
        // who gets no credential is no sign of how the server is: that is found out before the call is guarded
        return credentials
                .headers(call)
                .thenCompose(shown ->
                        guarded(call, () -> sendAs(call, shown).thenCompose(answer -> renewed(call, shown, answer))));
    }

    private CompletionStage<HttpAnswer> guarded(HttpCall call, Supplier<CompletionStage<HttpAnswer>> once) {
        boolean search =
                call.uri().getRawQuery() != null || call.uri().getRawPath().endsWith("/_search");
        if (call.method().equals("GET")) return search ? searches.read(once) : reads.read(once);
        return search ? searches.write(once) : writes.write(once);
    }

    /** A token that was revoked before its end is replaced once; the call was not carried out. */
    private CompletionStage<HttpAnswer> renewed(HttpCall call, Map<String, String> shown, HttpAnswer answer) {
        if (answer.status() != UNAUTHORIZED || !credentials.renew(shown))
            return CompletableFuture.completedFuture(answer);
        answer.close();
        return credentials.headers(call).thenCompose(fresh -> sendAs(call, fresh));
    }

    private CompletableFuture<HttpAnswer> sendAs(HttpCall call, Map<String, String> credential) {
        List<Field> fields = new ArrayList<>(USUAL);
        fields.add(new Field("X-Request-Id", call.requestId()));
        call.headers().forEach((name, value) -> fields.add(new Field(name, value)));
        extra.fixed().forEach((name, value) -> fields.add(new Field(name, value.reveal())));
        call.caller().ifPresent(caller -> caller.passed().forEach((name, value) -> {
            if (extra.passed().contains(name)) fields.add(new Field(name, value));
        }));
        credential.forEach((name, value) -> fields.add(new Field(name, value)));
        long began = System.nanoTime();
        return transport
                .send(new HttpTransport.Outgoing(call.method(), call.uri(), fields, call.body(), call.unwanted()))
                .toCompletableFuture()
                .handle((response, failure) -> {
                    Duration taken = Duration.ofNanos(System.nanoTime() - began);
                    if (isUnwanted(failure)) throw new CompletionException(broken(failure));
                    if (failure != null) {
                        answered.accept(0, taken);
                        outage.failed(failure);
                        throw new CompletionException(broken(failure));
                    }
                    answered.accept(response.status(), taken);
                    outage.answered(response.status(), response.field("Content-Type"));
                    return accepted(call.requestId(), response);
                });
    }

    private static boolean isUnwanted(@Nullable Throwable failure) {
        return failure instanceof HttpTransport.Unwanted
                || (failure != null && failure.getCause() instanceof HttpTransport.Unwanted);
    }

    private HttpAnswer accepted(String requestId, HttpTransport.Answer response) {
        HttpAnswer answer = new HttpAnswer(
                response.status(),
                response.field("Content-Type"),
                response.field("Location")
                        .or(() -> response.status() == CREATED ? response.field("Content-Location") : Optional.empty()),
                response.field("Retry-After").flatMap(HttpFhirServer::seconds),
                budget.counted(requestId, response.body()));
        HttpAnswer plain = response.field("Content-Encoding")
                .map(encoding -> encoding.strip().toLowerCase(Locale.ROOT))
                .filter(encoding -> !NO_CODING.contains(encoding))
                .map(encoding -> decoded(answer, encoding))
                .orElse(answer);
        return plain.isFhirJson() ? plain.with(new WithoutByteOrderMark(plain.body())) : plain;
    }

    /** {@code Retry-After} as seconds, whether it was sent as such or as a date. RFC 9110 10.2.3. */
    private static Optional<String> seconds(String retryAfter) {
        if (retryAfter.matches("[0-9]{1,6}")) return Optional.of(retryAfter);
        try {
            Instant until = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(retryAfter));
            long wait = Math.max(0, Duration.between(Instant.now(), until).toSeconds() + 1);
            return wait <= 999_999 ? Optional.of(Long.toString(wait)) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static HttpAnswer decoded(HttpAnswer answer, String encoding) {
        if (!GZIP.contains(encoding)) {
            answer.close();
            throw new CompletionException(new Broken(Fault.UPSTREAM_UNUSABLE, null));
        }
        return answer.with(new BoundedGunzip(answer.body()));
    }

    private static Broken broken(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof Broken broken) return broken;
        if (cause instanceof HttpTimeoutException) return new Broken(Fault.UPSTREAM_TIMEOUT, cause);
        return new Broken(Fault.UPSTREAM_UNUSABLE, cause);
    }
}
