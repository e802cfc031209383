/** The gateway as a process: long answers in little memory, a full disk, an orderly end. */
@NullMarked
package org.consentgateway.sandbox.process;

import org.jspecify.annotations.NullMarked;
