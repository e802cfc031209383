package org.consentgateway.server.pages;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.json.Json;

/** A parameter of one of our own operations, as text: a FHIR Parameters resource is a tree of them. */
public record OperationParameter(String name, String value, List<OperationParameter> parts) {

    public OperationParameter {
        parts = List.copyOf(parts);
    }

    /** What a Parameters resource holds. */
    static List<OperationParameter> of(Json.Obj parameters) {
        return of(parameters.objects("parameter"));
    }

    private static List<OperationParameter> of(List<Json.Obj> all) {
        List<OperationParameter> read = new ArrayList<>();
        for (Json.Obj one : all)
            read.add(new OperationParameter(one.text("name").orElse(""), value(one), of(one.objects("part"))));
        return read;
    }

    private static String value(Json.Obj parameter) {
        for (Map.Entry<String, Json> member : parameter.members().entrySet()) {
            if (!member.getKey().startsWith("value")) continue;
            if (member.getValue() instanceof Json.Text text) return text.value();
            if (member.getValue() instanceof Json.Num number) return number.literal();
            if (member.getValue() instanceof Json.Bool flag) return Boolean.toString(flag.value());
            if (member.getValue() instanceof Json.Obj reference)
                return reference.text("reference").orElse("");
        }
        return "";
    }

    /** The value of the first part of that name, or nothing. */
    public String part(String wanted) {
        return first(parts, wanted).orElse("");
    }

    /** The parts of that name. */
    public List<OperationParameter> all(String wanted) {
        return all(parts, wanted);
    }

    static List<OperationParameter> all(List<OperationParameter> from, String wanted) {
        return from.stream().filter(one -> one.name().equals(wanted)).toList();
    }

    static Optional<String> first(List<OperationParameter> from, String wanted) {
        return all(from, wanted).stream().map(OperationParameter::value).findFirst();
    }
}
