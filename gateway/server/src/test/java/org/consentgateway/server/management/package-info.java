@NullMarked
package org.consentgateway.server.management;

import org.jspecify.annotations.NullMarked;
