@NullMarked
package org.consentgateway.server.cases;

import org.jspecify.annotations.NullMarked;
