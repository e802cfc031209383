/** Shows what the gateway took out of an answer of the EHR, and why. */
@NullMarked
package org.consentgateway.sandbox.diff;

import org.jspecify.annotations.NullMarked;
