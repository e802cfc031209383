package org.consentgateway.server.adapter.undertow;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.Endpoint;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.http.common.HttpMethods;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.message.BasicHeader;

/**
 * Posts the line of a tap. What is answered is not read but for its status; no redirect is followed, nobody is waited for
 * long.
 */
final class HttpTap extends HttpComponent {

    /** What it is for. */
    static final List<String> SCHEMES = List.of("http", "https");

    HttpTap(TapCalls calls) {
        setConnectTimeout(calls.connect().toMillis());
        setConnectionRequestTimeout(calls.connect().toMillis());
        setResponseTimeout(calls.read().toMillis());
        setSoTimeout(calls.read().toMillis());
        setFollowRedirects(false);
        calls.proxy().ifPresent(proxy -> {
            setProxyHost(proxy.getHostString());
            setProxyPort(proxy.getPort());
        });
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        List<Header> headers = new ArrayList<>();
        headers.add(new BasicHeader(HttpHeaders.CONTENT_TYPE, "application/json"));
        credential(parameters).ifPresent(value -> headers.add(new BasicHeader(HttpHeaders.AUTHORIZATION, value)));
        Endpoint endpoint = super.createEndpoint(uri, remaining, parameters);
        if (!(endpoint instanceof HttpEndpoint http))
            throw new IllegalStateException("`" + remaining + "` is no web server");
        http.setHttpMethod(HttpMethods.POST);
        http.setIgnoreResponseBody(true);
        http.setHttpClientConfigurer(client -> client.setDefaultHeaders(headers));
        return http;
    }

    /** It is sent with the line; Camel's own waits to be asked for it, and posts the line twice then. */
    private static Optional<String> credential(Map<String, Object> parameters) {
        Optional<Object> token = Optional.ofNullable(parameters.remove("authBearerToken"));
        Optional<Object> name = Optional.ofNullable(parameters.remove("authUsername"));
        String password = Objects.toString(parameters.remove("authPassword"), "");
        if (token.isPresent()) return token.map(value -> "Bearer " + value);
        // RFC 7617 section 2
        return name.map(value -> "Basic "
                + Base64.getEncoder().encodeToString((value + ":" + password).getBytes(StandardCharsets.UTF_8)));
    }
}
