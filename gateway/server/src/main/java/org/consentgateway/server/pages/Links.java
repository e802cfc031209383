package org.consentgateway.server.pages;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Writes values into links. */
public final class Links {

    private Links() {}

    /** As a value of a query. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
