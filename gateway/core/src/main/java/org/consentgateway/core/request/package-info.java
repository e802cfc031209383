/** What is asked, as FHIR sees it: the closed list of interactions, the parsed request, the caller. */
@NullMarked
package org.consentgateway.core.request;

import org.jspecify.annotations.NullMarked;
