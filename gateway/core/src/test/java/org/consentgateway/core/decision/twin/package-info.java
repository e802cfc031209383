/** The decision compared with a slow twin of it. */
@NullMarked
package org.consentgateway.core.decision.twin;

import org.jspecify.annotations.NullMarked;
