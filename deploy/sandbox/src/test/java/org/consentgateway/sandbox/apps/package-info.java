/** Client libraries and searches as apps use them, unchanged: what works at the EHR works through the gateway. */
@NullMarked
package org.consentgateway.sandbox.apps;

import org.jspecify.annotations.NullMarked;
