package org.consentgateway.server.adapter.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.consentgateway.core.decision.Decision;
import org.consentgateway.server.authorize.Records;
import org.consentgateway.server.port.Trail;

/** Writes requests to a trail and counts beside it, from the values and not from the records. */
final class MonthOfRequests {

    final Map<String, Integer> disclosedOfPatient = new HashMap<>();
    final Map<String, Integer> disclosedOfResource = new HashMap<>();
    final Map<String, org.consentgateway.core.json.Json.Obj> kept = new HashMap<>();
    final List<String> requests = new ArrayList<>();
    long confirmedKeptBack;

    /** As many requests. */
    MonthOfRequests write(WriteAheadTrail trail, TypicalTraffic traffic, int many) throws Trail.Unavailable {
        for (int i = 0; i < many; i++) {
            TypicalTraffic.Request request = traffic.next();
            requests.add(request.entries().get(0).requestId());
            request.entries().forEach(entry -> kept.putAll(entry.facts().kept()));
            trail.commit(request.entries());
            for (Records.Judged one : request.judged()) {
                if (one.decision() instanceof Decision.Withhold) {
                    confirmedKeptBack++;
                    continue;
                }
                one.patients().forEach(patient -> disclosedOfPatient.merge(patient.toString(), 1, Integer::sum));
                disclosedOfResource.merge(one.resource(), 1, Integer::sum);
            }
        }
        return this;
    }
}
