package org.consentgateway.server.interaction;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.consentgateway.core.redact.Pages;
import org.consentgateway.server.port.Fault;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.HttpAnswer;
import org.consentgateway.server.port.HttpCall;
import org.consentgateway.server.stage.Answered;

/** The further pages of one answer, at the server that wrote their links; one may be asked for before it is opened. */
final class UpstreamPages implements Pages, AutoCloseable {

    /** What says that a page is there, only not now. */
    private static final Map<Integer, Fault> FAULTS =
            Map.of(429, Fault.UPSTREAM_BUSY, 503, Fault.UPSTREAM_UNAVAILABLE, 504, Fault.UPSTREAM_TIMEOUT);

    private final FhirServer server;
    private final Answered answered;
    private Optional<Asked> ahead = Optional.empty();

    UpstreamPages(FhirServer server, Answered answered) {
        this.server = server;
        this.answered = answered;
    }

    private record Asked(String link, CompletionStage<HttpAnswer> answer) {}

    @Override
    public void ahead(String upstreamLink) {
        close();
        ahead = server.own(upstreamLink).map(page -> new Asked(upstreamLink, server.send(call(page))));
    }

    @Override
    public Optional<InputStream> open(String upstreamLink) throws IOException {
        Optional<URI> page = server.own(upstreamLink);
        if (page.isEmpty()) return Optional.empty();
        HttpAnswer answer = answer(upstreamLink, page.get());
        if (answer.status() == 200 && answer.isFhirJson()) return Optional.of(answer.body());
        answer.close();
        throw FhirServer.Broken.by(answer, FAULTS.getOrDefault(answer.status(), Fault.UPSTREAM_UNUSABLE));
    }

    private HttpAnswer answer(String link, URI page) throws IOException {
        Optional<Asked> asked = ahead.filter(one -> one.link().equals(link));
        if (asked.isEmpty()) return server.call(call(page));
        ahead = Optional.empty();
        return server.await(asked.get().answer());
    }

    private HttpCall call(URI page) {
        return HttpCall.get(page, answered.ask().id(), answered.bearer());
    }

    /** Lets go of a page that nobody opened. */
    @Override
    public void close() {
        if (ahead.isPresent()) {
            var unused = ahead.get().answer().thenAccept(HttpAnswer::close);
        }
        ahead = Optional.empty();
    }
}
