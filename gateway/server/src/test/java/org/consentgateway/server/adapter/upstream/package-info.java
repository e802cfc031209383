@NullMarked
package org.consentgateway.server.adapter.upstream;

import org.jspecify.annotations.NullMarked;
