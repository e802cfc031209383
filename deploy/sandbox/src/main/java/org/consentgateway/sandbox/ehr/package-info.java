/** The hospital's FHIR server: HAPI FHIR JPA R4 on H2 behind an embedded Tomcat. */
@NullMarked
package org.consentgateway.sandbox.ehr;

import org.jspecify.annotations.NullMarked;
