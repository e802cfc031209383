/** What is sensitive, and how that is known: labels, codes, the note class, the labeller. */
@NullMarked
package org.consentgateway.core.label;

import org.jspecify.annotations.NullMarked;
