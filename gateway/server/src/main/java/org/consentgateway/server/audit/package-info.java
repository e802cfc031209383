/** The audit trail: a record on disk before what it releases. */
@NullMarked
package org.consentgateway.server.audit;

import org.jspecify.annotations.NullMarked;
