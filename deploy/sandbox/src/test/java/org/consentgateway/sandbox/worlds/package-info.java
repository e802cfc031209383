/** Two hospitals that differ in nothing but notes, and the proof that nobody without a right to them can tell which is which. */
@NullMarked
package org.consentgateway.sandbox.worlds;

import org.jspecify.annotations.NullMarked;
