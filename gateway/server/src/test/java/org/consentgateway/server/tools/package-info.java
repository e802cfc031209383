@NullMarked
package org.consentgateway.server.tools;

import org.jspecify.annotations.NullMarked;
