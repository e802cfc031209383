/** Decisions for other enforcement points: OpenID AuthZEN Authorization API 1.0. */
@NullMarked
package org.consentgateway.server.access;

import org.jspecify.annotations.NullMarked;
