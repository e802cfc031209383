package org.consentgateway.server.adapter.hapi;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.StrictErrorHandler;
import java.util.function.Supplier;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.hl7.fhir.instance.model.api.IBaseResource;

/** Whether a resource is one of its FHIR version as HAPI knows it: no unknown element, no value of the wrong kind. */
final class WellFormed {

    // made when the first Consent is read: a gateway starts without it
    private final Supplier<FhirContext> context;
    private final Class<? extends IBaseResource> type;

    private WellFormed(Supplier<FhirContext> context, Class<? extends IBaseResource> type) {
        this.context = context;
        this.type = type;
    }

    static WellFormed r4Consent() {
        return new WellFormed(FhirContext::forR4Cached, org.hl7.fhir.r4.model.Consent.class);
    }

    static WellFormed r5Consent() {
        return new WellFormed(FhirContext::forR5Cached, org.hl7.fhir.r5.model.Consent.class);
    }

    boolean is(Json.Obj resource) {
        IParser parser = context.get().newJsonParser();
        parser.setParserErrorHandler(new StrictErrorHandler());
        try {
            parser.parseResource(type, JsonWriter.text(resource));
            return true;
        } catch (DataFormatException | IllegalArgumentException e) {
            return false;
        }
    }
}
