package org.consentgateway.server.tools;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.request.Caller;
import org.consentgateway.server.adapter.upstream.Probe.Finding;
import org.consentgateway.server.adapter.upstream.Probe.Level;
import org.consentgateway.server.config.Issuer;
import org.consentgateway.server.port.AccessTokenVerifier;

/**
 * What a token would mean here: who asks by it and where each fact comes from, or which check refuses it. The verifier of
 * the gateway decides; the token is read once more only to say what stands in it.
 */
final class TokenCheck {

    private static final long PATIENCE_SECONDS = 20;
    private static final Json.Obj NOTHING = new Json.Obj(Map.of());

    private final AccessTokenVerifier verifier;
    private final List<Issuer> issuers;
    private final List<Finding> findings = new ArrayList<>();

    TokenCheck(AccessTokenVerifier verifier, List<Issuer> issuers) {
        this.verifier = verifier;
        this.issuers = List.copyOf(issuers);
    }

    List<Finding> of(String pasted) {
        String token = pasted.strip().replaceFirst("^(?i)bearer ", "");
        AccessTokenVerifier.PresentedToken credentials = new AccessTokenVerifier.PresentedToken(
                token, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        try {
            AccessTokenVerifier.Verdict verdict =
                    verifier.verify(credentials).toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (verdict instanceof AccessTokenVerifier.Verdict.Valid valid) caller(valid.caller());
            else if (verdict instanceof AccessTokenVerifier.Verdict.Invalid invalid) refused(invalid, token);
            else undecided();
        } catch (ExecutionException | TimeoutException e) {
            undecided();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            undecided();
        }
        return List.copyOf(findings);
    }

    private void undecided() {
        add(Level.BAD, "the issuer of the token cannot be asked", "see what stands above of `issuer.url`");
    }

    private void caller(Caller caller) {
        Map<String, String> from = caller.origin().facts();
        String client = plain(caller.client());
        add(
                Level.GOOD,
                "the token is good: client `" + client + "`"
                        + caller.roles().stream()
                                .map(role -> ", role " + role.code())
                                .sorted()
                                .collect(Collectors.joining()),
                "");
        fact(
                "user",
                caller.user().map(Object::toString),
                from,
                "add `users` or `directory` to the issuer in `issuers.file`, or name the claim in `claims.user`");
        fact(
                "organization",
                caller.organization().map(Object::toString),
                from,
                "register it: `clients: {" + client + ": {organization: Organization/x}}` in `issuers.file`");
        fact(
                "purposes",
                Optional.of(caller.purposes().stream()
                                .map(Object::toString)
                                .sorted()
                                .collect(Collectors.joining(", ")))
                        .filter(text -> !text.isEmpty()),
                from,
                "register one: `clients: {" + client + ": {purpose: TREAT}}`; without it notes stay closed");
        fact(
                "scopes",
                caller.scopes().grants().isEmpty()
                        ? Optional.empty()
                        : Optional.of(caller.scopes().grants().size() + " SMART scopes"),
                from,
                "have the app ask for SMART scopes, or register them: `clients: {" + client
                        + ": {scopes: \"user/*.rs\"}}`");
    }

    private void fact(String name, Optional<String> value, Map<String, String> from, String todo) {
        if (value.isEmpty()) add(Level.NOTE, "the token and what is registered tell no " + name, todo);
        else add(Level.GOOD, name + ": " + plain(value.get()) + ", from " + from.getOrDefault(name, "the token"), "");
    }

    private void refused(AccessTokenVerifier.Verdict.Invalid invalid, String token) {
        Json.Obj claims = part(token, 1);
        Json.Obj header = part(token, 0);
        String iss = plain(claims.text("iss").orElse("none"));
        String why = invalid.told().orElse(invalid.why());
        switch (why) {
            case "issuer" -> otherIssuer(iss);
            case "audience" -> otherAudience(iss, claims);
            case "client" -> unlistedClient(claims);
            case "type" ->
                refuse(
                        "it is no access token by `typ` (`" + member(header, "typ") + "`) or what it holds",
                        "paste an access token; where it is one, set `types` of the issuer in `issuers.file`");
            case "algorithm" ->
                refuse(
                        "it is signed with `" + member(header, "alg") + "`",
                        "add it to `algorithms` of the issuer, if it is asymmetric");
            case "expired" ->
                refuse(
                        "it expired at " + instant(claims),
                        "paste a fresh one; if this is fresh, the clocks differ: see `time`");
            case "unknown key", "signature" ->
                refuse(
                        "no key of `" + iss + "` signed it (key `" + member(header, "kid") + "`)",
                        "see that `issuer.url` is the issuer's own, not that of a copy with other keys");
            case "not a signed token" ->
                refuse(
                        "it is no signed JWT",
                        "set `introspection: opaque` for the issuer, with `client-id` and secret");
            default ->
                refuse(
                        "the check is `" + plain(why) + "`",
                        invalid.binding()
                                ? "it is bound to a key or certificate of its client, which only that client can show"
                                : "have the issuer mend it; HANDBOOK.md, \"The token\", says what is looked at");
        }
    }

    private void otherIssuer(String iss) {
        String known = issuers.stream().map(Issuer::url).collect(Collectors.joining("`, `"));
        refuse(
                "its `iss` is `" + iss + "`, and `" + known + "` is configured",
                "set `issuer.url: " + iss + "` if you trust it, letter by letter");
    }

    private void otherAudience(String iss, Json.Obj claims) {
        refuse(
                "its `aud` is `" + member(claims, "aud") + "`, and the audience configured for `" + iss + "` is `"
                        + audiences(iss) + "`",
                "set `audience` to what stands in `aud` for the gateway, or have the issuer add it");
    }

    private void unlistedClient(Json.Obj claims) {
        String client =
                plain(claims.text("azp").or(() -> claims.text("client_id")).orElse("?"));
        refuse(
                "its client `" + client + "` is not listed",
                "add it under `clients` of the issuer, or to `issuer.clients`");
    }

    private void refuse(String says, String todo) {
        add(Level.BAD, "the token is refused: " + says, todo);
    }

    private String audiences(String iss) {
        return issuers.stream()
                .filter(issuer -> issuer.url().equals(iss))
                .flatMap(issuer -> issuer.audiences().stream())
                .sorted()
                .collect(Collectors.joining("`, `"));
    }

    private static String member(Json.Obj from, String name) {
        return plain(from.get(name)
                .map(value -> value instanceof Json.Text text ? text.value() : JsonWriter.text(value))
                .orElse("none"));
    }

    private static String instant(Json.Obj claims) {
        try {
            return claims.get("exp")
                    .map(value -> Instant.ofEpochSecond(Long.parseLong(JsonWriter.text(value)))
                            .toString())
                    .orElse("an unknown time");
        } catch (NumberFormatException | DateTimeException e) {
            return "an unknown time";
        }
    }

    private static Json.Obj part(String token, int number) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) return NOTHING;
        try {
            return JsonReader.object(new String(Base64.getUrlDecoder().decode(parts[number]), StandardCharsets.UTF_8)
                    .getBytes(StandardCharsets.UTF_8));
        } catch (MalformedJson | IllegalArgumentException e) {
            return NOTHING;
        }
    }

    private static String plain(String text) {
        String kept = text.replaceAll("[^ -~]", "?").replace('`', '?');
        return kept.length() <= 200 ? kept : kept.substring(0, 200);
    }

    private void add(Level level, String says, String todo) {
        findings.add(new Finding("token", level, says, todo));
    }
}
