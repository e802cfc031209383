@NullMarked
package org.consentgateway.server.attack;

import org.jspecify.annotations.NullMarked;
