package org.consentgateway.core.redact;

/**
 * What became of an answer.
 *
 * @param written  whether a body was written; false: the single resource is withheld, or the history shows nothing
 * @param released entries or resources that left
 * @param withheld entries or resources that were dropped by a verdict
 */
public record Receipt(boolean written, int released, int withheld) {}
