/** The steps a route names, the typed stages between them, and the ports to the world that the steps need. */
@NullMarked
package org.consentgateway.server.road;

import org.jspecify.annotations.NullMarked;
