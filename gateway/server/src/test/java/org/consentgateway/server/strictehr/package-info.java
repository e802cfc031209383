@NullMarked
package org.consentgateway.server.strictehr;

import org.jspecify.annotations.NullMarked;
