package org.consentgateway.core.decision;

import java.util.Arrays;
import java.util.Optional;

/** Why: the closed list, each with its citation. The codes are those of the project's CodeSystem {@code reason}. */
public enum Reason {
    ORIGINATOR_TREATMENT("originator-treatment", "45 CFR 164.508(a)(2)(i)(A)", Kind.OPENS),
    OWN_TRAINING("own-training", "45 CFR 164.508(a)(2)(i)(B)", Kind.OPENS),
    LEGAL_DEFENCE("legal-defence", "45 CFR 164.508(a)(2)(i)(C)", Kind.OPENS),
    HHS_REQUIRED("hhs-required", "45 CFR 164.508(a)(2)(ii); 164.502(a)(2)(ii); 160.310(c)", Kind.OPENS),
    REQUIRED_BY_LAW("required-by-law", "45 CFR 164.508(a)(2)(ii); 164.512(a); 164.103", Kind.OPENS),
    ORIGINATOR_OVERSIGHT("originator-oversight", "45 CFR 164.508(a)(2)(ii); 164.512(d)", Kind.OPENS),
    CORONER("coroner", "45 CFR 164.508(a)(2)(ii); 164.512(g)(1)", Kind.OPENS),
    SERIOUS_THREAT("serious-threat", "45 CFR 164.508(a)(2)(ii); 164.512(j)(1)(i)", Kind.OPENS),
    AUTH_VALID("auth-valid", "45 CFR 164.508(a)(2), (b)(1), (c)", Kind.OPENS),
    PATIENT_RELEASE("patient-release", "45 CFR 164.502(a)(1)(i)", Kind.OPENS),
    PSYN_EXCLUDED_CONTENT("psyn-excluded-content", "45 CFR 164.501 (what the definition excludes)", Kind.OPENS),
    NOT_SEPARATED(
            "not-separated", "45 CFR 164.501 (separated from the rest of the individual's medical record)", Kind.OPENS),
    NOT_PSYN("not-psyn", "45 CFR 164.501", Kind.OPENS),
    REVIEW_NEGATIVE("review-negative", "45 CFR 164.501; 171.202(b)", Kind.OPENS),
    CONSENT_PERMIT("consent-permit", "FHIR Consent.provision; 45 CFR 164.506(b)", Kind.OPENS),
    BREAK_GLASS("break-glass", "HL7 v3-ActReason BTG; 45 CFR 164.512(j); pack", Kind.OPENS),
    RESTRICTION_LIFTED("restriction-lifted", "45 CFR 164.522(a)(1)(iii)-(iv)", Kind.OPENS),
    PART2_EMERGENCY("part2-emergency", "42 CFR 2.51", Kind.OPENS),
    OPAQUE_CONTENT("opaque-content", "45 CFR 171.204(a)(2); 164.501", Kind.OPENS),
    PSYN_NO_BASIS("psyn-no-basis", "45 CFR 164.508(a)(2)", Kind.CLOSES),
    PSYN_SUSPECTED("psyn-suspected", "45 CFR 164.508(a)(2); 164.501", Kind.CLOSES),
    PSYN_LABEL_CONFLICT("psyn-label-conflict", "45 CFR 164.501; 171.202(b)", Kind.CLOSES),
    PSYN_ELEMENT_REMOVED("psyn-element-removed", "45 CFR 164.508(a)(2); HL7 DS4P inline security label", Kind.CLOSES),
    PSYN_REFERENCE_REMOVED("psyn-reference-removed", "45 CFR 164.508(a)(2); 164.501", Kind.CLOSES),
    PURPOSE_MISSING("purpose-missing", "45 CFR 164.508(a)(2); IHE IUA purpose_of_use", Kind.CLOSES),
    PURPOSE_HEADER_IGNORED("purpose-header-ignored", "FHIR R4 security-labels.html", Kind.CLOSES),
    SUBJECT_UNRESOLVED(
            "subject-unresolved", "45 CFR 164.508(a)(2), 164.522(a): whose it is cannot be told", Kind.CLOSES),
    NOT_ORIGINATOR("not-originator", "45 CFR 164.508(a)(2)(i)(A)", Kind.CLOSES),
    NOT_USE("not-use", "45 CFR 164.508(a)(2)(i)(A); 160.103", Kind.CLOSES),
    ORIGINATOR_UNPROVEN("originator-unproven", "45 CFR 164.508(a)(2)(i)(A)", Kind.CLOSES),
    EVIDENCE_MISSING("evidence-missing", "45 CFR 164.514(h)(1)", Kind.CLOSES),
    EVIDENCE_INVALID("evidence-invalid", "45 CFR 164.508(a)(2); 164.514(h)", Kind.CLOSES),
    EVIDENCE_EXPIRED("evidence-expired", "45 CFR 164.508(a)(2); 164.514(h)", Kind.CLOSES),
    SCOPE_MINIMUM_NECESSARY("scope-minimum-necessary", "45 CFR 164.502(b)", Kind.CLOSES),
    AUTH_EXPIRED("auth-expired", "45 CFR 164.508(b)(2)(i)", Kind.CLOSES),
    AUTH_INCOMPLETE("auth-incomplete", "45 CFR 164.508(b)(2)(ii), (c)(1)", Kind.CLOSES),
    AUTH_REVOKED("auth-revoked", "45 CFR 164.508(b)(2)(iii), (b)(5)", Kind.CLOSES),
    AUTH_NOT_ACTIVE("auth-not-active", "45 CFR 164.508(b)(2); FHIR Consent.status", Kind.CLOSES),
    AUTH_COMPOUND("auth-compound", "45 CFR 164.508(b)(2)(iv), (b)(3)(ii)", Kind.CLOSES),
    AUTH_DEFECTIVE("auth-defective", "45 CFR 164.508(a)(3)-(4), (b)(2)(v), (b)(4)", Kind.CLOSES),
    AUTH_SIGNER_INVALID("auth-signer-invalid", "45 CFR 164.502(g); 164.508(c)(1)(vi)", Kind.CLOSES),
    AUTH_DISCLOSER_MISMATCH("auth-discloser-mismatch", "45 CFR 164.508(c)(1)(ii)", Kind.CLOSES),
    AUTH_RECIPIENT_MISMATCH("auth-recipient-mismatch", "45 CFR 164.508(a)(1), (c)(1)(iii)", Kind.CLOSES),
    AUTH_PURPOSE_MISMATCH("auth-purpose-mismatch", "45 CFR 164.508(a)(1), (c)(1)(iv)", Kind.CLOSES),
    AUTH_SCOPE_MISMATCH("auth-scope-mismatch", "45 CFR 164.508(a)(2), (c)(1)(i)", Kind.CLOSES),
    AGREED_RESTRICTION("agreed-restriction", "45 CFR 164.522(a)(1)(iii)", Kind.CLOSES),
    CONSENT_DENY("consent-deny", "FHIR Consent.provision; 45 CFR 164.522(a)", Kind.CLOSES),
    CONSENT_INDETERMINATE("consent-indeterminate", "FHIR R4 consent.html; extensibility.html", Kind.CLOSES),
    CONSENT_NO_MATCH("consent-no-match", "FHIR R4 Consent.provision.securityLabel; pack", Kind.CLOSES),
    CONSENT_UNAVAILABLE("consent-unavailable", "45 CFR 164.508(a)(2); 171.204", Kind.CLOSES),
    CONSENT_SENSITIVE("consent-sensitive", "45 CFR 164.502(b)", Kind.CLOSES),
    AUDIT_RESERVED("audit-reserved", "45 CFR 164.312(b); 164.308(a)(1)(ii)(D)", Kind.CLOSES),
    NO_ACCESS_RIGHT("no-access-right", "45 CFR 164.524(a)(1)(i), (a)(2)(i)", Kind.CLOSES),
    BTG_NOT_BASIS("btg-not-basis", "45 CFR 164.508(a)(2): no emergency exception", Kind.CLOSES),
    BTG_NOT_ALLOWED("btg-not-allowed", "FHIR R4 security-labels.html break-glass; HL7 v3-ActReason BTG", Kind.CLOSES),
    PACK_DECISION("pack-decision", "45 CFR 164.502(f); 160.103; pack", Kind.CLOSES),
    UNAUTHENTICATED("unauthenticated", "RFC 6750; RFC 7519; RFC 8725", Kind.REQUEST),
    TOKEN_BINDING("token-binding", "RFC 8705; RFC 9449", Kind.REQUEST),
    SCOPE_INSUFFICIENT("scope-insufficient", "SMART App Launch 2.2 scopes", Kind.REQUEST),
    SCOPE_FILTER("scope-filter", "SMART App Launch 2.2 finer-grained scopes", Kind.REQUEST),
    SEARCH_ORACLE("search-oracle", "FHIR R4 search.html; security.html", Kind.REQUEST),
    COUNT_RECOMPUTED("count-recomputed", "FHIR R4 search.html _summary=count", Kind.REQUEST),
    PAGE_TOKEN_MISMATCH("page-token-mismatch", "FHIR R4 http.html paging", Kind.REQUEST),
    HISTORY_DISABLED("history-disabled", "FHIR R4 http.html history", Kind.REQUEST),
    OPERATION_NOT_ALLOWED("operation-not-allowed", "FHIR R4 operations.html", Kind.REQUEST),
    SUBSCRIPTION_NOT_ALLOWED("subscription-not-allowed", "FHIR R4 subscription.html", Kind.REQUEST),
    FORMAT_GATE("format-gate", "FHIR R4 http.html content types", Kind.REQUEST),
    UPSTREAM_ERROR_SANITISED("upstream-error-sanitised", "FHIR R4 operationoutcome.html", Kind.REQUEST),
    UPSTREAM_TOO_LARGE("upstream-too-large", "gateway limit", Kind.REQUEST),
    EXPORT_URL_ESCAPE("export-url-escape", "HL7 Bulk Data Access (requiresAccessToken)", Kind.REQUEST),
    BINARY_OWNER_UNRESOLVED("binary-owner-unresolved", "FHIR R4 binary.html securityContext", Kind.REQUEST),
    PUBLIC_METADATA("public-metadata", "FHIR R4 http.html capabilities", Kind.REQUEST),
    WRITE_PERMIT("write-permit", "FHIR R4 http.html create", Kind.REQUEST),
    HIDDEN_MERGED("hidden-merged", "FHIR R4 http.html update; HL7 v3-ObservationValue REDACTED", Kind.REQUEST),
    WRITE_WOULD_DESTROY("write-would-destroy", "FHIR R4 http.html patch", Kind.REQUEST),
    LABEL_TAMPER("label-tamper", "HL7 DS4P PERSISTLABEL; 45 CFR 164.501", Kind.REQUEST),
    WRITE_ROLE_MISSING("write-role-missing", "45 CFR 164.308(a)(4); 164.514(h)", Kind.REQUEST),
    LABEL_ON_INGEST("label-on-ingest", "HL7 DS4P LABEL; 45 CFR 164.501", Kind.REQUEST),
    CONSENT_WRITE_DENIED("consent-write-denied", "45 CFR 164.508(c)(1)(vi)", Kind.REQUEST),
    AUDIT_UNAVAILABLE("audit-unavailable", "45 CFR 164.312(b); 164.528", Kind.REQUEST),
    ACCOUNTING("accounting", "45 CFR 164.528(a)(1), (b)(2)", Kind.REQUEST),
    ACCOUNTING_SUSPENDED("accounting-suspended", "45 CFR 164.528(a)(2)", Kind.REQUEST),
    RELIANCE("reliance", "45 CFR 164.508(b)(5)(i)", Kind.REQUEST),
    BREACH_SUPPORT("breach-support", "45 CFR 164.402; 164.404(b); 164.414", Kind.REQUEST),
    REQUEST_NOT_UNDERSTOOD("request-not-understood", "FHIR R4 http.html; RFC 9110", Kind.REQUEST),
    NOT_SERVED("not-served", "FHIR R4 http.html: what this server does not do", Kind.REQUEST),
    NOTHING_THERE("nothing-there", "FHIR R4 http.html: 404", Kind.REQUEST),
    VERSION_CONFLICT("version-conflict", "FHIR R4 http.html managing resource contention", Kind.REQUEST),
    UNAVAILABLE("unavailable", "RFC 9110: 429, 500, 503, 504", Kind.REQUEST),
    UK_SERIOUS_HARM("uk-serious-harm", "UK DPA 2018 Sch 3 Part 2", Kind.ELSEWHERE),
    GDPR_ART15("gdpr-art15", "UK GDPR Art 15; DPA 2018 Sch 3 Part 2", Kind.ELSEWHERE),
    PHIPA_OVERRIDE("phipa-override", "PHIPA 2004 ss. 37(1)(a), 38(1)(a), 40(1), 50(1)(e)", Kind.ELSEWHERE),
    PHIPA_LOCKBOX("phipa-lockbox", "PHIPA 2004 s. 20(3)", Kind.ELSEWHERE),
    AU_REMOVED("au-removed", "My Health Records Act 2012 (Cth) s 64", Kind.ELSEWHERE);

    /** Where a reason can arise. */
    public enum Kind {
        /** The decision of a resource: a basis or a rule that lets it go. */
        OPENS,
        /** The decision of a resource: a rule that keeps it, or a part of it, back. */
        CLOSES,
        /** A request as a whole: its shape, its token, a write, a report. */
        REQUEST,
        /** The law of another jurisdiction, for packs to come. */
        ELSEWHERE
    }

    private final String code;
    private final String citation;
    private final Kind kind;

    Reason(String code, String citation, Kind kind) {
        this.code = code;
        this.citation = citation;
        this.kind = kind;
    }

    /** Code of the project's CodeSystem {@code reason}. */
    public String code() {
        return code;
    }

    /** Where the law or the specification says so. */
    public String citation() {
        return citation;
    }

    /** Where the reason can arise. */
    public Kind kind() {
        return kind;
    }

    /** The reason of that code; empty for any other. */
    public static Optional<Reason> of(String code) {
        return Arrays.stream(values())
                .filter(reason -> reason.code.equals(code))
                .findFirst();
    }
}
