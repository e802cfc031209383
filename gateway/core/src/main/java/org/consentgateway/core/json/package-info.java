/** JSON of one resource as a value: exact numbers, order of members kept, duplicate names refused. */
@NullMarked
package org.consentgateway.core.json;

import org.jspecify.annotations.NullMarked;
