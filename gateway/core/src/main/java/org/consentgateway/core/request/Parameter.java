package org.consentgateway.core.request;

/**
 * One parameter of a query or a form, decoded once.
 *
 * @param name  with its modifier or chain, e.g. {@code subject:Patient.name}
 * @param value with FHIR's own escapes as the client wrote them ({@code \, \| \$ \\})
 */
public record Parameter(String name, String value) {

    @Override
    public String toString() {
        return "Parameter"; // a query is as sensitive as the resources that it asks for
    }
}
