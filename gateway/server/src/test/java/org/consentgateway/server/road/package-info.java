@NullMarked
package org.consentgateway.server.road;

import org.jspecify.annotations.NullMarked;
