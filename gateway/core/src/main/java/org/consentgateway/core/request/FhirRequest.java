package org.consentgateway.core.request;

import java.util.List;
import java.util.Optional;

/**
 * What is asked, parsed once. The decision, the audit record and the upstream request are all made from this value; the
 * raw path and query are never read again.
 *
 * @param method        how it was asked; HEAD is judged and sent upstream as GET
 * @param interaction   which of FHIR's interactions it is
 * @param type          resource type; of a compartment search the type searched for
 * @param id            logical id
 * @param version       version id, of a vread alone
 * @param compartment   the resource whose compartment is searched
 * @param operation     name of the operation without {@code $}
 * @param parameters    query and form in one list, in the order given, query first, duplicates kept
 * @param format        what the answer is written in
 * @param body          what the body is written in
 * @param shaping       what is done to the answer after it was decided
 * @param preference    {@code Prefer}
 * @param preconditions {@code If-Match}, {@code If-None-Exist}
 * @param raw           of a body that is no FHIR: what a Binary says of it
 */
public record FhirRequest(
        Method method,
        Interaction interaction,
        Optional<String> type,
        Optional<String> id,
        Optional<String> version,
        Optional<Reference> compartment,
        Optional<String> operation,
        List<Parameter> parameters,
        Format format,
        BodyFormat body,
        ResultParameters shaping,
        Preference preference,
        Preconditions preconditions,
        Optional<RawContent> raw) {

    public FhirRequest {
        parameters = List.copyOf(parameters);
    }

    /** {@code Type/id} where one resource is named. */
    public Optional<Reference> target() {
        return type.flatMap(known -> id.map(given -> new Reference(known, given)));
    }

    /** The value of the parameter where it is given exactly once. */
    public Optional<String> parameter(String name) {
        List<String> values = values(name);
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }

    /** Every value of the parameter, in order. */
    public List<String> values(String name) {
        return parameters.stream()
                .filter(parameter -> parameter.name().equals(name))
                .map(Parameter::value)
                .toList();
    }

    /** The path relative to the FHIR base, without a leading slash, e.g. {@code Patient/p1/_history/2}. */
    public String path() {
        StringBuilder path = new StringBuilder();
        compartment.ifPresent(owner -> segment(path, owner.type(), owner.id()));
        if (interaction == Interaction.SEARCH_COMPARTMENT_ALL) segment(path, "*");
        type.ifPresent(known -> segment(path, known));
        id.ifPresent(given -> segment(path, given));
        switch (interaction) {
            case CAPABILITIES -> segment(path, "metadata");
            case SMART_CONFIGURATION -> segment(path, ".well-known", "smart-configuration");
            case VREAD, HISTORY_INSTANCE, HISTORY_TYPE, HISTORY_SYSTEM -> segment(path, "_history");
            default -> {}
        }
        version.ifPresent(given -> segment(path, given));
        operation.ifPresent(name -> segment(path, "$" + name));
        if (body == BodyFormat.FORM) segment(path, "_search");
        return path.toString();
    }

    /**
     * The whole request target relative to the FHIR base, rebuilt from this value alone, every character but the
     * unreserved ones percent-encoded. A form's parameters are not in it: {@link #form()}.
     */
    public String canonical() {
        return body == BodyFormat.FORM ? path() : Query.join(path(), parameters);
    }

    /** The parameters as {@code application/x-www-form-urlencoded}, for a request that came as a form. */
    public String form() {
        return Query.encode(parameters);
    }

    /** {@link #canonical()} without what is never asked upstream: shaping and format. Not for searches, which have a plan. */
    public String upstream() {
        return Query.join(
                path(),
                parameters.stream()
                        .filter(parameter -> !Query.SHAPING.contains(parameter.name()))
                        .toList());
    }

    /** The criteria of {@code If-None-Exist} as a canonical query. */
    public String criteria() {
        return Query.encode(preconditions.ifNoneExist());
    }

    /** A search of the same type for these parameters, canonical and relative to the base. */
    public String search(List<Parameter> others) {
        return Query.join(type.orElseThrow(), others);
    }

    /** The same request with other parameters. */
    public FhirRequest with(List<Parameter> others) {
        return new FhirRequest(
                method,
                interaction,
                type,
                id,
                version,
                compartment,
                operation,
                others,
                format,
                body,
                shaping,
                preference,
                preconditions,
                raw);
    }

    /** The same request, answered in another format. */
    public FhirRequest withFormat(Format other) {
        return new FhirRequest(
                method,
                interaction,
                type,
                id,
                version,
                compartment,
                operation,
                parameters,
                other,
                body,
                shaping,
                preference,
                preconditions,
                raw);
    }

    /** A conditional write as the plain one that it comes to, once it is known what its criteria find. */
    public FhirRequest resolved(Interaction plain, Optional<String> found) {
        return new FhirRequest(
                method,
                plain,
                type,
                found,
                version,
                compartment,
                operation,
                List.of(),
                format,
                body,
                shaping,
                preference,
                new Preconditions(preconditions.ifMatch(), List.of(), preconditions.ifNoneMatch()),
                raw);
    }

    /** The same question as a GET without a body. */
    public FhirRequest asGet(List<Parameter> others, ResultParameters shape) {
        return new FhirRequest(
                Method.GET,
                interaction,
                type,
                id,
                version,
                compartment,
                operation,
                others,
                format,
                BodyFormat.NONE,
                shape,
                preference,
                Preconditions.NONE,
                Optional.empty());
    }

    private static void segment(StringBuilder path, String... segments) {
        for (String segment : segments) {
            if (!path.isEmpty()) path.append('/');
            path.append(segment);
        }
    }

    @Override
    public String toString() {
        return "FhirRequest[" + interaction + "]"; // ids and values are as sensitive as what they lead to
    }
}
