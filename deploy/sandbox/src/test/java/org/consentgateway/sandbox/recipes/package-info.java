/** The recipes of {@code routes/examples}, each in a gateway of its own between servers that speak HTTP, SMTP or are a disk. */
@NullMarked
package org.consentgateway.sandbox.recipes;

import org.jspecify.annotations.NullMarked;
