/** Bytes in, permitted bytes out; one resource in memory at a time. */
@NullMarked
package org.consentgateway.core.redact;

import org.jspecify.annotations.NullMarked;
