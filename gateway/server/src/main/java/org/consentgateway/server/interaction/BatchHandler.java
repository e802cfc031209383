package org.consentgateway.server.interaction;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.request.BodyFormat;
import org.consentgateway.server.authorize.Site;
import org.consentgateway.server.port.XmlFormat;
import org.consentgateway.server.stage.Answered;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.RequestContext;
import org.consentgateway.server.stage.Stage;

/**
 * A batch is the requests in it: each is parsed, ruled on, decided, recorded and answered for itself, in order.
 *
 * @see <a href="http://hl7.org/fhir/R4/http.html#transaction">FHIR R4 batch/transaction</a>
 */
final class BatchHandler {

    static final int MAX_ENTRIES = 200;

    private final Site site;
    private final EntryHandler entries;
    private final TransactionBundle transaction;

    BatchHandler(Site site, EntryHandler entries, TransactionBundle transaction) {
        this.site = site;
        this.entries = entries;
        this.transaction = transaction;
    }

    Stage answer(Answered answered) {
        RequestContext ask = answered.ask();
        Optional<Json.Obj> bundle = bundle(ask);
        if (bundle.isEmpty()) return Outcomes.refused(ask, 400);
        if (!bundle.get().text("resourceType").equals(Optional.of("Bundle"))) return Outcomes.refused(ask, 422);
        List<Json.Obj> given = bundle.get().objects("entry");
        if (given.size() > MAX_ENTRIES) return Outcomes.refused(ask, 413);
        return switch (bundle.get().text("type").orElse("")) {
            case "transaction" -> transaction.answer(answered, given);
            case "batch" -> inOrder(answered, given);
            default -> Outcomes.refused(ask, 422);
        };
    }

    /** Each is answered and let go before the next is asked for; where the client is gone no more of them are. */
    private Stage inOrder(Answered answered, List<Json.Obj> given) {
        RequestContext ask = answered.ask();
        return RequestEnds.of(ask, answered.caller(), () -> {
            BatchAnswer answer = new BatchAnswer(ask, site.xml(), "batch-response");
            for (int i = 0; i < given.size(); i++) {
                if (ask.reply().gone()) throw new IOException("the client is gone");
                entries.answer(answered, given.get(i), ask.id() + "-" + (i + 1), answer);
            }
            answer.end();
        });
    }

    private Optional<Json.Obj> bundle(RequestContext ask) {
        try {
            byte[] json = ask.request().body() == BodyFormat.XML ? site.xml().toJson(ask.body()) : ask.body();
            return Optional.of(JsonReader.resource(json));
        } catch (MalformedJson | XmlFormat.NotFhir e) {
            return Optional.empty();
        }
    }
}
