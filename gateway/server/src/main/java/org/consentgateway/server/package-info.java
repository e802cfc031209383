/** The consent gateway. */
@NullMarked
package org.consentgateway.server;

import org.jspecify.annotations.NullMarked;
