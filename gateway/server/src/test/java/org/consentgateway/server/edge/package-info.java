@NullMarked
package org.consentgateway.server.edge;

import org.jspecify.annotations.NullMarked;
