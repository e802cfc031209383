/** A transparency log as C2SP describes it: trees of hashes, signed checkpoints, and a witness that cosigns them. */
@NullMarked
package org.consentgateway.server.tlog;

import org.jspecify.annotations.NullMarked;
