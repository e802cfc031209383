package org.consentgateway.server.tools;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.server.adapter.upstream.Probe.Finding;
import org.consentgateway.server.adapter.upstream.Probe.Level;
import org.consentgateway.server.config.CalledServerHints;

/** Whether a server can be reached as configured, whether its clock is ours, and how long its certificate holds. */
final class ReachChecks {

    private static final Duration TOKEN_SKEW = Duration.ofSeconds(30); // what is forgiven to `exp` and `iat`

    private final JsonLookup lookup;
    private final InstantSource clock;
    private final boolean proxied;
    private final List<Finding> findings = new ArrayList<>();

    /** @param proxied whether every call goes through a proxy */
    ReachChecks(JsonLookup lookup, InstantSource clock, boolean proxied) {
        this.proxied = proxied;
        this.lookup = lookup;
        this.clock = clock;
    }

    /** A FHIR server, by its CapabilityStatement. */
    List<Finding> fhir(CalledServerHints keys, URI base) {
        Instant asked = clock.instant();
        JsonLookup.Looked seen = lookup.get(keys, URI.create(base + "/metadata"));
        String name = "the FHIR server of `" + keys.section() + ".url`";
        boolean statement = seen.document()
                .flatMap(one -> one.text("resourceType"))
                .filter("CapabilityStatement"::equals)
                .isPresent();
        if (seen.status() == 0) add("reach", Level.BAD, name + " " + before(seen.problem()), after(seen.problem()));
        else if (!statement)
            add(
                    "reach",
                    Level.BAD,
                    name + " gives no CapabilityStatement (" + seen.status() + ")",
                    "set `" + keys.section() + ".url` to its FHIR R4 base, without `/metadata`");
        else add("reach", Level.GOOD, name + " gives its CapabilityStatement", "");
        common(name, asked, seen, false);
        return List.copyOf(findings);
    }

    /** An issuer, by its discovery document and its keys. */
    List<Finding> issuer(String url, boolean needsKeys, boolean introspects) {
        Instant asked = clock.instant();
        CalledServerHints keys = CalledServerHints.of("issuer");
        String name = "the issuer `" + url + "`";
        JsonLookup.Looked seen =
                lookup.get(keys, URI.create(ServerDescriptions.bare(url) + "/.well-known/openid-configuration"));
        Optional<String> itself = seen.document().flatMap(one -> one.text("issuer"));
        if (seen.status() == 0) add("issuer", Level.BAD, name + " " + before(seen.problem()), after(seen.problem()));
        else if (itself.isEmpty())
            add(
                    "issuer",
                    Level.BAD,
                    name + " has no discovery document (" + seen.status() + ")",
                    "set `issuer.url` to what stands in `iss` of its tokens, with realm or tenant");
        else if (!itself.get().equals(url))
            add(
                    "issuer",
                    Level.BAD,
                    name + " calls itself `" + plain(itself.get()) + "`",
                    "set `issuer.url: " + plain(itself.get()) + "`, letter by letter as in `iss`");
        else add("issuer", Level.GOOD, name + " has a discovery document under that name", "");
        seen.document().filter(one -> itself.equals(Optional.of(url))).ifPresent(one -> {
            if (needsKeys) signingKeys(name, keys, one);
            if (introspects && one.text("introspection_endpoint").isEmpty())
                add(
                        "introspection",
                        Level.BAD,
                        name + " names no introspection endpoint",
                        "set `introspection: off`, or have the issuer offer it (RFC 7662)");
        });
        common(name, asked, seen, true);
        return List.copyOf(findings);
    }

    private void signingKeys(String name, CalledServerHints keys, Json.Obj document) {
        Optional<JsonLookup.Looked> set = document.text("jwks_uri")
                .filter(at -> at.matches("https?://[!-~&&[^\"'`]]+"))
                .map(at -> lookup.get(keys, URI.create(at)));
        boolean some = set.flatMap(JsonLookup.Looked::document)
                .filter(found -> !found.objects("keys").isEmpty())
                .isPresent();
        add(
                "issuer-keys",
                some ? Level.GOOD : Level.BAD,
                name + (some ? " publishes signing keys" : " publishes no signing key that can be read"),
                some ? "" : "see `jwks_uri` of its discovery document, and whether this machine reaches it");
    }

    private void common(String name, Instant asked, JsonLookup.Looked seen, boolean tokens) {
        seen.date().ifPresent(date -> time(name, asked, date, tokens));
        Instant soon = clock.instant().plus(KeyStoreChecks.SOON);
        for (X509Certificate certificate : seen.chain()) {
            Instant end = certificate.getNotAfter().toInstant();
            if (end.isBefore(soon))
                add(
                        "certificate",
                        Level.NOTE,
                        name + " shows a certificate that expires at " + end,
                        "have it renewed before: after that nothing is answered");
        }
    }

    /** {@code Date} has whole seconds, and the answer took a while. */
    private void time(String name, Instant asked, Instant date, boolean tokens) {
        Duration ahead = Duration.between(date.plusSeconds(1), asked); // ours before theirs: positive
        Duration behind = Duration.between(clock.instant(), date);
        Duration skew = ahead.compareTo(behind) > 0 ? ahead : behind;
        boolean well = skew.compareTo(TOKEN_SKEW) <= 0;
        add(
                "time",
                well ? Level.GOOD : tokens ? Level.BAD : Level.NOTE,
                "the clock of " + name + (well ? " is that of this machine" : " differs by " + skew.toSeconds() + " s"),
                well
                        ? ""
                        : "let both follow the same time server: "
                                + (tokens
                                        ? "tokens are refused as expired or not yet valid beyond 30 s"
                                        : "periods of consents end at the wrong instant"));
    }

    private static String before(String problem) {
        return problem.replaceFirst(": .*$", "");
    }

    private String after(String problem) {
        String todo = problem.contains(": ") ? problem.replaceFirst("^.*?: ", "") : problem;
        String through = "; every call goes through `outbound.proxy`: see that it runs and lets this host through";
        return proxied ? todo + through : todo;
    }

    private static String plain(String url) {
        return url.replaceAll("[^A-Za-z0-9.:/_~%?=&-]", "?");
    }

    private void add(String code, Level level, String says, String todo) {
        findings.add(new Finding(code, level, says, todo));
    }
}
