/** The gateway itself as a process of its own, as an operator starts it. */
@NullMarked
package org.consentgateway.sandbox.process;

import org.jspecify.annotations.NullMarked;
