@NullMarked
package org.consentgateway.server.config;

import org.jspecify.annotations.NullMarked;
