package org.consentgateway.server.interaction;

import java.io.IOException;
import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.request.Format;
import org.consentgateway.server.port.XmlFormat;
import org.consentgateway.server.stage.RequestContext;

/** The answer to a batch, written entry by entry: of two hundred large ones no more than one is in memory. */
final class BatchAnswer {

    /** Of an answer in XML, which is held until it is whole; in bytes of JSON. */
    private static final int XML_MOST = 12 << 20;

    private final RequestContext ask;
    private final ResponseBody output;
    private final JsonWriter json;
    private boolean entries;
    private long held;

    /**
     * Sends status and head: an answer to a batch is 200, whatever becomes of its entries.
     *
     * @param type of the Bundle that answers
     */
    BatchAnswer(RequestContext ask, XmlFormat xml, String type) throws IOException {
        this.ask = ask;
        this.output = new ResponseBody(ask, 200, xml);
        this.json = new JsonWriter(
                output.open(Optional.empty()), ask.request().shaping().pretty());
        json.startObject();
        json.member("resourceType", new Json.Text("Bundle"));
        json.member("type", new Json.Text(type));
    }

    /** Writes the answer to one entry. It fails when the client is gone: then no further entry is worked on. */
    void entry(Json.Obj entry, int bytes) throws IOException {
        if (!entries) json.startArray("entry");
        entries = true;
        held += bytes;
        boolean fits = ask.request().format() != Format.XML || held <= XML_MOST;
        json.value(fits ? entry : EntryResponse.tooLarge()); // not flushed: when an entry was done is nobody's to see
    }

    /** Ends it. */
    void end() throws IOException, XmlFormat.NotFhir {
        if (entries) json.endArray();
        json.endObject();
        json.flush();
        output.finish();
    }
}
