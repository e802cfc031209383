package org.consentgateway.core.json;

/** JSON that holds no value of a record. */
public final class UnreadableRecord extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    UnreadableRecord(Class<?> type) {
        super("no value of `" + type.getSimpleName() + "`");
    }

    UnreadableRecord(Class<?> type, Exception cause) {
        super("no value of `" + type.getSimpleName() + "`", cause);
    }
}
