@NullMarked
package org.consentgateway.server.interaction;

import org.jspecify.annotations.NullMarked;
