package org.consentgateway.server.adapter.undertow;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;

/**
 * The component behind {@code from: gateway:fhir}. It holds no socket: the {@link Listener} hands it parsed requests, and
 * it hands them to the one route that consumes them.
 */
public final class GatewayComponent extends DefaultComponent {

    /** Scheme of the component. */
    public static final String SCHEME = "gateway";

    private final AtomicReference<AsyncProcessor> road = new AtomicReference<>();

    /** The route's first processor; fails while no route consumes. */
    AsyncProcessor road() {
        AsyncProcessor consuming = road.get();
        if (consuming == null) throw new IllegalStateException("no route consumes `gateway:fhir`");
        return consuming;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        if (!remaining.equals("fhir")) throw new IllegalArgumentException("unknown listener `" + remaining + "`");
        return new FhirEndpoint(uri);
    }

    private final class FhirEndpoint extends DefaultEndpoint {
        FhirEndpoint(String uri) {
            super(uri, GatewayComponent.this);
        }

        @Override
        public Producer createProducer() {
            throw new UnsupportedOperationException("a route starts at the listener, it never ends there");
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            return new DefaultConsumer(this, processor) {
                @Override
                protected void doStart() throws Exception {
                    super.doStart();
                    if (!road.compareAndSet(null, getAsyncProcessor()))
                        throw new IllegalStateException("two routes consume `gateway:fhir`");
                }

                @Override
                protected void doStop() throws Exception {
                    road.set(null);
                    super.doStop();
                }
            };
        }
    }
}
