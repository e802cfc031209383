@NullMarked
package org.consentgateway.server.jdbc;

import org.jspecify.annotations.NullMarked;
