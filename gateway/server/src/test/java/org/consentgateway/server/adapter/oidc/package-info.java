@NullMarked
package org.consentgateway.server.adapter.oidc;

import org.jspecify.annotations.NullMarked;
