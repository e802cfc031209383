/** A hospital to try and to test the gateway against: a FHIR server with data, and an issuer of tokens. */
@NullMarked
package org.consentgateway.sandbox;

import org.jspecify.annotations.NullMarked;
