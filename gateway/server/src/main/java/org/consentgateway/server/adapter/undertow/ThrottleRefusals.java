package org.consentgateway.server.adapter.undertow;

import java.time.Duration;
import java.util.Map;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.ThrottleDefinition;
import org.apache.camel.processor.ThrottlerRejectedExecutionException;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.consentgateway.server.stage.Outcome;
import org.consentgateway.server.stage.Refused;
import org.consentgateway.server.stage.Stage;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a throttle that is full a refusal: 429, and the time after which a place is free again at the latest.
 *
 * <p>INVARIANT: what is counted is requests, whatever they find, and the time is the throttle's own period. So that both are
 * the same whether something is hidden or not there.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6585#section-4">RFC 6585 section 4</a>
 */
final class ThrottleRefusals implements InterceptStrategy {

    private static final Outcome OUTCOME = new Outcome("throttled", "too many requests");

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode node, Processor target, @Nullable Processor next) {
        if (!(node instanceof ThrottleDefinition throttle)) return target;
        Duration period = Duration.ofMillis(Long.parseLong(throttle.getTimePeriodMillis()));
        return new Throttle(AsyncProcessorConverterHelper.convert(target), period);
    }

    private static final class Throttle extends DelegateAsyncProcessor {

        private final Map<String, String> retry;

        Throttle(AsyncProcessor throttle, Duration period) {
            super(throttle);
            this.retry = Map.of("Retry-After", String.valueOf(Math.max(1, (period.toMillis() + 999) / 1000)));
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            return super.process(exchange, synchronously -> {
                refuse(exchange);
                callback.done(synchronously);
            });
        }

        private void refuse(Exchange exchange) {
            if (!(exchange.getException() instanceof ThrottlerRejectedExecutionException)) return;
            if (!(exchange.getMessage().getBody() instanceof Stage stage)) return;
            exchange.setException(null);
            exchange.getMessage()
                    .setBody(Refused.with(stage.ask(), 429, OUTCOME, retry).by(RequestFacts.caller(stage)));
            exchange.setRouteStop(true);
        }
    }
}
