package org.consentgateway.server.adapter.undertow;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;

/**
 * The component behind {@code from: gateway:fhir}, {@code gateway:released} and {@code gateway:refused}. It holds no socket:
 * the {@link Listener} hands it parsed requests, and it hands them to the one route that consumes them; what has ended goes
 * to each route that taps it.
 */
public final class GatewayComponent extends DefaultComponent {

    /** Scheme of the component. */
    public static final String SCHEME = "gateway";

    /** Where a route starts that taps what was released. */
    static final String RELEASED = "released";

    /** Where a route starts that taps what was refused. */
    static final String REFUSED = "refused";

    private final AtomicReference<AsyncProcessor> road = new AtomicReference<>();
    private final Map<String, List<AsyncProcessor>> taps =
            Map.of(RELEASED, new CopyOnWriteArrayList<>(), REFUSED, new CopyOnWriteArrayList<>());

    /** The route's first processor; fails while no route consumes. */
    AsyncProcessor road() {
        AsyncProcessor consuming = road.get();
        if (consuming == null) throw new IllegalStateException("no route consumes `gateway:fhir`");
        return consuming;
    }

    /** The routes that tap what was released, or refused. */
    List<AsyncProcessor> taps(String ended) {
        return List.copyOf(taps.getOrDefault(ended, List.of()));
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        if (!remaining.equals("fhir") && !taps.containsKey(remaining))
            throw new IllegalArgumentException("unknown listener `" + remaining + "`");
        return new FhirEndpoint(uri, Optional.ofNullable(taps.get(remaining)));
    }

    private final class FhirEndpoint extends DefaultEndpoint implements MultipleConsumersSupport {

        private final Optional<List<AsyncProcessor>> tapped;

        FhirEndpoint(String uri, Optional<List<AsyncProcessor>> tapped) {
            super(uri, GatewayComponent.this);
            this.tapped = tapped;
        }

        @Override
        public boolean isMultipleConsumersSupported() {
            return tapped.isPresent();
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
                    if (tapped.isPresent()) tapped.get().add(getAsyncProcessor());
                    else if (!road.compareAndSet(null, getAsyncProcessor()))
                        throw new IllegalStateException("two routes consume `gateway:fhir`");
                }

                @Override
                protected void doStop() throws Exception {
                    if (tapped.isPresent()) tapped.get().remove(getAsyncProcessor());
                    else road.set(null);
                    super.doStop();
                }
            };
        }
    }
}
