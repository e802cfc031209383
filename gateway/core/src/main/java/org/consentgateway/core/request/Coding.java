package org.consentgateway.core.request;

/**
 * A code of a code system; display and version do not take part in any decision.
 *
 * @param system canonical URI of the code system, empty when the source gave none
 * @param code   the code, case-sensitive
 * @see <a href="http://hl7.org/fhir/R4/datatypes.html#Coding">FHIR R4 Coding</a>
 */
public record Coding(String system, String code) {

    public static final String ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
    public static final String ACT_REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
    public static final String NHIN_PURPOSE = "http://healthit.gov/nhin/purposeofuse";
    public static final String CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
    public static final String OBSERVATION_VALUE = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";
    public static final String PRIVACY_LAW = "http://terminology.hl7.org/CodeSystem/v3-ActUSPrivacyLaw";
    public static final String LOINC = "http://loinc.org";
    public static final String SNOMED = "http://snomed.info/sct";
    public static final String NUCC = "http://nucc.org/provider-taxonomy";

    @Override
    public String toString() {
        return system + "#" + code;
    }
}
