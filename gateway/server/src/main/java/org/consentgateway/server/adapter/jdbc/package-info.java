/** Legal-basis grants, the reviews of labels and the worklist, kept through JDBC. */
@NullMarked
package org.consentgateway.server.adapter.jdbc;

import org.jspecify.annotations.NullMarked;
