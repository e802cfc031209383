/** The audit trail: a record on disk before what it releases. */
@NullMarked
package org.consentgateway.server.adapter.audit;

import org.jspecify.annotations.NullMarked;
