/** The routes that ship: the built-in one, the recipes, and those that must be refused. */
@NullMarked
package org.consentgateway.routes;

import org.jspecify.annotations.NullMarked;
