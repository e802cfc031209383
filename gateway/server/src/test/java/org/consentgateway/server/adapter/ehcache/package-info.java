@NullMarked
package org.consentgateway.server.adapter.ehcache;

import org.jspecify.annotations.NullMarked;
