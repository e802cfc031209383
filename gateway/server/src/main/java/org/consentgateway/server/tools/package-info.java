/** Tools for those who roll the gateway out: a survey of an EHR, and cases that a policy pack must pass. */
@NullMarked
package org.consentgateway.server.tools;

import org.jspecify.annotations.NullMarked;
