/** Consents cached as facts in Ehcache; what was decided by them is never cached. */
@NullMarked
package org.consentgateway.server.adapter.ehcache;

import org.jspecify.annotations.NullMarked;
