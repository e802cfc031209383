package org.consentgateway.server.tools;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * {@code gateway.yaml} and {@code issuers.yaml} for an installation that observes first, from what its two servers say.
 * What nobody but the operator knows is asked for, or left as a line that begins with {@code # REQUIRED}.
 *
 * @param ehr    FHIR base as given
 * @param issuer as given
 * @param found  what they say of themselves
 * @param now    when it is drafted
 * @param answer of the operator to a question; empty where there is none
 */
record DraftConfiguration(
        String ehr, String issuer, ServerDescriptions found, Instant now, Function<String, Optional<String>> answer) {

    private static final int OBSERVED_DAYS = 28; // 30 at most, from the first record

    /** The settings. */
    String gateway(Path issuers) {
        StringBuilder text = new StringBuilder("""
                # Drafted by `gateway.jar init`. Every key stands in CONFIGURATION.md. A line that begins with `# REQUIRED` is yours to
                # write: nobody else knows it. `gateway.jar validate --config FILE` names those that are left.

                """);
        server(text);
        text.append("""

                # While it observes, the EHR decides by each caller's own token what the caller may have
                upstream.auth: forward
                """);
        exchange(text);
        lookups(text);
        text.append("""

                # What apps call. Every link is written with it
                #public.url: https://fhir.example.org/fhir

                """);
        text.append("issuers.file: ").append(issuers).append("\n\n");
        required(
                text,
                "organization",
                "the covered entity that runs the gateway, as the EHR refers to it",
                "Organization/x");
        text.append("""

                # Nothing is withheld yet; the trail tells what would be (`gateway.jar observe-report`). Then it enforces, for good
                mode: observe
                """);
        required(text, "mode.accepted-by.name", "who accepts that nothing is withheld meanwhile", "name of a person");
        required(text, "mode.accepted-by.reason", "why", "in words");
        text.append("mode.until: ")
                .append(now.plus(OBSERVED_DAYS, ChronoUnit.DAYS).truncatedTo(ChronoUnit.HOURS))
                .append('\n');
        return text.toString();
    }

    private void server(StringBuilder text) {
        text.append("# The EHR: ")
                .append(found.software().map(name -> name + ", ").orElse(""))
                .append("FHIR ")
                .append(found.fhirVersion())
                .append("\nupstream.url: ")
                .append(ServerDescriptions.bare(ehr))
                .append('\n');
        found.otherBase(ehr)
                .ifPresent(other -> text.append("# it calls itself so: references and links under it are its own\n")
                        .append("upstream.bases: ")
                        .append(other)
                        .append('\n'));
    }

    /** That the EHR may want another token than the caller's. */
    private void exchange(StringBuilder text) {
        found.ehrIssuer()
                .filter(known -> !Optional.of(known).equals(found.issuerName()))
                .ifPresent(known -> text.append("# the EHR trusts the issuer ")
                        .append(known)
                        .append(": if it refuses the tokens of the other, use `upstream.auth: exchange`\n"));
        if (found.exchanges())
            text.append("# the issuer exchanges tokens (RFC 8693): `upstream.auth: exchange` is possible\n");
    }

    private void lookups(StringBuilder text) {
        text.append(
                "\n# The gateway's own credential: it reads Consent, Patient, Practitioner, PractitionerRole and what notes point at\n");
        Optional<String> endpoint = found.tokenEndpoint();
        if (endpoint.isEmpty()) {
            required(text, "lookup.auth", "the EHR names no token endpoint", "none, basic or client-credentials");
            return;
        }
        text.append("lookup.auth: client-credentials\nlookup.auth.token-url: ")
                .append(endpoint.get())
                .append('\n');
        required(text, "lookup.auth.client-id", "as registered with the EHR", "client id");
        required(
                text,
                "lookup.auth.client-secret",
                "`file:` and the path of a file that holds it; or `lookup.auth.client-key`, a private key as a JWK",
                "file:/run/secrets/ehr");
    }

    /** The issuers. */
    String issuers() {
        StringBuilder text = new StringBuilder("""
                # Drafted by `gateway.jar init`. HANDBOOK.md, "Issuers", has the keys and examples for several products.
                issuers:
                """);
        String name = found.issuerName().orElseThrow();
        text.append(
                        name.equals(issuer)
                                ? "  # as its discovery document writes it\n"
                                : "  # you wrote it `" + issuer + "`; its tokens bear this\n")
                .append("  - url: ")
                .append(name)
                .append('\n');
        requiredIn(
                text,
                "    ",
                "audience",
                "what stands in `aud` of its tokens: a text or a list",
                "https://fhir.example.org/fhir");
        List<String> algorithms = found.algorithms();
        if (!algorithms.isEmpty())
            text.append("    # it signs with ")
                    .append(String.join(", ", algorithms))
                    .append('\n');
        if (found.introspects()) text.append("""
                    # it can be asked about tokens, which a lightweight or opaque token needs
                    #introspection: lightweight
                    #client-id: gateway
                    #client-secret: file:/run/secrets/issuer
                """);
        text.append("""
                    # what its tokens do not say of who asks: `gateway.jar doctor --token FILE` shows it for one of them
                    #directory: {search: "Practitioner?identifier=https://example.org/staff|{sub}"}
                    #clients: {app: {organization: Organization/x, purpose: TREAT, scopes: "user/*.rs"}}
                """);
        return text.toString();
    }

    private void required(StringBuilder text, String key, String what, String example) {
        requiredIn(text, "", key, what, example);
    }

    private void requiredIn(StringBuilder text, String indent, String key, String what, String example) {
        Optional<String> given = answer.apply(key + " (" + what + ")");
        if (given.isPresent())
            text.append(indent)
                    .append(key)
                    .append(": ")
                    .append(quoted(given.get()))
                    .append('\n');
        else
            text.append(indent)
                    .append("# REQUIRED ")
                    .append(key)
                    .append(": ")
                    .append(example)
                    .append("  (")
                    .append(what)
                    .append(")\n");
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
