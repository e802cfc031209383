/**
 * What outlives a restart beside the audit trail, in a database: grants, reviews, the worklist, page links, indexes of
 * the trail.
 */
@NullMarked
package org.consentgateway.server.adapter.jdbc;

import org.jspecify.annotations.NullMarked;
