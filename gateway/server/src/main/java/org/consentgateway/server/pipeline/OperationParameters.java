package org.consentgateway.server.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.request.BodyFormat;
import org.consentgateway.core.request.FhirRequest;
import org.consentgateway.core.request.Method;
import org.consentgateway.core.request.OrRefusal;
import org.consentgateway.core.request.Parameter;
import org.consentgateway.core.request.Refusal.Why;
import org.consentgateway.core.request.RequestParser;
import org.consentgateway.server.port.XmlFormat;
import org.consentgateway.server.stage.RequestContext;

/**
 * The {@code Parameters} of an operation that came by POST, as the parameters of the same operation by GET: one reading,
 * one rule and one upstream request for both.
 *
 * @see <a href="http://hl7.org/fhir/R4/operations.html#request">FHIR R4 operation request</a>
 */
final class OperationParameters {

    private final RequestParser parser;
    private final XmlFormat xml;

    OperationParameters(RequestParser parser, XmlFormat xml) {
        this.parser = parser;
        this.xml = xml;
    }

    /** The request as a GET; 400 names the parameter that has no primitive value. */
    OrRefusal<FhirRequest> asGet(RequestContext ask) {
        if (ask.request().method() != Method.POST) return OrRefusal.of(ask.request());
        if (ask.body().length == 0) return parser.asGet(ask.request(), List.of());
        Optional<Json.Obj> body = parameters(ask);
        if (body.isEmpty()) return OrRefusal.refused(Why.MALFORMED_PARAMETER, "the body is no `Parameters`");
        List<Parameter> found = new ArrayList<>();
        for (Json.Obj parameter : body.get().objects("parameter")) {
            List<Parameter> read = read(parameter);
            if (read.isEmpty())
                return OrRefusal.refused(
                        Why.MALFORMED_PARAMETER, "value of " + name(parameter) + " is not understood in a body");
            found.addAll(read);
        }
        return parser.asGet(ask.request(), found);
    }

    /** The {@code Parameters} of a request whose parameters no query could carry. */
    Optional<Json.Obj> body(RequestContext ask) {
        return parameters(ask);
    }

    private Optional<Json.Obj> parameters(RequestContext ask) {
        try {
            byte[] json = ask.request().body() == BodyFormat.XML ? xml.toJson(ask.body()) : ask.body();
            return Optional.of(JsonReader.object(json)).filter(body -> body.text("resourceType")
                    .filter("Parameters"::equals)
                    .isPresent());
        } catch (MalformedJson | XmlFormat.NotFhir e) {
            return Optional.empty();
        }
    }

    /** A primitive is one parameter, a Coding the parts that a query has for it; anything else is none. */
    private static List<Parameter> read(Json.Obj parameter) {
        Optional<String> name = parameter.text("name");
        List<Map.Entry<String, Json>> values = parameter.members().entrySet().stream()
                .filter(member -> !member.getKey().equals("name"))
                .toList();
        if (name.isEmpty() || values.size() != 1 || !values.get(0).getKey().startsWith("value")) return List.of();
        Json value = values.get(0).getValue();
        if (value instanceof Json.Obj coding)
            return name.get().equals("coding") && values.get(0).getKey().equals("valueCoding")
                    ? parts(coding)
                    : List.of();
        return primitive(value)
                .map(text -> List.of(new Parameter(name.get(), text)))
                .orElse(List.of());
    }

    private static List<Parameter> parts(Json.Obj coding) {
        return List.of("system", "version", "code", "display").stream()
                .flatMap(part -> coding.text(part).map(text -> new Parameter(part, text)).stream())
                .toList();
    }

    private static Optional<String> primitive(Json value) {
        if (value instanceof Json.Text text) return Optional.of(text.value()).filter(given -> !given.isEmpty());
        if (value instanceof Json.Num number) return Optional.of(number.literal());
        if (value instanceof Json.Bool bool) return Optional.of(Boolean.toString(bool.value()));
        return Optional.empty();
    }

    private static String name(Json.Obj parameter) {
        return parameter
                .text("name")
                .filter(name -> name.matches("[A-Za-z_-]{1,64}"))
                .map(name -> "`" + name + "`")
                .orElse("a parameter");
    }
}
