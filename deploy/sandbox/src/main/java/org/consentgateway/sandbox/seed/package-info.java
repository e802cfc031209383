/** The data of the hospital: Synthea's charts, and our notes, consents and people laid over them. */
@NullMarked
package org.consentgateway.sandbox.seed;

import org.jspecify.annotations.NullMarked;
