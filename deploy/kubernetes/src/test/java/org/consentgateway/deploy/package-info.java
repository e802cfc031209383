/** What the gateway is deployed with fits what it is deployed on. */
@org.jspecify.annotations.NullMarked
package org.consentgateway.deploy;
