@NullMarked
package org.consentgateway.server.adapter.audit;

import org.jspecify.annotations.NullMarked;
