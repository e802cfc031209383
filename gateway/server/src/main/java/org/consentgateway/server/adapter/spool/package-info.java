/** Long contents of answers on disk while it is decided whether they leave. */
@NullMarked
package org.consentgateway.server.adapter.spool;

import org.jspecify.annotations.NullMarked;
