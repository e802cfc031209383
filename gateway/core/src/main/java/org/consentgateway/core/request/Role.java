package org.consentgateway.core.request;

import java.util.Arrays;
import java.util.Optional;

/** A realm role of the caller that the gateway knows; none of them opens a note. */
public enum Role {
    PRIVACY_OFFICER("privacy-officer"),
    CONSENT_MANAGER("consent-manager"),
    LABELLER("labeller"),
    REGISTRAR("registrar"),
    BREAK_GLASS("break-glass");

    private final String code;

    Role(String code) {
        this.code = code;
    }

    /** The name of the role in {@code realm_access.roles}. */
    public String code() {
        return code;
    }

    /** The role of that name; a name that the gateway does not know grants nothing and is empty. */
    public static Optional<Role> of(String code) {
        return Arrays.stream(values()).filter(role -> role.code.equals(code)).findFirst();
    }
}
