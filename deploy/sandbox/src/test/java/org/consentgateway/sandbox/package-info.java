@NullMarked
package org.consentgateway.sandbox;

import org.jspecify.annotations.NullMarked;
