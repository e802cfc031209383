package org.consentgateway.server.tools;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.consentgateway.core.consent.Consents;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.ConsentStore;
import org.consentgateway.server.port.FhirHttp;

/**
 * The consent server of a case: it holds the Consents that the case gives, and nothing else. What reads it is the very
 * reader that reads a real one.
 */
final class CaseConsents implements FhirHttp {

    static final URI BASE = URI.create("http://consents.invalid/fhir");

    private final List<String> consents = new ArrayList<>();

    void add(String consent) {
        consents.add(consent);
    }

    @Override
    public Answer get(URI target) {
        if (!target.getPath().endsWith("/Consent")) return answer(404, "{\"resourceType\":\"OperationOutcome\"}");
        String entries = consents.stream()
                .map(consent -> "{\"search\":{\"mode\":\"match\"},\"resource\":" + consent + "}")
                .collect(Collectors.joining(","));
        return answer(200, "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[" + entries + "]}");
    }

    private static Answer answer(int status, String body) {
        return new Answer(status, new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * What each patient said, as the reader reads it.
     *
     * @param unavailable whether the store is down now: what it held is what was last known
     */
    Map<Reference, Consents> of(
            Set<Reference> patients, Function<FhirHttp, ConsentStore> reader, boolean unavailable, CaseYaml where)
            throws UnusableCase {
        Map<Reference, Consents> read = reader.apply(this).consentsOf(patients, ConsentStore.Freshness.STRICT);
        Map<Reference, Consents> said = new HashMap<>();
        int found = 0;
        for (Map.Entry<Reference, Consents> entry : read.entrySet()) {
            Optional<List<Directive>> known = entry.getValue().match(Optional::of, lastKnown -> Optional.empty());
            if (known.isEmpty())
                throw new UnusableCase(where.where() + ": a Consent has no id, no patient or no shape");
            found += known.get().size();
            said.put(
                    entry.getKey(),
                    unavailable ? new Consents.Unavailable(known.get()) : new Consents.Known(known.get()));
        }
        if (found < consents.size())
            throw new UnusableCase(where.where() + ": a Consent is of a patient whom the resource is not about");
        return said;
    }
}
