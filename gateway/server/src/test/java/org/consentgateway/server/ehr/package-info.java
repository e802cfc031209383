/** EHRs in memory: one engine, and the habits of each as data. */
@NullMarked
package org.consentgateway.server.ehr;

import org.jspecify.annotations.NullMarked;
