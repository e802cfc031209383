@NullMarked
package org.consentgateway.server.operations;

import org.jspecify.annotations.NullMarked;
