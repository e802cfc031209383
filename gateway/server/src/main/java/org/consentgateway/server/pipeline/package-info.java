/** The steps that a route names. */
@NullMarked
package org.consentgateway.server.pipeline;

import org.jspecify.annotations.NullMarked;
