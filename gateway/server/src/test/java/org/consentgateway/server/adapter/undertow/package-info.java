@NullMarked
package org.consentgateway.server.adapter.undertow;

import org.jspecify.annotations.NullMarked;
