@NullMarked
package org.consentgateway.server.upstream;

import org.jspecify.annotations.NullMarked;
