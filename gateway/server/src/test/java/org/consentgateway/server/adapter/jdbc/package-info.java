@NullMarked
package org.consentgateway.server.adapter.jdbc;

import org.jspecify.annotations.NullMarked;
