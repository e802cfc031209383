import io.undertow.Undertow;
import io.undertow.server.handlers.proxy.LoadBalancingProxyClient;
import io.undertow.server.handlers.proxy.ProxyHandler;
import java.net.URI;

/** Undertow's own reverse proxy without any filter: what the gateway's composition costs before it does anything. */
final class UndertowProxy {

    private static final int CONNECTIONS = 64; // a thread, kept alive, as in nginx.conf

    private static final int QUEUED = 1000; // requests that wait for a connection; else they are refused

    private UndertowProxy() {}

    /** Arguments: the port to listen on, and the address of the upstream. */
    public static void main(String[] arguments) {
        LoadBalancingProxyClient upstream = new LoadBalancingProxyClient()
                .addHost(URI.create(arguments[1]))
                .setConnectionsPerThread(CONNECTIONS)
                .setMaxQueueSize(QUEUED)
                .setProblemServerRetry(0);
        Undertow.builder()
                .addHttpListener(Integer.parseInt(arguments[0]), "127.0.0.1")
                .setIoThreads(2)
                .setHandler(ProxyHandler.builder().setProxyClient(upstream).build())
                .build()
                .start();
    }
}
