/** The one place that sees HAPI FHIR: it reads Consents into directives, and turns XML into JSON and back. */
@NullMarked
package org.consentgateway.server.adapter.hapi;

import org.jspecify.annotations.NullMarked;
