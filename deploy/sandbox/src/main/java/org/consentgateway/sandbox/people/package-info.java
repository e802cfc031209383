/** A real browser in the hands of the people of the sandbox. */
@org.jspecify.annotations.NullMarked
package org.consentgateway.sandbox.people;
