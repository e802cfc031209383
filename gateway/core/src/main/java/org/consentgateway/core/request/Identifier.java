package org.consentgateway.core.request;

/**
 * A business identifier, by which a resource may be named instead of by its id.
 *
 * @param system namespace of the value, empty when none is given
 * @param value  as it stands in the resource
 * @see <a href="http://hl7.org/fhir/R4/references.html#logical">FHIR R4 logical references</a>
 */
public record Identifier(String system, String value) {

    @Override
    public String toString() {
        return "Identifier"; // it may be a patient's, or a hidden note's
    }
}
