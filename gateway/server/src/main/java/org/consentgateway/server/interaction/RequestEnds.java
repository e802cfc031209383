package org.consentgateway.server.interaction;

import java.io.IOException;
import java.util.Optional;
import org.consentgateway.core.request.Caller;
import org.consentgateway.server.port.Fault;
import org.consentgateway.server.port.XmlFormat;
import org.consentgateway.server.stage.Outcomes;
import org.consentgateway.server.stage.Released;
import org.consentgateway.server.stage.RequestContext;
import org.consentgateway.server.stage.RequestSummary;
import org.consentgateway.server.stage.Stage;

/** The last stage of a request of which something left. */
public final class RequestEnds {

    private RequestEnds() {}

    /** All of the answer was written. */
    public static Released complete(RequestContext ask, Optional<Caller> caller, int status) {
        return new Released(ask, RequestSummary.now(ask, caller, status));
    }

    /** What writes an answer of our own. */
    interface Writing {
        void write() throws IOException, XmlFormat.NotFhir, ResponseBody.TooLarge;
    }

    /** The end of an answer of our own: whole, or cut where it could not be written. */
    static Stage of(RequestContext ask, Optional<Caller> caller, Writing writing) {
        try {
            writing.write();
            return complete(ask, caller, 200);
        } catch (IOException e) {
            ask.reply().cut();
            return cut(ask, caller);
        } catch (XmlFormat.NotFhir | ResponseBody.TooLarge e) {
            return Outcomes.fault(ask, Fault.INTERNAL);
        }
    }

    /** The answer was cut: status 0. */
    public static Released cut(RequestContext ask, Optional<Caller> caller) {
        return new Released(ask, RequestSummary.now(ask, caller, 0));
    }
}
