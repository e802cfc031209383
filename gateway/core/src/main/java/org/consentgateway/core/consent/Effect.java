package org.consentgateway.core.consent;

/** What a provision does where it matches. */
public enum Effect {
    PERMIT,
    DENY,
    /** The rule cannot be read (unknown modifier, expression, no policy): it can deny, never permit. */
    INDETERMINATE
}
