/** Enforcement points ask, and are told as the road would answer. */
@org.jspecify.annotations.NullMarked
package org.consentgateway.server.access;
