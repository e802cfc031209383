package org.consentgateway.server.operations;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.consentgateway.core.json.Json;

/**
 * {@code .well-known/smart-configuration}: where apps get their tokens, as the EHR or the issuer says, and of what it can
 * do only what goes through the gateway as well.
 *
 * @see <a href="http://hl7.org/fhir/smart-app-launch/conformance.html">SMART App Launch 2.2 conformance</a>
 */
public final class SmartConfiguration {

    private static final List<String> TAKEN_OVER = List.of(
            "issuer",
            "jwks_uri",
            "authorization_endpoint",
            "token_endpoint",
            "introspection_endpoint",
            "revocation_endpoint",
            "registration_endpoint",
            "management_endpoint",
            "userinfo_endpoint",
            "grant_types_supported",
            "token_endpoint_auth_methods_supported",
            "token_endpoint_auth_signing_alg_values_supported");

    /** What holds where the issuer does not speak of SMART. */
    private static final List<String> USUAL = List.of(
            "client-confidential-asymmetric",
            "context-standalone-patient",
            "permission-patient",
            "permission-user",
            "permission-v1",
            "permission-v2",
            "authorize-post");

    /** What the gateway leaves as it is, whoever offers it. */
    private static final List<String> POSSIBLE = List.of(
            "launch-ehr",
            "launch-standalone",
            "authorize-post",
            "client-public",
            "client-confidential-symmetric",
            "client-confidential-asymmetric",
            "sso-openid-connect",
            "context-banner",
            "context-style",
            "context-ehr-patient",
            "context-ehr-encounter",
            "context-standalone-patient",
            "context-standalone-encounter",
            "permission-offline",
            "permission-online",
            "permission-patient",
            "permission-user",
            "permission-v1",
            "permission-v2");

    private static final List<String> USUAL_SCOPES =
            List.of("openid", "fhirUser", "launch/patient", "patient/*.rs", "user/*.cruds", "system/*.rs");
    private static final Pattern CLINICAL = Pattern.compile(
            "(patient|user|system)/(\\*|[A-Z][A-Za-z]{1,63})\\.(read|write|\\*|c?r?u?d?s?)(\\?[^\\s]*)?");
    private static final Pattern OTHER =
            Pattern.compile("openid|fhirUser|profile|launch|launch/[a-z]+|offline_access|online_access");

    private final Supplier<Optional<Json.Obj>> source;

    /** @param source what the EHR or the issuer says; blocks */
    public SmartConfiguration(Supplier<Optional<Json.Obj>> source) {
        this.source = source;
    }

    /** The document; empty when its source was never reached. Blocks; called on a worker. */
    public Optional<Json.Obj> document() {
        return source.get().map(SmartConfiguration::within);
    }

    private static Json.Obj within(Json.Obj said) {
        Map<String, Json> document = new LinkedHashMap<>();
        for (String name : TAKEN_OVER) said.get(name).ifPresent(value -> document.put(name, value));
        document.put("capabilities", texts(capabilities(said)));
        document.put("scopes_supported", texts(scopes(said)));
        // RFC 7636 4.2: `plain` protects nothing that `S256` could not
        boolean able = said.get("code_challenge_methods_supported").isEmpty()
                || words(said, "code_challenge_methods_supported").contains("S256");
        document.put("code_challenge_methods_supported", texts(able ? List.of("S256") : List.of()));
        return new Json.Obj(document);
    }

    private static List<String> capabilities(Json.Obj said) {
        if (said.get("capabilities").isEmpty()) return USUAL;
        List<String> theirs = words(said, "capabilities");
        boolean authorizes = said.get("authorization_endpoint").isPresent();
        return POSSIBLE.stream()
                .filter(theirs::contains)
                .filter(one -> authorizes || !(one.startsWith("launch-") || one.equals("authorize-post")))
                .toList();
    }

    /** An issuer that lists no scope of SMART does not say which it has. */
    private static List<String> scopes(Json.Obj said) {
        List<String> theirs = words(said, "scopes_supported");
        if (theirs.stream().noneMatch(scope -> CLINICAL.matcher(scope).matches())) return USUAL_SCOPES;
        return theirs.stream()
                .filter(scope -> CLINICAL.matcher(scope).matches()
                        || OTHER.matcher(scope).matches())
                .toList();
    }

    private static List<String> words(Json.Obj said, String name) {
        return said.items(name).stream()
                .flatMap(item -> item instanceof Json.Text text
                        ? java.util.stream.Stream.of(text.value())
                        : java.util.stream.Stream.empty())
                .toList();
    }

    private static Json texts(List<String> values) {
        return new Json.Arr(values.stream().<Json>map(Json.Text::new).toList());
    }
}
