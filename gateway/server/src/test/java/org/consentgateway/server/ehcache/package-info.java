@NullMarked
package org.consentgateway.server.ehcache;

import org.jspecify.annotations.NullMarked;
