/** An issuer of access tokens for development: it asks for no password and lives only in the sandbox. */
@NullMarked
package org.consentgateway.sandbox.issuer;

import org.jspecify.annotations.NullMarked;
