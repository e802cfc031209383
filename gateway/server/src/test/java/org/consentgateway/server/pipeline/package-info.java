@NullMarked
package org.consentgateway.server.pipeline;

import org.jspecify.annotations.NullMarked;
