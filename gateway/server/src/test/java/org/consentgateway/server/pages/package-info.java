/** Pages for people, as a browser sees them. */
@org.jspecify.annotations.NullMarked
package org.consentgateway.server.pages;
