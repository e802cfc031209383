/**
 * Where a request stands between two steps of its route: the typed stages ({@code Received} to {@code Released} or
 * {@code Refused}), and what they carry.
 */
@NullMarked
package org.consentgateway.server.stage;

import org.jspecify.annotations.NullMarked;
