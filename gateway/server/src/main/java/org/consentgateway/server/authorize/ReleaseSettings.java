package org.consentgateway.server.authorize;

/**
 * How a site wants answers to be.
 *
 * @param marked    whether what was withheld leaves a mark
 * @param lookAhead entries that may be read beyond a full page
 * @param observing whether answers pass as they came
 */
public record ReleaseSettings(boolean marked, int lookAhead, ObserveMode observing) {}
