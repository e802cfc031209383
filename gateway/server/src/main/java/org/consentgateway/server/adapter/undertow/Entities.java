package org.consentgateway.server.adapter.undertow;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import io.undertow.server.protocol.http.HttpContinue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSourceChannel;

/**
 * Reads the bodies of requests whose caller is known. Memory is taken as bytes come, whatever length was announced, and
 * has a bound for one caller and for all; a body that comes too slowly is not waited for.
 */
final class Entities {

    /** So much, in bytes, comes in the time that {@link #Entities} is given, or the rest of the body. */
    private static final int PIECE = 16 * 1024;

    private final long most;
    private final Duration patience;
    private final Map<String, Long> held = new HashMap<>();
    private long all;

    /** By the heap: what is made of a body is many times as large. */
    Entities(Duration patience) {
        this(Math.max(3L * Listener.MAX_ENTITY, Runtime.getRuntime().maxMemory() / 16), patience);
    }

    /**
     * @param most     bytes of bodies in memory; of one caller half as many
     * @param patience longest time that {@link #PIECE} may take
     */
    Entities(long most, Duration patience) {
        this.most = most;
        this.patience = patience;
    }

    /**
     * Reads the body, after {@code 100 Continue} where the client waits for one (RFC 9110 10.1.1).
     *
     * @param caller  whose body it is
     * @param whole   what goes on with it
     * @param refused what goes on without it: 400, 413, or 429 and 503 where memory is used up
     */
    void read(HttpServerExchange http, String caller, Consumer<byte[]> whole, IntConsumer refused) {
        Reading reading = new Reading(http, caller, whole, refused);
        if (!HttpContinue.requiresContinueResponse(http)) {
            http.getIoThread().execute(reading::start);
            return;
        }
        HttpContinue.sendContinueResponse(http, new IoCallback() {
            @Override
            public void onComplete(HttpServerExchange exchange, Sender sender) {
                http.getIoThread().execute(reading::start);
            }

            @Override
            public void onException(HttpServerExchange exchange, Sender sender, IOException gone) {
                reading.fail(400);
            }
        });
    }

    /** 0 where the bytes may be held, else the status of the refusal. */
    private synchronized int hold(String caller, int bytes) {
        long own = held.getOrDefault(caller, 0L) + bytes;
        if (own > most / 2) return 429;
        if (all + bytes > most) return 503;
        held.put(caller, own);
        all += bytes;
        return 0;
    }

    private synchronized void release(String caller, long bytes) {
        all -= bytes;
        held.computeIfPresent(caller, (known, own) -> own == bytes ? null : Long.valueOf(own - bytes));
    }

    /** One body on its way. All of it runs on the thread of the connection. */
    private final class Reading {

        private final HttpServerExchange http;
        private final String caller;
        private final Consumer<byte[]> whole;
        private final IntConsumer refused;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private long taken;
        private long seen;
        private boolean ended;
        private XnioExecutor.@Nullable Key next;

        Reading(HttpServerExchange http, String caller, Consumer<byte[]> whole, IntConsumer refused) {
            this.http = http;
            this.caller = caller;
            this.whole = whole;
            this.refused = refused;
        }

        void start() {
            // what is held stays held until the answer has gone: the request is worked on from it
            http.addExchangeCompleteListener((exchange, next) -> {
                release(caller, taken);
                next.proceed();
            });
            StreamSourceChannel channel = http.getRequestChannel();
            if (channel == null) {
                fail(400);
                return;
            }
            look();
            channel.getReadSetter().set(this::readable);
            readable(channel);
        }

        private void readable(StreamSourceChannel channel) {
            if (ended) return;
            try (PooledByteBuffer pooled =
                    http.getConnection().getByteBufferPool().allocate()) {
                ByteBuffer buffer = pooled.getBuffer();
                for (int read = channel.read(buffer); !ended; read = channel.read(buffer)) {
                    if (read < 0) {
                        complete();
                    } else if (read == 0) {
                        channel.resumeReads();
                        return;
                    } else {
                        keep(buffer.flip());
                        buffer.clear();
                    }
                }
            } catch (RequestTooBigException e) {
                fail(413);
            } catch (IOException e) {
                fail(400); // badly chunked, too slow, or gone: nothing of it was used
            }
        }

        private void keep(ByteBuffer some) {
            int count = some.remaining();
            int status = bytes.size() + count > Listener.MAX_ENTITY ? 413 : hold(caller, count);
            if (status != 0) {
                fail(status);
                return;
            }
            taken += count;
            byte[] copy = new byte[count];
            some.get(copy);
            bytes.writeBytes(copy);
        }

        /** Whether enough has come since the last look. */
        private void look() {
            next = http.getIoThread()
                    .executeAfter(
                            () -> {
                                if (ended) return;
                                if (taken - seen < PIECE) {
                                    fail(400);
                                    return;
                                }
                                seen = taken;
                                look();
                            },
                            patience.toMillis(),
                            TimeUnit.MILLISECONDS);
        }

        private void complete() {
            end();
            whole.accept(bytes.toByteArray());
        }

        void fail(int status) {
            if (ended) return;
            end();
            refused.accept(status);
        }

        private void end() {
            ended = true;
            if (next != null) next.remove(); // it would hold the body until then
        }
    }
}
