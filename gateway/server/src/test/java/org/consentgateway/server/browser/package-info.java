/** What a person sees and a web app may do, in a real browser. */
@org.jspecify.annotations.NullMarked
package org.consentgateway.server.browser;
