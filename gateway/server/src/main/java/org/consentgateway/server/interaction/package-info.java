/** What answers each kind of FHIR interaction: one handler a kind. */
@NullMarked
package org.consentgateway.server.interaction;

import org.jspecify.annotations.NullMarked;
