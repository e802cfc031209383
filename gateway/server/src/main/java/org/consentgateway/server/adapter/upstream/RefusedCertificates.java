package org.consentgateway.server.adapter.upstream;

import java.io.IOException;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.X509ExtendedTrustManager;
import org.consentgateway.server.port.HttpTransport;
import org.jspecify.annotations.Nullable;

/**
 * The trust in one server, which keeps why its certificate was last refused: whoever sends is otherwise told no more than
 * that the connection was closed.
 */
final class RefusedCertificates extends X509ExtendedTrustManager {

    private final X509ExtendedTrustManager trust;
    private volatile @Nullable Refusal last;

    /** @param at {@link System#nanoTime} */
    private record Refusal(CertificateException why, long at) {}

    private interface Check {
        void run() throws CertificateException;
    }

    /** @param trust whose word it is; it holds the certificate against the server's name */
    RefusedCertificates(X509ExtendedTrustManager trust) {
        this.trust = trust;
    }

    /** The same transport; a call that failed while a certificate was refused says so. */
    HttpTransport telling(HttpTransport transport) {
        return request -> {
            long began = System.nanoTime();
            return transport.send(request).exceptionallyCompose(failure -> failed(began, failure));
        };
    }

    private CompletionStage<HttpTransport.Answer> failed(long began, Throwable failure) {
        Refusal refusal = last;
        if (!(failure instanceof IOException) || refusal == null || refusal.at() - began < 0)
            return CompletableFuture.failedFuture(failure);
        SSLHandshakeException told = new SSLHandshakeException("the certificate is refused");
        told.initCause(refusal.why());
        return CompletableFuture.failedFuture(told);
    }

    private void kept(Check check) throws CertificateException {
        try {
            check.run();
        } catch (CertificateException e) {
            last = new Refusal(e, System.nanoTime());
            throw e;
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        kept(() -> trust.checkServerTrusted(chain, type, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        kept(() -> trust.checkServerTrusted(chain, type, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        kept(() -> trust.checkServerTrusted(chain, type));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        trust.checkClientTrusted(chain, type, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        trust.checkClientTrusted(chain, type, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        trust.checkClientTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return trust.getAcceptedIssuers();
    }
}
