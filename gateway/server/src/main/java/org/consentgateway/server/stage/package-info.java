/** Where a request stands between two steps: the typed stages, and what they carry. */
@NullMarked
package org.consentgateway.server.stage;

import org.jspecify.annotations.NullMarked;
