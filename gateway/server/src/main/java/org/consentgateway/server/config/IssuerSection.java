package org.consentgateway.server.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.server.config.GatewayConfig.Client;
import org.consentgateway.server.config.GatewayConfig.Introspection;
import org.consentgateway.server.config.Issuer.Asking;

/** Who issues the tokens: the file that lists several, or the short form of one. */
final class IssuerSection {

    private static final List<String> SHORT_FORM = List.of(
            "issuer.url",
            "audience",
            "issuer.allow-plain-http",
            "issuer.client-id",
            "issuer.client-secret",
            "issuer.introspection",
            "issuer.clients");

    private final FhirVersion fhir;
    private final Values values;

    IssuerSection(FhirVersion fhir, Values values) {
        this.fhir = fhir;
        this.values = values;
    }

    /** Empty only where a problem was reported. */
    List<Issuer> issuers() {
        Optional<Path> file = values.file("issuers.file");
        if (file.isEmpty() && !values.given("issuers.file"))
            return one().stream().toList();
        SHORT_FORM.stream()
                .filter(values::given)
                .forEach(key -> values.problem("`" + key + "` and `issuers.file` exclude each other: it is the short"
                        + " form of one issuer, say it in the file"));
        return file.filter(java.nio.file.Files::isReadable)
                .map(path -> IssuersFile.read(fhir, path, values.problems()))
                .orElse(List.of());
    }

    private Optional<Issuer> one() {
        boolean plain = values.flag("issuer.allow-plain-http");
        Optional<String> url = values.required("issuer.url");
        Optional<URI> checked = values.url("issuer.url");
        checked.filter(at -> "http".equals(at.getScheme()) && !Loopback.holds(at.getHost()) && !plain)
                .ifPresent(at -> values.problem("`issuer.url` is plain http and not on loopback: use https, or set"
                        + " `issuer.allow-plain-http: true`"));
        Optional<String> audience = values.required("audience");
        Introspection introspection = values.choice("issuer.introspection", Introspection.class, Introspection.OFF);
        Optional<Client> client = values.text("issuer.client-id")
                .flatMap(id -> values.secret("issuer.client-secret").map(secret -> new Client(id, secret)));
        if (introspection != Introspection.OFF && client.isEmpty())
            values.problem("`issuer.introspection` needs `issuer.client-id` and `issuer.client-secret`");
        Set<String> clients = Set.copyOf(values.list("issuer.clients"));
        if (url.isEmpty() || checked.isEmpty() || audience.isEmpty()) return Optional.empty();
        // the issuer is compared as a text: its trailing slash is part of it
        return Optional.of(Issuer.of(url.get(), audience.get(), new Asking(introspection, client, false), clients));
    }
}
