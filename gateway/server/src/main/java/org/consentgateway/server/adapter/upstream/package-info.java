/** The EHR, and every other server that the gateway calls, over HTTP. */
@NullMarked
package org.consentgateway.server.adapter.upstream;

import org.jspecify.annotations.NullMarked;
