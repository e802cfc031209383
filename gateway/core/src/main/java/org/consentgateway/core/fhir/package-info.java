/** What a version of FHIR defines, as tables: resource types, their elements and search parameters, media types. */
@NullMarked
package org.consentgateway.core.fhir;

import org.jspecify.annotations.NullMarked;
