package org.consentgateway.server.tools;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.server.config.CalledServerHints;

/**
 * What an EHR and an issuer say of themselves.
 *
 * @param metadata CapabilityStatement of the EHR
 * @param smart    its SMART configuration, where it has one
 * @param openid   discovery document of the issuer
 */
record ServerDescriptions(JsonLookup.Looked metadata, JsonLookup.Looked smart, JsonLookup.Looked openid) {

    private static final String OAUTH_URIS = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris";

    /** @param ehr FHIR base, and issuer, without trailing slash or with it */
    static ServerDescriptions ask(JsonLookup lookup, String ehr, String issuer) {
        return new ServerDescriptions(
                lookup.get(CalledServerHints.UPSTREAM, URI.create(bare(ehr) + "/metadata")),
                lookup.get(CalledServerHints.UPSTREAM, URI.create(bare(ehr) + "/.well-known/smart-configuration")),
                lookup.get(
                        CalledServerHints.of("issuer"),
                        URI.create(bare(issuer) + "/.well-known/openid-configuration")));
    }

    static String bare(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /** Why nothing can be made of them, in sentences; empty where it can. */
    List<String> problems(FhirVersion fhir, String ehr, String issuer) {
        List<String> problems = new ArrayList<>();
        boolean statement = metadata.document()
                .flatMap(one -> one.text("resourceType"))
                .filter("CapabilityStatement"::equals)
                .isPresent();
        if (metadata.status() == 0) problems.add("the EHR `" + ehr + "` " + metadata.problem());
        else if (!statement)
            problems.add("the EHR gives no CapabilityStatement at `" + bare(ehr) + "/metadata` (" + metadata.status()
                    + "): `--ehr` must be its FHIR " + fhir.name() + " base");
        else if (!fhir.isSpokenBy(fhirVersion()))
            problems.add("the EHR speaks FHIR `" + fhirVersion() + "` at `" + ehr + "`: `--ehr` must be its "
                    + fhir.name() + " base");
        if (openid.status() == 0) problems.add("the issuer `" + issuer + "` " + openid.problem());
        else if (issuerName().isEmpty())
            problems.add("there is no OpenID discovery document at `" + bare(issuer)
                    + "/.well-known/openid-configuration` (" + openid.status()
                    + "): `--issuer` must be the issuer as it"
                    + " stands in `iss`, with realm or tenant");
        return problems;
    }

    String fhirVersion() {
        return metadata.document()
                .flatMap(one -> one.text("fhirVersion"))
                .map(ServerDescriptions::plain)
                .orElse("?");
    }

    /** Name of the EHR's software, in plain characters; empty where it gives none. */
    Optional<String> software() {
        return metadata.document()
                .flatMap(one -> one.object("software"))
                .flatMap(one -> one.text("name"))
                .map(ServerDescriptions::plain);
    }

    /** Another base than the one asked by which the EHR calls itself. */
    Optional<String> otherBase(String ehr) {
        return metadata.document()
                .flatMap(one -> one.object("implementation"))
                .flatMap(one -> one.text("url"))
                .filter(url -> url.matches("https?://[A-Za-z0-9.:/_~-]{1,200}"))
                .map(ServerDescriptions::bare)
                .filter(url -> !url.equals(bare(ehr)));
    }

    /** Where the EHR's own authorization server gives tokens: SMART 2.2, else the extension of SMART 1.0. */
    Optional<String> tokenEndpoint() {
        return smart.document()
                .flatMap(one -> one.text("token_endpoint"))
                .or(this::oauthUri)
                .filter(url -> url.matches("https?://[!-~&&[^\"'`#]]{1,300}"));
    }

    private Optional<String> oauthUri() {
        return metadata.document().stream()
                .flatMap(one -> one.objects("rest").stream())
                .flatMap(rest -> rest.object("security").stream())
                .flatMap(security -> security.objects("extension").stream())
                .filter(one -> one.text("url").equals(Optional.of(OAUTH_URIS)))
                .flatMap(one -> one.objects("extension").stream())
                .filter(one -> one.text("url").equals(Optional.of("token")))
                .flatMap(one -> one.text("valueUri").stream())
                .findFirst();
    }

    /** The issuer that the EHR itself trusts, where it says so. */
    Optional<String> ehrIssuer() {
        return smart.document().flatMap(one -> one.text("issuer")).map(ServerDescriptions::plain);
    }

    /** The issuer as it writes itself, which is what stands in {@code iss}. */
    Optional<String> issuerName() {
        return openid.document()
                .flatMap(one -> one.text("issuer"))
                .filter(url -> url.matches("https?://[A-Za-z0-9.:/_~%-]{1,200}"));
    }

    boolean introspects() {
        return openid.document()
                .flatMap(one -> one.text("introspection_endpoint"))
                .isPresent();
    }

    boolean exchanges() {
        return texts("grant_types_supported").anyMatch("urn:ietf:params:oauth:grant-type:token-exchange"::equals);
    }

    /** Algorithms by which the issuer signs ID tokens, the best guess for its access tokens. */
    List<String> algorithms() {
        return List.copyOf(new TreeSet<>(texts("id_token_signing_alg_values_supported")
                .filter(one -> one.matches("[A-Za-z0-9]{2,10}"))
                .toList()));
    }

    private Stream<String> texts(String member) {
        return openid.document().stream()
                .flatMap(one -> one.items(member).stream())
                .flatMap(item -> item instanceof Json.Text text ? Stream.of(text.value()) : Stream.empty());
    }

    /** What a server says of itself goes into a comment: no line break, nothing odd. */
    private static String plain(String text) {
        String kept = text.replaceAll("[^A-Za-z0-9 .:/_()~-]", "?");
        return kept.length() <= 100 ? kept : kept.substring(0, 100);
    }
}
