/** What the law allows: policy pack, legal bases, grants, exceptions, each with citation. */
@NullMarked
package org.consentgateway.core.law;

import org.jspecify.annotations.NullMarked;
