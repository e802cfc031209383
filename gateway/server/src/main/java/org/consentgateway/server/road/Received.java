package org.consentgateway.server.road;

import java.util.Optional;

/**
 * A request that parsed.
 *
 * @param credentials what came with it, empty when no bearer token did
 */
public record Received(Ask ask, Optional<Tokens.Credentials> credentials) implements Stage {}
