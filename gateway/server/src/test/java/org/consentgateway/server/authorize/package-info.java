@NullMarked
package org.consentgateway.server.authorize;

import org.jspecify.annotations.NullMarked;
