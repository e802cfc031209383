package org.consentgateway.server.adapter.undertow;

import io.undertow.client.ClientResponse;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.io.InputStream;
import java.util.Optional;
import org.consentgateway.server.port.HttpTransport;

/**
 * The head of an answer of a server.
 *
 * @param response as Undertow's client has read it
 */
record UpstreamAnswer(ClientResponse response, InputStream body) implements HttpTransport.Answer {

    private static final int FIRST_FINAL = 200;
    private static final int LONGEST = 18; // digits of a length

    /**
     * Whether it says in one way only where it ends. RFC 9112 6.3: a length told twice, or beside chunks, is how a response is
     * smuggled into a kept connection; an interim one has no place where nothing asked for it.
     */
    static boolean isSound(ClientResponse response) {
        HeaderMap headers = response.getResponseHeaders();
        if (response.getResponseCode() < FIRST_FINAL) return false;
        if (headers.count(Headers.CONTENT_LENGTH) > 1 || headers.count(Headers.TRANSFER_ENCODING) > 1) return false;
        String length = headers.getFirst(Headers.CONTENT_LENGTH);
        String encoding = headers.getFirst(Headers.TRANSFER_ENCODING);
        if (encoding != null && (length != null || !encoding.equalsIgnoreCase("chunked"))) return false;
        return length == null || (length.length() <= LONGEST && length.chars().allMatch(c -> c >= '0' && c <= '9'));
    }

    /** RFC 9112 6.3: an answer of these statuses ends with its head, whatever length the head tells. */
    static boolean hasContent(ClientResponse response) {
        return response.getResponseCode() != StatusCodes.NO_CONTENT
                && response.getResponseCode() != StatusCodes.NOT_MODIFIED;
    }

    @Override
    public int status() {
        return response.getResponseCode();
    }

    @Override
    public Optional<String> field(String name) {
        return Optional.ofNullable(response.getResponseHeaders().getFirst(name));
    }
}
