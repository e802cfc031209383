package org.consentgateway.core.request;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The purposes of use that can be written: codes of v3-ActReason and NHIN, in each way that they are. */
public final class PurposeCodes {

    /** v3-PurposeOfUse, THO 11.0.0. */
    private static final Set<String> ACT_REASON =
            Set.of(("TREAT CLINTRL COC ETREAT BTG ERTREAT POPHLTH TREATDS HPAYMT CLMATTCH COVAUTH COVERAGE ELIGDTRM"
                            + " ELIGVER ENROLLM MILDCRG REMITADV PMTDS HOPERAT CAREMGT DONAT FRAUD GOV HACCRED HCOMPL HDECD"
                            + " HDIRECT HDM HLEGAL HOUTCOMS HPRGRP HQUALIMP HSYSADMIN LABELING METAMGT MEMADMIN MILCDM"
                            + " PATADMIN PATSFTY PERFMSR RECORDMGT SYSDEV HTEST TRAIN MLTRAINING HRESCH BIORCH CLINTRCH"
                            + " CLINTRCHNPC CLINTRCHPC PRECLINTRCH DSRCH POARCH TRANSRCH PATRQT FAMRQT PWATRNY SUPNWK"
                            + " PUBHLTH DISASTER THREAT HMARKT")
                    .split(" "));

    /** NHIN purpose of use, as shipped with FHIR R4. */
    private static final Set<String> NHIN = Set.of(
            ("TREATMENT PAYMENT OPERATIONS SYSADMIN FRAUD PSYCHOTHERAPY TRAINING LEGAL MARKETING DIRECTORY FAMILY"
                            + " PRESENT EMERGENCY DISASTER PUBLICHEALTH ABUSE OVERSIGHT JUDICIAL LAW DECEASED DONATION"
                            + " RESEARCH THREAT GOVERNMENT WORKERSCOMP COVERAGE REQUEST")
                    .split(" "));

    private static final Map<String, String> SYSTEMS = Map.of(
            Coding.ACT_REASON,
            Coding.ACT_REASON,
            "http://hl7.org/fhir/v3/ActReason",
            Coding.ACT_REASON,
            "urn:oid:2.16.840.1.113883.5.8",
            Coding.ACT_REASON,
            Coding.NHIN_PURPOSE,
            Coding.NHIN_PURPOSE,
            "urn:oid:2.16.840.1.113883.3.18.7.1",
            Coding.NHIN_PURPOSE);

    private PurposeCodes() {}

    /** The purpose of a system, in any of its names, and a code; empty where they are none that is known. */
    public static Optional<Coding> of(String system, String code) {
        String canonical = system.isEmpty() ? ofBare(code) : SYSTEMS.getOrDefault(system, "");
        boolean known = canonical.equals(Coding.ACT_REASON)
                ? ACT_REASON.contains(code)
                : canonical.equals(Coding.NHIN_PURPOSE) && NHIN.contains(code);
        return known ? Optional.of(new Coding(canonical, code)) : Optional.empty();
    }

    /** The purpose that a text names: {@code code}, {@code system#code} or {@code system|code}. */
    public static Optional<Coding> parse(String text) {
        int cut = Math.max(text.lastIndexOf('#'), text.lastIndexOf('|'));
        return cut < 0 ? of("", text) : of(text.substring(0, cut), text.substring(cut + 1));
    }

    /** A bare code is of ActReason where both systems have it. */
    private static String ofBare(String code) {
        return ACT_REASON.contains(code) ? Coding.ACT_REASON : Coding.NHIN_PURPOSE;
    }
}
