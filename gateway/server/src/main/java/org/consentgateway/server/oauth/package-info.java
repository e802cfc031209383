/** The OAuth endpoints of the EHR's authorization server, passed at the gateway's own address. */
@NullMarked
package org.consentgateway.server.oauth;

import org.jspecify.annotations.NullMarked;
