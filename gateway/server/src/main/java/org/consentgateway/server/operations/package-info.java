/** What the gateway answers itself: metadata, explain, grants, accounting, confidentiality. */
@NullMarked
package org.consentgateway.server.operations;

import org.jspecify.annotations.NullMarked;
