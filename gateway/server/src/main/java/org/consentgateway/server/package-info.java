/**
 * The process: the command line ({@code Main}, {@code GatewayCommand} and its groups of commands), and {@code Gateway},
 * which wires the packages below. ARCHITECTURE.md says which of them may know which.
 */
@NullMarked
package org.consentgateway.server;

import org.jspecify.annotations.NullMarked;
