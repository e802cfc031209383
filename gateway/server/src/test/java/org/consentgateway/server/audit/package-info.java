@NullMarked
package org.consentgateway.server.audit;

import org.jspecify.annotations.NullMarked;
