package org.consentgateway.server.interaction;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.Chart;
import org.consentgateway.server.port.Fault;
import org.consentgateway.server.port.FhirServer;
import org.consentgateway.server.port.FhirServer.Broken;
import org.consentgateway.server.port.HttpAnswer;

/**
 * What an EHR made, and where it is: as {@code Location} says, else as it says of itself. INVARIANT: who wrote what is
 * remembered by that place, so it may not rest on a header that some EHRs leave out.
 */
final class MadeResource {

    private static final int MOST = 48 << 20;

    private MadeResource() {}

    /** The answer to the create of a type with its place, where either tells it. */
    static HttpAnswer located(FhirServer ehr, String type, HttpAnswer answer) throws Broken {
        boolean told = answer.location().filter(link -> names(ehr, type, link)).isPresent();
        if (told || !answer.isFhirJson()) return answer;
        try (answer) {
            byte[] body = answer.body().readNBytes(MOST + 1);
            if (body.length > MOST) throw new Broken(Fault.UPSTREAM_UNUSABLE, null);
            return new HttpAnswer(
                    answer.status(),
                    answer.contentType(),
                    resource(body).flatMap(made -> self(type, made)),
                    answer.retryAfter(),
                    new ByteArrayInputStream(body));
        } catch (IOException e) {
            throw new Broken(Fault.UPSTREAM_UNUSABLE, e);
        }
    }

    /** Where an entry of the answer to a transaction says that it made one of the type. */
    static Optional<String> place(FhirServer ehr, String type, Json.Obj entry) {
        return entry.object("response")
                .flatMap(response -> response.text("location"))
                .filter(link -> names(ehr, type, link))
                .or(() -> entry.object("resource").flatMap(made -> self(type, made)))
                .or(() -> entry.text("fullUrl").filter(link -> names(ehr, type, link)));
    }

    private static Optional<String> self(String type, Json.Obj made) {
        return Chart.self(made).filter(self -> self.type().equals(type)).map(Reference::toString);
    }

    private static boolean names(FhirServer ehr, String type, String link) {
        return ehr.ownRelative(link)
                .flatMap(Reference::parse)
                .filter(one -> one.type().equals(type))
                .isPresent();
    }

    private static Optional<Json.Obj> resource(byte[] body) {
        try {
            return Optional.of(JsonReader.resource(body));
        } catch (MalformedJson e) {
            return Optional.empty(); // the write took place all the same
        }
    }
}
