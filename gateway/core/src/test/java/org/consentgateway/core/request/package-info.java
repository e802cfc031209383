/** Tests of what is asked. */
@NullMarked
package org.consentgateway.core.request;

import org.jspecify.annotations.NullMarked;
