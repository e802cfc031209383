package org.consentgateway.server.keycloak;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Coding;

/**
 * The purposes of use that a token asserts: strings or Codings, of v3-ActReason or NHIN. What is neither is remembered as
 * unmapped, because every asserted purpose must be permitted.
 *
 * @param codes    purposes that are understood
 * @param unmapped true when one was not
 */
record Purposes(Set<Coding> codes, boolean unmapped) {

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

    Purposes {
        codes = Set.copyOf(codes);
    }

    /** Of {@code purpose_of_use} and {@code extensions.ihe_iua.purpose_of_use} together. */
    static Purposes of(Json.Obj claims) {
        Reading reading = new Reading();
        claims.get("purpose_of_use").ifPresent(reading::value);
        claims.object("extensions")
                .flatMap(extensions -> extensions.object("ihe_iua"))
                .flatMap(iua -> iua.get("purpose_of_use"))
                .ifPresent(reading::value);
        return new Purposes(reading.codes, reading.unmapped);
    }

    /** A header may narrow to one purpose that the token asserts; any other header has no effect. */
    Purposes narrowedTo(String actReason) {
        Coding one = new Coding(Coding.ACT_REASON, actReason);
        return codes.contains(one) ? new Purposes(Set.of(one), unmapped) : this;
    }

    /** Whether this is what the header named, and nothing else. */
    boolean isNarrowTo(Optional<String> actReason) {
        return actReason
                .filter(code -> codes.equals(Set.of(new Coding(Coding.ACT_REASON, code))))
                .isPresent();
    }

    private static final class Reading {
        private final Set<Coding> codes = new LinkedHashSet<>();
        private boolean unmapped;

        void value(Json value) {
            if (value instanceof Json.Arr array) array.items().forEach(this::one);
            else one(value);
        }

        private void one(Json value) {
            if (value instanceof Json.Text text) text(text.value());
            else if (value instanceof Json.Obj object) coded(object);
            else unmapped = true;
        }

        private void coded(Json.Obj object) {
            List<Json.Obj> codings = object.objects("coding");
            if (codings.isEmpty())
                code(object.text("system").orElse(""), object.text("code").orElse(""));
            else codings.forEach(this::coded);
        }

        private void text(String text) {
            int cut = Math.max(text.lastIndexOf('#'), text.lastIndexOf('|'));
            if (cut < 0) code("", text);
            else code(text.substring(0, cut), text.substring(cut + 1));
        }

        private void code(String system, String code) {
            String canonical = system.isEmpty() ? ofBare(code) : SYSTEMS.getOrDefault(system, "");
            boolean known = canonical.equals(Coding.ACT_REASON)
                    ? ACT_REASON.contains(code)
                    : canonical.equals(Coding.NHIN_PURPOSE) && NHIN.contains(code);
            if (known) codes.add(new Coding(canonical, code));
            else unmapped = true;
        }

        /** A bare code is of ActReason where both systems have it. */
        private static String ofBare(String code) {
            return ACT_REASON.contains(code) ? Coding.ACT_REASON : Coding.NHIN_PURPOSE;
        }
    }
}
