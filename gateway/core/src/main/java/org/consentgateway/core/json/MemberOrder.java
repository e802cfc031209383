package org.consentgateway.core.json;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The order in which {@link RecordJson} writes the members of a record, where it is not the order of its components. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface MemberOrder {
    /** All names, those of unwrapped parts among them; one too few or too many is an error at the first writing. */
    String[] value();
}
