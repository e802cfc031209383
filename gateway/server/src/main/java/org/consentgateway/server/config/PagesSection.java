package org.consentgateway.server.config;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.consentgateway.server.config.ListenerConfig.Http;
import org.consentgateway.server.config.ListenerConfig.Management;

/** Our own pages for people: {@code pages}, {@code signin} and {@code site}. */
final class PagesSection {

    private static final List<String> LANGUAGES = List.of("en", "es");

    private final Values values;

    PagesSection(Values values) {
        this.values = values;
    }

    ListenerConfig.Pages pages(Http http, Management management, URI publicUrl) {
        String path = values.read("pages.path", "a path such as `/` or `/privacy/`", text -> ListenerSection.basePath(
                                text.replaceFirst("/$", ""))
                        .map(plain -> plain + "/"))
                .orElse("/");
        if (!http.basePath().isEmpty() && path.startsWith(http.basePath() + "/"))
            values.problem("`pages.path` is under the FHIR base `" + http.basePath() + "`: choose another");
        Optional<Integer> port = values.given("pages.port")
                ? Optional.of(values.number("pages.port", 0, 0, 65535)).filter(own -> own == 0 || own != http.port())
                : Optional.empty();
        if (port.filter(own -> own != 0 && own == management.port()).isPresent())
            values.problem("`pages.port` is the same as `management.port`");
        Optional<String> id = values.text("signin.client-id");
        Optional<Secret> secret = values.secret("signin.client-secret");
        if (id.isPresent() != values.given("signin.client-secret"))
            values.problem("`signin.client-id` and `signin.client-secret` go together");
        List<String> scopes = values.given("signin.scopes")
                ? List.of(values.text("signin.scopes").orElse("").split(" +"))
                : List.of("openid", "fhirUser");
        if (!scopes.contains("openid")) values.problem("`signin.scopes` must hold `openid`");
        return new ListenerConfig.Pages(
                path,
                id.flatMap(client -> secret.map(known -> new GatewayConfig.Client(client, known))),
                scopes,
                values.text("site.name").orElse("Consent gateway"),
                values.text("site.contact").orElse(""),
                languages(),
                port,
                pagesUrl(path, port, publicUrl));
    }

    private List<String> languages() {
        List<String> languages = values.given("site.languages") ? values.list("site.languages") : LANGUAGES;
        if (languages.isEmpty() || !LANGUAGES.containsAll(languages))
            values.problem("`site.languages` must be some of `" + String.join("`, `", LANGUAGES) + "`");
        return languages;
    }

    /** Where people reach the pages: at the host of FHIR, unless it is said. */
    private URI pagesUrl(String path, Optional<Integer> port, URI publicUrl) {
        Optional<URI> said = values.url("pages.url");
        if (said.filter(url -> !url.getRawPath().isEmpty()).isPresent())
            values.problem("`pages.url` has a path: that is `pages.path`");
        if (said.isPresent()) return said.get().resolve(path);
        URI host = publicUrl.resolve(path);
        return port.map(own -> URI.create(host.getScheme() + "://" + host.getHost() + ":" + own + path))
                .orElse(host);
    }
}
