package org.consentgateway.server.config;

import java.util.List;
import java.util.stream.Stream;

/** Keys of the servers that the gateway calls for FHIR: the EHR, further ones, consents, audit. */
final class UpstreamKeys {

    private UpstreamKeys() {}

    static List<Key> all() {
        return Stream.of(
                        ehr(),
                        CalledServerKeys.server("upstream", "the EHR"),
                        CalledServerKeys.auth(
                                "lookup",
                                "the EHR, for what the gateway asks for itself,",
                                "`upstream.auth`; required with `forward`, `exchange` and `jwt-bearer`"),
                        ehrBounds(),
                        CalledServerKeys.server("upstreams.NAME", "the further server"),
                        consentPlace(),
                        CalledServerKeys.server("consent", "the consent server"),
                        consentsAndAudit(),
                        CalledServerKeys.server("audit", "the audit server"))
                .flatMap(List::stream)
                .toList();
    }

    private static List<Key> ehr() {
        return List.of(
                new Key("upstream.url", "required", "https://ehr.example.org/fhir", "FHIR base of the EHR"),
                new Key(
                        "upstream.bases",
                        "none",
                        "https://ehr.example.org/r4",
                        "further FHIR bases, comma-separated, under which the same EHR writes references, links and attachments"),
                new Key(
                        "upstream.operations",
                        "none",
                        "Patient/$risk=RiskAssessment",
                        "further operations of the EHR that are forwarded, comma-separated, each with what it answers with and is judged as: `searchset`, `document`, or a resource type other than Bundle and Parameters"));
    }

    private static List<Key> ehrBounds() {
        return List.of(
                new Key(
                        "upstream.headers",
                        "none",
                        "X-Tenant: hospital-a, X-Correlation-Id",
                        "headers beside our own, comma-separated: `Name: value` (or `Name: file:/run/secrets/x`) goes with every call to the EHR, `Name` alone is passed on from the client with what it asks"),
                new Key(
                        "upstream.budget.calls",
                        "`10000`",
                        "10000",
                        "calls to the EHR for one request, 1000 to 1000000: more than any chart takes, since less would tell how much is hidden; past it the answer is 503"),
                new Key(
                        "upstream.budget.bytes",
                        "`4GB`",
                        "4GB",
                        "bytes read from the EHR for one request, 256MB to 100GB; past it the answer is 503, or cut"),
                new Key(
                        "upstream.budget.calls-per-minute",
                        "`1200000`",
                        "1200000",
                        "calls to the EHR in a minute, 60 to 100000000, reckoned by kind of request and not by what is found; past it the answer is 429 until the minute is over"),
                new Key(
                        "upstreams.NAME.url",
                        "none",
                        "https://pacs.example.org/fhir",
                        "FHIR base of a further server, which a route reaches by the step `forward.NAME`; NAME is of lower-case letters and digits"));
    }

    private static List<Key> consentPlace() {
        return List.of(new Key(
                "consent.url", "`upstream.url`", "https://consent.example.org/fhir", "FHIR base that holds Consent"));
    }

    private static List<Key> consentsAndAudit() {
        return List.of(
                new Key(
                        "consent.patient-identifier",
                        "none",
                        "https://example.org/mrn",
                        "identifier system that joins patients where the consent server has other ids than the EHR"),
                new Key(
                        "consent.freshness",
                        "`strict`",
                        "strict",
                        "for the release of a protected note: `strict` fetches the patient's consents once per request, past every cache; or a lease of 1s to 60s"),
                new Key(
                        "consent.max-age",
                        "`60s`",
                        "60s",
                        "how old cached consents may be for everything else, 0s to 1h"),
                new Key(
                        "audit.url",
                        "none",
                        "https://audit.example.org/fhir",
                        "FHIR base that AuditEvents are delivered to; without it they stay in the local trail"));
    }
}
