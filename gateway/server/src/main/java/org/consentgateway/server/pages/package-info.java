/** What people see in a browser: signing in, and the pages of the privacy office, of therapists and of patients. */
@org.jspecify.annotations.NullMarked
package org.consentgateway.server.pages;
