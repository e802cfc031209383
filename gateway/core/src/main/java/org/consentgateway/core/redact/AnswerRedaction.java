package org.consentgateway.core.redact;

import java.io.IOException;
import java.io.InputStream;
import org.consentgateway.core.json.MalformedJson;

/** How an answer of one kind is read, judged and written. */
@FunctionalInterface
interface AnswerRedaction {

    Receipt run(InputStream upstream, ResponseWriter answer)
            throws IOException, MalformedJson, Unusable, Judge.NoVerdict;
}
