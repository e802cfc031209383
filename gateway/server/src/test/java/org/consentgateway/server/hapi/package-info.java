@NullMarked
package org.consentgateway.server.hapi;

import org.jspecify.annotations.NullMarked;
