/** An EHR with an authorization server of its own, and apps that it launches at the gateway's address. */
@org.jspecify.annotations.NullMarked
package org.consentgateway.server.oauth;
