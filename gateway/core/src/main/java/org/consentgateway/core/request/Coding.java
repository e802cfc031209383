package org.consentgateway.core.request;

import java.util.Map;

/**
 * A code of a code system; display and version do not take part in any decision.
 *
 * @param system canonical URI of the code system, whichever of its names was given; empty when the source gave none
 * @param code   the code, case-sensitive
 * @see <a href="http://hl7.org/fhir/R4/datatypes.html#Coding">FHIR R4 Coding</a>
 * @see <a href="http://hl7.org/fhir/R4/terminologies-systems.html">FHIR R4 code systems, with their OIDs</a>
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

    /** Systems of HL7 version 3 as releases of FHIR before R4 named them. */
    private static final String FORMER = "http://hl7.org/fhir/v3/";

    private static final Map<String, String> BY_OID = Map.of(
            "urn:oid:2.16.840.1.113883.5.4", ACT_CODE,
            "urn:oid:2.16.840.1.113883.5.8", ACT_REASON,
            "urn:oid:2.16.840.1.113883.5.25", CONFIDENTIALITY,
            "urn:oid:2.16.840.1.113883.5.1063", OBSERVATION_VALUE,
            "urn:oid:2.16.840.1.113883.6.1", LOINC,
            "urn:oid:2.16.840.1.113883.6.96", SNOMED,
            "urn:oid:2.16.840.1.113883.6.101", NUCC);

    public Coding {
        if (system.startsWith(FORMER))
            system = "http://terminology.hl7.org/CodeSystem/v3-" + system.substring(FORMER.length());
        else if (system.startsWith("urn:oid:")) system = BY_OID.getOrDefault(system, system);
    }

    @Override
    public String toString() {
        return system + "#" + code;
    }
}
