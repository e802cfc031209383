/** The package of profiles is checked as any FHIR tool would use it: read from {@code package.tgz}, offline. */
@NullMarked
package org.consentgateway.profiles;

import org.jspecify.annotations.NullMarked;
