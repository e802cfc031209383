/** A transparency log, held against RFC 9162, C2SP's own examples, and a slow twin. */
@NullMarked
package org.consentgateway.server.tlog;

import org.jspecify.annotations.NullMarked;
