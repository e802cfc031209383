package org.consentgateway.server.adapter.undertow;

import io.undertow.protocols.ssl.UndertowXnioSsl;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.FutureResult;
import org.xnio.IoFuture;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;
import org.xnio.channels.BoundChannel;
import org.xnio.ssl.SslConnection;
import org.xnio.ssl.XnioSsl;

/**
 * Opens one connection to a server, in TLS or in clear, with {@link InterimAnswers} before what reads it. Undertow's client
 * lets nobody in before its own reader but who opens connections in TLS: so it takes even one in clear from here.
 */
final class WatchedOpening extends UndertowXnioSsl {

    private final Optional<XnioSsl> tls;
    private @Nullable InterimAnswers answers;

    /** @param tls empty: in clear */
    WatchedOpening(IoThreads threads, SSLContext context, Optional<XnioSsl> tls) {
        super(threads.xnio(), OptionMap.EMPTY, threads.buffers(), context);
        this.tls = tls;
    }

    /** What looks at the answers; there once the connection is open. */
    Optional<InterimAnswers> answers() {
        return Optional.ofNullable(answers);
    }

    @Override
    public IoFuture<SslConnection> openSslConnection(
            XnioIoThread thread,
            InetSocketAddress from,
            InetSocketAddress to,
            ChannelListener<? super SslConnection> opened,
            @Nullable ChannelListener<? super BoundChannel> bound,
            OptionMap options) {
        if (tls.isPresent())
            return tls.get()
                    .openSslConnection(
                            thread,
                            from,
                            to,
                            connection -> {
                                answers = InterimAnswers.before(connection);
                                opened.handleEvent(connection);
                            },
                            bound,
                            options);
        @SuppressWarnings("unchecked") // Undertow's client takes any connection
        ChannelListener<StreamConnection> any = (ChannelListener<StreamConnection>) opened;
        FutureResult<SslConnection> failing = new FutureResult<>(thread);
        thread.openStreamConnection(
                        from,
                        to,
                        connection -> {
                            answers = InterimAnswers.before(connection);
                            any.handleEvent(connection);
                        },
                        bound,
                        options)
                .addNotifier(new Failed(), failing);
        return failing.getIoFuture();
    }

    private static final class Failed extends IoFuture.HandlingNotifier<StreamConnection, FutureResult<SslConnection>> {
        @Override
        public void handleFailed(IOException failure, FutureResult<SslConnection> result) {
            result.setException(failure);
        }
    }
}
