/** Tests of what is sensitive. */
@NullMarked
package org.consentgateway.core.label;

import org.jspecify.annotations.NullMarked;
