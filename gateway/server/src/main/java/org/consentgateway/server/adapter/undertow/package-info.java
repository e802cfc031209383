/** The Undertow listener as a Camel component; the only place that sees an Exchange or Undertow. */
@NullMarked
package org.consentgateway.server.adapter.undertow;

import org.jspecify.annotations.NullMarked;
