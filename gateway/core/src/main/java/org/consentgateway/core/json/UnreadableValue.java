package org.consentgateway.core.json;

import java.util.Optional;

/** A value breaks a limit or a rule of ours; the document around it may still be read. The message never has content. */
public final class UnreadableValue extends MalformedJson {
    private static final long serialVersionUID = 1L;

    private @org.jspecify.annotations.Nullable String type;
    private @org.jspecify.annotations.Nullable String id;

    UnreadableValue(String rule) {
        super(rule);
    }

    /** {@code resourceType} of the outermost object that had one before it could not be read on. */
    public Optional<String> type() {
        return Optional.ofNullable(type);
    }

    /** {@code id} of that object. */
    public Optional<String> id() {
        return Optional.ofNullable(id);
    }

    /** Told by each object that it passes through, from within. */
    void within(Optional<String> resourceType, Optional<String> resourceId) {
        if (resourceType.isEmpty()) return;
        type = resourceType.get();
        id = resourceId.orElse(null);
    }
}
