package org.consentgateway.server.adapter.undertow;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.SimpleEventNotifierSupport;
import org.apache.camel.util.URISupport;
import org.consentgateway.server.port.Dependencies;

/**
 * Whether the taps of the routes deliver. Nobody waits for a tap, so that its failure is no answer's; what fails on the road
 * itself ends in an answer that tells of it.
 */
final class TapHealth extends SimpleEventNotifierSupport {

    private static final Pattern OPTIONS = Pattern.compile("[?].*");

    private final Dependencies dependencies;
    private final Map<String, Dependencies.Dependency> taps = new ConcurrentHashMap<>();

    TapHealth(Dependencies dependencies) {
        this.dependencies = dependencies;
        // all kinds of events are ignored by default
        setIgnoreExchangeEvents(false);
        setIgnoreExchangeFailedEvents(false);
        setIgnoreExchangeCompletedEvent(false);
    }

    @Override
    public void notify(CamelEvent event) {
        if (!(event instanceof CamelEvent.ExchangeEvent told)) return;
        // the road itself sends to no endpoint: its steps are processors
        String endpoint = told.getExchange().getProperty(ExchangePropertyKey.TO_ENDPOINT, String.class);
        if (endpoint == null) return;
        Dependencies.Dependency tap = taps.computeIfAbsent(
                OPTIONS.matcher(URISupport.sanitizeUri(endpoint)).replaceFirst(""),
                to -> dependencies.of(Dependencies.Kind.TAP, "tap to `" + to + "`"));
        if (event instanceof CamelEvent.ExchangeFailedEvent failed) tap.failed(problem(failed));
        else if (event instanceof CamelEvent.ExchangeCompletedEvent) tap.usable();
    }

    private static String problem(CamelEvent.ExchangeFailedEvent failed) {
        String cause = failed.getCause() == null
                ? "no cause is told"
                : failed.getCause().getClass().getSimpleName();
        return "does not deliver: " + cause + "; see its `to` in `routes.dir`";
    }
}
