/** What steps and handlers need of the world; adapters stand behind. */
@NullMarked
package org.consentgateway.server.port;

import org.jspecify.annotations.NullMarked;
