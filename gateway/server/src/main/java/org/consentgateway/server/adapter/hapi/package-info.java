/** HAPI FHIR: Consents into directives, XML to and from JSON. */
@NullMarked
package org.consentgateway.server.adapter.hapi;

import org.jspecify.annotations.NullMarked;
