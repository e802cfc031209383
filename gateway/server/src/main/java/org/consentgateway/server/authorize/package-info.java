/** Whether what the EHR answered may leave: decisions, closure, edits, use of grants, the record. */
@NullMarked
package org.consentgateway.server.authorize;

import org.jspecify.annotations.NullMarked;
