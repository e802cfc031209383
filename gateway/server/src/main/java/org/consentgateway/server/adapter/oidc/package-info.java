/** Who asks: access tokens of Keycloak or any OpenID issuer. */
@NullMarked
package org.consentgateway.server.adapter.oidc;

import org.jspecify.annotations.NullMarked;
