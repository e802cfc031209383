/** What the patient has said: directives, provisions, their scope and period. */
@NullMarked
package org.consentgateway.core.consent;

import org.jspecify.annotations.NullMarked;
