package org.consentgateway.server.adapter.undertow;

import io.undertow.util.HeaderMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.consentgateway.core.request.OrRefusal;
import org.consentgateway.core.request.Refusal;

/**
 * Headers of the client that go on to the EHR: each has one value of visible ASCII, or the request is refused.
 *
 * @param names in lower case
 */
public record PassedHeaders(Set<String> names) {

    public PassedHeaders {
        names = Set.copyOf(names);
    }

    OrRefusal<Map<String, String>> of(HeaderMap headers) {
        Map<String, String> passed = new TreeMap<>();
        for (String name : names) {
            if (!headers.contains(name)) continue;
            String value = headers.getFirst(name);
            if (headers.count(name) != 1 || !value.matches("[!-~]([ -~]{0,1022}[!-~])?"))
                return OrRefusal.refused(
                        Refusal.Why.MALFORMED_HEADER, "a header that is passed on needs one value of visible ASCII");
            passed.put(name, value);
        }
        return OrRefusal.of(passed);
    }
}
