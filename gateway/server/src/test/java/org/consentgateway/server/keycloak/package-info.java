@NullMarked
package org.consentgateway.server.keycloak;

import org.jspecify.annotations.NullMarked;
