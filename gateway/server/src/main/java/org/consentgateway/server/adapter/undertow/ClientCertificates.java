package org.consentgateway.server.adapter.undertow;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.SSLSessionInfo;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;

/** The certificate that the client showed, as bound tokens name it. RFC 8705 3.1. */
final class ClientCertificates {

    private ClientCertificates() {}

    /** base64url SHA-256 of the client's certificate, empty when none was shown. */
    static Optional<String> thumbprint(HttpServerExchange http) {
        SSLSessionInfo session = http.getConnection().getSslSessionInfo();
        if (session == null) return Optional.empty();
        try {
            Certificate[] chain = session.getPeerCertificates();
            if (chain.length == 0) return Optional.empty();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(chain[0].getEncoded());
            return Optional.of(Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
        } catch (SSLPeerUnverifiedException
                | CertificateEncodingException
                | io.undertow.server.RenegotiationRequiredException e) {
            return Optional.empty();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }
}
