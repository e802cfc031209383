package org.consentgateway.core.json;

/** Bytes that are not one JSON document as the gateway takes it. The message names the rule broken, never content. */
public final class MalformedJson extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedJson(String rule) {
        super(rule);
    }
}
