/** May this caller have this, for this purpose, now? One pure function, with reasons. */
@NullMarked
package org.consentgateway.core.decision;

import org.jspecify.annotations.NullMarked;
