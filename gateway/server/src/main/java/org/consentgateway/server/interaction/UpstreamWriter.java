package org.consentgateway.server.interaction;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.authorize.Site;
import org.consentgateway.server.port.Fault;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.HttpAnswer;
import org.consentgateway.server.port.HttpCall;
import org.consentgateway.server.stage.Answered;

/** Asks the EHR for a write that was decided, never twice for the same. */
final class UpstreamWriter {

    private final Site site;
    private final WriteAnswer written;

    UpstreamWriter(Site site, WriteAnswer written) {
        this.site = site;
        this.written = written;
    }

    /** A way that the EHR does not take is no reason to refuse what was submitted: the next is tried, to the last. */
    HttpAnswer stored(Answered answered, UpstreamWrite write) throws FhirServer.Broken {
        if (write.ways().isEmpty()) return call(answered, write);
        Iterator<HiddenPartMerge.Way> ways = write.ways().iterator();
        while (true) {
            HiddenPartMerge.Way way = ways.next();
            if (way.beside().isPresent())
                return beside(answered, write.in(way), way.beside().get());
            HttpAnswer answer = call(answered, write.in(way));
            boolean taken = answer.status() != 400 && answer.status() != 422;
            // where what was withheld leaves a mark there is no way beside: the refusal of the last is the answer
            if (taken || !ways.hasNext()) return answer;
            answer.close();
        }
    }

    /** What is kept comes first: nothing is lost where the second write fails. */
    private HttpAnswer beside(Answered answered, UpstreamWrite write, Json.Obj kept) throws FhirServer.Broken {
        Optional<String> made;
        try (HttpAnswer first = call(
                answered, new UpstreamWrite("POST", "Basic", Optional.empty(), Optional.empty(), Optional.of(kept)))) {
            if (!first.isSuccess()) throw new FhirServer.Broken(Fault.UPSTREAM_UNUSABLE, null);
            made = written.place(first, "Basic");
            made.flatMap(Reference::parse).ifPresent(basic -> site.referrers()
                    .refers(basic, site.facts(kept).references()));
        }
        HttpAnswer answer = call(answered, write);
        if (!answer.isSuccess() && made.isPresent())
            call(
                            answered,
                            new UpstreamWrite(
                                    "DELETE", made.get(), Optional.empty(), Optional.empty(), Optional.empty()))
                    .close();
        return answer;
    }

    private HttpAnswer call(Answered answered, UpstreamWrite write) throws FhirServer.Broken {
        Map<String, String> headers = new HashMap<>(Map.of("Prefer", "return=representation"));
        write.ifMatch().ifPresent(version -> headers.put("If-Match", "W/\"" + version + "\""));
        write.ifNoneExist().ifPresent(criteria -> headers.put("If-None-Exist", criteria));
        if (write.body().isPresent()) headers.put("Content-Type", "application/fhir+json;charset=utf-8");
        HttpAnswer answer = site.ehr()
                .call(new HttpCall(
                        write.method(),
                        site.ehr().resolve(write.relative()),
                        headers,
                        write.body().map(JsonWriter::bytes),
                        answered.ask().id(),
                        answered.bearer()));
        write.body().ifPresent(body -> site.holders().forget(site.facts(body).subjects()));
        return write.method().equals("POST") && answer.isSuccess()
                ? MadeResource.located(site.ehr(), write.relative(), answer)
                : answer;
    }
}
