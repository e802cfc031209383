/** Tests of what is asked. */
@NullMarked
package org.consentgateway.core.decision;

import org.jspecify.annotations.NullMarked;
