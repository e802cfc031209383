package org.consentgateway.core.request;

import java.util.Arrays;
import java.util.Optional;

/** An HTTP method that the gateway serves; every other one, TRACE and OPTIONS included, is refused with 405. */
public enum Method {
    GET,
    HEAD,
    POST,
    PUT,
    PATCH,
    DELETE;

    /** The method of that name; methods are case-sensitive (RFC 9110 section 9.1). */
    public static Optional<Method> of(String name) {
        return Arrays.stream(values())
                .filter(method -> method.name().equals(name))
                .findFirst();
    }

    /** GET or HEAD: asks for something and changes nothing. */
    public boolean safe() {
        return this == GET || this == HEAD;
    }
}
