/** gateway.yaml and environment, typed, all problems at once; policy packs. */
@NullMarked
package org.consentgateway.server.config;

import org.jspecify.annotations.NullMarked;
