@NullMarked
package org.consentgateway.server.adapter.hapi;

import org.jspecify.annotations.NullMarked;
