package org.consentgateway.server.adapter.undertow;

import io.undertow.UndertowOptions;
import io.undertow.client.ClientCallback;
import io.undertow.client.ClientConnection;
import io.undertow.client.ClientExchange;
import io.undertow.client.ClientRequest;
import io.undertow.client.UndertowClient;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import org.consentgateway.server.port.HttpTransports;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.FutureResult;
import org.xnio.IoFuture;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;
import org.xnio.channels.BoundChannel;
import org.xnio.ssl.SslConnection;
import org.xnio.ssl.XnioSsl;

/** TLS to a server, which has to show a certificate of its name: straight, or within a tunnel through a proxy. */
final class UpstreamTls {

    private static final int HTTPS = 443;
    private static final int OK = 200;

    private UpstreamTls() {}

    static XnioSsl of(IoThreads threads, HttpTransports.Destination server) {
        SSLContext context = server.tls().orElseGet(UpstreamTls::usual);
        return server.proxy()
                .<XnioSsl>map(proxy -> new Tunnel(threads, context, server.base(), proxy))
                .orElseGet(() -> new UndertowXnioSsl(threads.xnio(), OptionMap.EMPTY, threads.buffers(), context));
    }

    static SSLContext usual() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new UncheckedIOException(new IOException("this JVM has no TLS", e));
        }
    }

    /** A proxy as a place to connect to. */
    static URI address(InetSocketAddress proxy) {
        String host = proxy.getHostString();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + proxy.getPort());
    }

    /** RFC 9110 9.3.6: the proxy is asked for a connection to the server, and sees nothing of what is sent through it. */
    private static final class Tunnel extends UndertowXnioSsl {

        private final IoThreads threads;
        private final URI server;
        private final URI proxy;

        Tunnel(IoThreads threads, SSLContext context, URI server, InetSocketAddress proxy) {
            super(threads.xnio(), OptionMap.EMPTY, threads.buffers(), context);
            this.threads = threads;
            this.server = server;
            this.proxy = address(proxy);
        }

        @Override
        public IoFuture<SslConnection> openSslConnection(
                XnioIoThread thread,
                InetSocketAddress from,
                InetSocketAddress to,
                ChannelListener<? super SslConnection> opened,
                @Nullable ChannelListener<? super BoundChannel> bound,
                OptionMap options) {
            FutureResult<SslConnection> result = new FutureResult<>(thread);
            Failure<ClientConnection> connected = new Failure<>(result) {
                @Override
                public void completed(ClientConnection connection) {
                    ask(connection, opened, options, result);
                }
            };
            UndertowClient.getInstance().connect(connected, proxy, thread, threads.buffers(), OptionMap.EMPTY);
            return result.getIoFuture();
        }

        private void ask(
                ClientConnection connection,
                ChannelListener<? super SslConnection> opened,
                OptionMap options,
                FutureResult<SslConnection> result) {
            String authority = server.getHost() + ":" + (server.getPort() < 0 ? HTTPS : server.getPort());
            ClientRequest request =
                    new ClientRequest().setMethod(Methods.CONNECT).setPath(authority);
            request.getRequestHeaders().put(Headers.HOST, authority);
            connection.sendRequest(request, new Failure<>(result) {
                @Override
                public void completed(ClientExchange exchange) {
                    exchange.setResponseListener(new Failure<>(result) {
                        @Override
                        public void completed(ClientExchange answered) {
                            int status = answered.getResponse().getResponseCode();
                            if (status == OK) secure(connection, opened, options, result);
                            else refused(connection, status, result);
                        }
                    });
                }
            });
        }

        private static void refused(ClientConnection connection, int status, FutureResult<SslConnection> result) {
            result.setException(new IOException("the proxy answers " + status));
            IoUtils.safeClose(connection);
        }

        private void secure(
                ClientConnection connection,
                ChannelListener<? super SslConnection> opened,
                OptionMap options,
                FutureResult<SslConnection> result) {
            try {
                StreamConnection tunnel = connection.performUpgrade();
                boolean named =
                        !server.getHost().contains(":") && !server.getHost().matches("[0-9.]+");
                OptionMap to = named
                        ? OptionMap.builder()
                                .addAll(options)
                                .set(UndertowOptions.SSL_SNI_HOSTNAME, server.getHost())
                                .getMap()
                        : options;
                SslConnection secured = wrapExistingConnection(tunnel, to, server);
                result.setResult(secured);
                opened.handleEvent(secured);
            } catch (IOException e) {
                result.setException(e);
                IoUtils.safeClose(connection);
            }
        }
    }

    /** What fails on the way fails the whole. */
    private abstract static class Failure<T> implements ClientCallback<T> {
        private final FutureResult<SslConnection> result;

        Failure(FutureResult<SslConnection> result) {
            this.result = result;
        }

        @Override
        public void failed(IOException e) {
            result.setException(e);
        }
    }
}
