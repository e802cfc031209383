package org.consentgateway.core.request;

import java.util.List;
import java.util.Optional;

/**
 * What is asked, parsed once. The decision, the audit record and the upstream request are all made from this value; the
 * raw path and query are never read again.
 *
 * @param method        how it was asked; HEAD is judged and sent upstream as GET
 * @param route         what method and path name: the interaction, and on what
 * @param parameters    query and form in one list, in the order given, query first, duplicates kept
 * @param format        what the answer is written in
 * @param content       what is sent
 * @param shaping       what is done to the answer after it was decided
 * @param preference    {@code Prefer}
 * @param preconditions {@code If-Match}, {@code If-None-Exist}
 */
public record FhirRequest(
        Method method,
        RequestRoute route,
        List<Parameter> parameters,
        Format format,
        RequestContent content,
        ResultParameters shaping,
        Preference preference,
        Preconditions preconditions) {

    public FhirRequest {
        parameters = List.copyOf(parameters);
    }

    /** Which of FHIR's interactions it is. */
    public Interaction interaction() {
        return route.interaction();
    }

    /** The resource type; of a compartment search the type searched for. */
    public Optional<String> type() {
        return route.type();
    }

    /** The logical id. */
    public Optional<String> id() {
        return route.id();
    }

    /** The version id, of a vread alone. */
    public Optional<String> version() {
        return route.version();
    }

    /** The resource whose compartment is searched. */
    public Optional<Reference> compartment() {
        return route.compartment();
    }

    /** The name of the operation without {@code $}. */
    public Optional<String> operation() {
        return route.operation();
    }

    /** What the body is written in. */
    public BodyFormat body() {
        return content.format();
    }

    /** Of a body that is no FHIR: what a Binary says of it. */
    public Optional<RawContent> raw() {
        return content.raw();
    }

    /** {@code Type/id} where one resource is named. */
    public Optional<Reference> target() {
        return type().flatMap(known -> id().map(given -> new Reference(known, given)));
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
        String path = route.path();
        return body() == BodyFormat.FORM ? (path.isEmpty() ? "" : path + "/") + "_search" : path;
    }

    /**
     * The whole request target relative to the FHIR base, rebuilt from this value alone, every character but the
     * unreserved ones percent-encoded. A form's parameters are not in it: {@link #form()}.
     */
    public String canonical() {
        return body() == BodyFormat.FORM ? path() : Query.join(path(), parameters);
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
        return Query.join(type().orElseThrow(), others);
    }

    /** The same request with other parameters. */
    public FhirRequest with(List<Parameter> others) {
        return new FhirRequest(method, route, others, format, content, shaping, preference, preconditions);
    }

    /** The same request, answered in another format. */
    public FhirRequest withFormat(Format other) {
        return new FhirRequest(method, route, parameters, other, content, shaping, preference, preconditions);
    }

    /** A conditional write as the plain one that it comes to, once it is known what its criteria find. */
    public FhirRequest resolved(Interaction plain, Optional<String> found) {
        return new FhirRequest(
                method,
                route.resolved(plain, found),
                List.of(),
                format,
                content,
                shaping,
                preference,
                new Preconditions(preconditions.ifMatch(), List.of(), preconditions.ifNoneMatch()));
    }

    /** The same question as a GET without a body. */
    public FhirRequest asGet(List<Parameter> others, ResultParameters shape) {
        return new FhirRequest(
                Method.GET, route, others, format, RequestContent.NONE, shape, preference, Preconditions.NONE);
    }

    @Override
    public String toString() {
        return "FhirRequest[" + interaction() + "]"; // ids and values are as sensitive as what they lead to
    }
}
