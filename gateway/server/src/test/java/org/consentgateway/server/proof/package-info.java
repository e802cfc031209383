/**
 * The proof machine: generated hospitals and sessions, run in two worlds that differ in protected notes alone, and made
 * smaller until only what tells the worlds apart is left.
 */
@NullMarked
package org.consentgateway.server.proof;

import org.jspecify.annotations.NullMarked;
