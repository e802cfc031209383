/** Searches for inputs that break the readers of what comes from outside. */
@org.jspecify.annotations.NullMarked
package org.consentgateway.server.fuzz;
