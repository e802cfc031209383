/** Legal-basis grants and the review worklist, kept through JDBC. */
@NullMarked
package org.consentgateway.server.jdbc;

import org.jspecify.annotations.NullMarked;
