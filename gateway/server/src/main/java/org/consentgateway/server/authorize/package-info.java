/** Whether what the EHR answered may leave. */
@NullMarked
package org.consentgateway.server.authorize;

import org.jspecify.annotations.NullMarked;
