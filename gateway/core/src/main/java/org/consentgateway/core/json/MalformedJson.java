package org.consentgateway.core.json;

/** Bytes that are not one JSON document as the gateway takes it. The message names the rule broken, never content. */
public sealed class MalformedJson extends Exception permits UnreadableValue {
    private static final long serialVersionUID = 1L;

    public MalformedJson(String rule) {
        super(rule);
    }
}
