@NullMarked
package org.consentgateway.server.stern;

import org.jspecify.annotations.NullMarked;
