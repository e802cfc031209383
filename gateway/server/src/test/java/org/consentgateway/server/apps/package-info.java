/** What ordinary apps send, and what they may expect back. */
@NullMarked
package org.consentgateway.server.apps;

import org.jspecify.annotations.NullMarked;
