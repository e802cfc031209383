/** A web app to try SMART App Launch with. */
@org.jspecify.annotations.NullMarked
package org.consentgateway.sandbox.app;
