package org.consentgateway.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.PurposeCodes;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.Scopes;
import org.consentgateway.server.config.GatewayConfig.Client;
import org.consentgateway.server.config.GatewayConfig.Introspection;
import org.consentgateway.server.config.Issuer.Asking;
import org.consentgateway.server.config.Issuer.ClaimNames;
import org.consentgateway.server.config.Issuer.Directory;
import org.consentgateway.server.config.Issuer.Registration;
import org.consentgateway.server.config.Issuer.Shape;

/** Reads {@code issuers.file}: every problem of every issuer, in sentences; a key that is not known is one. */
final class IssuersFile {

    private static final Set<String> KEYS = Set.of(
            "url",
            "allow-plain-http",
            "audience",
            "algorithms",
            "types",
            "introspection",
            "client-id",
            "client-secret",
            "claims",
            "userinfo",
            "users",
            "directory",
            "clients");
    private static final Set<String> CLAIMS =
            Set.of("subject", "user", "client", "scopes", "organization", "purpose", "patient", "roles");
    private static final Set<String> PEOPLE =
            Set.of("Practitioner", "PractitionerRole", "Patient", "RelatedPerson", "Organization", "Person", "Device");
    private static final Pattern SEARCH = Pattern.compile(
            "(Practitioner|Patient|RelatedPerson|Person)\\?identifier=([^\\s|&{}?#%,$\\\\]+)\\|\\{sub\\}");
    private static final Duration USUAL_AGE = Duration.ofMinutes(5);
    private static final Duration MOST_AGE = Duration.ofHours(24);

    private final FhirVersion fhir;
    private final List<String> problems;

    private IssuersFile(FhirVersion fhir, List<String> problems) {
        this.fhir = fhir;
        this.problems = problems;
    }

    /** In the order of the file; empty only where a problem was reported. */
    static List<Issuer> read(FhirVersion fhir, Path file, List<String> problems) {
        return YamlTree.read(file, problems)
                .map(root -> new IssuersFile(fhir, problems).issuers(root, file))
                .orElse(List.of());
    }

    private List<Issuer> issuers(Json.Obj root, Path file) {
        String name = "`" + file + "`";
        new YamlNode(root, name, problems).onlyKnows(Set.of("issuers"));
        List<Json> entries = root.items("issuers");
        if (entries.isEmpty()) problems.add(name + " lists no issuer under `issuers`");
        List<Issuer> all = new ArrayList<>();
        Set<String> urls = new HashSet<>();
        for (int i = 0; i < entries.size(); i++) {
            String where = "issuer " + (i + 1) + " of " + name;
            if (!(entries.get(i) instanceof Json.Obj entry)) {
                problems.add(where + " must be a mapping");
                continue;
            }
            issuer(new YamlNode(entry, where, problems)).ifPresent(all::add);
            entry.text("url")
                    .filter(url -> !urls.add(url))
                    .ifPresent(url -> problems.add(where + ": `" + url + "` is listed twice"));
        }
        return all;
    }

    private Optional<Issuer> issuer(YamlNode node) {
        node.onlyKnows(KEYS);
        Optional<String> url = url(node);
        Set<String> audiences = audiences(node);
        Shape shape = new Shape(algorithms(node), types(node), names(node));
        Asking asking = asking(node);
        Map<String, Reference> users = users(node);
        Optional<Directory> directory = node.node("directory").flatMap(this::directory);
        Map<String, Registration> clients = new LinkedHashMap<>();
        node.named("clients").forEach((id, client) -> clients.put(id, registration(client)));
        boolean closed = audiences.isEmpty();
        if (closed && node.given("audience") && clients.isEmpty())
            node.problem(
                    "`audience: none` needs `clients`: without an audience only the clients that are listed are admitted");
        if (url.isEmpty() || (closed && clients.isEmpty())) return Optional.empty();
        return Optional.of(new Issuer(url.get(), audiences, shape, asking, users, directory, clients, closed));
    }

    private static Optional<String> url(YamlNode node) {
        boolean plain = node.flag("allow-plain-http");
        Optional<String> text = node.required("url");
        // compared as a text: its trailing slash is part of it
        text.filter(at -> at.indexOf('@') >= 0 || Values.webUrl(at).isEmpty())
                .ifPresent(at -> node.problem(
                        "`url` must be an absolute http or https URL without user, query, fragment and `@`"));
        Optional<String> url = text.filter(at -> Values.webUrl(at).isPresent());
        url.flatMap(Values::webUrl)
                .filter(at -> "http".equals(at.getScheme()) && !plain && !Loopback.holds(at.getHost()))
                .ifPresent(at -> node.problem(
                        "`url` is plain http and not on loopback: use https, or set `allow-plain-http: true`"));
        return url;
    }

    private static Set<String> audiences(YamlNode node) {
        if (!node.given("audience")) node.problem("`audience` is required: what must be in `aud`, or `none`");
        List<String> all = node.texts("audience").orElse(List.of());
        if (!all.contains("none")) return new LinkedHashSet<>(all);
        if (all.size() > 1) node.problem("`audience` is `none` or a list, not both");
        return Set.of();
    }

    private static Set<String> algorithms(YamlNode node) {
        List<String> all = node.texts("algorithms").orElse(List.copyOf(Shape.ALGORITHMS));
        all.stream()
                .filter(one -> !Shape.ALGORITHMS.contains(one))
                .forEach(one -> node.problem("`algorithms` holds `" + one + "`, which is none of `"
                        + Shape.ALGORITHMS.stream().sorted().collect(Collectors.joining("`, `")) + "`"));
        return Set.copyOf(all);
    }

    private static Set<String> types(YamlNode node) {
        return node.texts("types")
                .map(all -> all.stream()
                        .map(type -> type.equals("none") ? "" : type.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toUnmodifiableSet()))
                .orElse(Shape.TYPES);
    }

    private ClaimNames names(YamlNode node) {
        ClaimNames usual = ClaimNames.USUAL;
        Optional<YamlNode> given = node.node("claims");
        if (given.isEmpty()) return usual;
        YamlNode claims = given.get();
        claims.onlyKnows(CLAIMS);
        return new ClaimNames(
                names(claims, "subject", usual.subject()),
                names(claims, "user", usual.user()),
                names(claims, "client", usual.client()),
                names(claims, "scopes", usual.scopes()),
                names(claims, "organization", usual.organization()),
                names(claims, "purpose", usual.purpose()),
                names(claims, "patient", usual.patient()),
                names(claims, "roles", usual.roles()));
    }

    private static List<String> names(YamlNode claims, String key, List<String> usual) {
        List<String> names = claims.texts(key).orElse(usual);
        if (!names.contains("none")) return names;
        if (names.size() > 1) claims.problem("`" + key + "` is `none` or a list of names, not both");
        if (key.equals("subject") || key.equals("client")) claims.problem("`" + key + "` cannot be `none`");
        return List.of();
    }

    private Asking asking(YamlNode node) {
        List<Introspection> all = List.of(Introspection.values());
        Introspection when = node.read(
                        "introspection", "one of `off`, `lightweight`, `opaque`, `always`", text -> all.stream()
                                .filter(one ->
                                        one.name().toLowerCase(Locale.ROOT).equals(text))
                                .findFirst())
                .orElse(Introspection.OFF);
        Optional<String> id = node.text("client-id");
        Optional<Secret> secret =
                node.text("client-secret").flatMap(text -> Values.secret(text, "`client-secret`", node::problem));
        if (id.isPresent() != node.given("client-secret")) node.problem("`client-id` and `client-secret` go together");
        if (when != Introspection.OFF && id.isEmpty())
            node.problem("`introspection` needs `client-id` and `client-secret`");
        return new Asking(
                when, id.flatMap(name -> secret.map(known -> new Client(name, known))), node.flag("userinfo"));
    }

    private static Map<String, Reference> users(YamlNode node) {
        Map<String, Reference> users = new LinkedHashMap<>();
        node.named("users").forEach((subject, user) -> {
            user.onlyKnows(Set.of("fhirUser"));
            user.required("fhirUser");
            user.read("fhirUser", "a reference such as `Practitioner/x`", text -> Reference.parse(text)
                            .filter(who -> PEOPLE.contains(who.type())))
                    .ifPresent(who -> users.put(subject, who));
        });
        return users;
    }

    private Optional<Directory> directory(YamlNode node) {
        node.onlyKnows(Set.of("search", "max-age"));
        Optional<String> search = node.required("search");
        Duration age = node.read(
                        "max-age", "a duration with its unit, from `0s` to `24h`", text -> Values.duration(text)
                                .filter(given -> given.compareTo(MOST_AGE) <= 0))
                .orElse(USUAL_AGE);
        if (search.isEmpty()) return Optional.empty();
        Matcher parts = SEARCH.matcher(search.get());
        if (parts.matches()) return Optional.of(new Directory(parts.group(1), parts.group(2), age));
        node.problem("`search` must be `Practitioner?identifier=SYSTEM|{sub}`, or the same of Patient, RelatedPerson or"
                + " Person");
        return Optional.empty();
    }

    private Registration registration(YamlNode node) {
        node.onlyKnows(Set.of("organization", "purpose", "purposes", "scopes", "channel"));
        Optional<Reference> organization =
                node.read("organization", "a reference such as `Organization/org-a`", text -> Reference.parse(text)
                        .filter(reference -> reference.type().equals("Organization")));
        Optional<Coding> purpose = node.read("purpose", "a code of v3-ActReason or NHIN", PurposeCodes::parse);
        Set<Coding> purposes = new LinkedHashSet<>();
        for (String text : node.texts("purposes").orElse(List.of()))
            PurposeCodes.parse(text)
                    .ifPresentOrElse(
                            purposes::add,
                            () -> node.problem("`purposes` holds `" + text + "`, no code of v3-ActReason or NHIN"));
        if (purpose.isPresent() && !purposes.isEmpty() && !purposes.contains(purpose.get()))
            node.problem("`purpose` must be one of `purposes`");
        Optional<Scopes> scopes = node.texts("scopes").map(list -> scopes(node, String.join(" ", list)));
        return new Registration(organization, purpose, purposes, scopes, node.flag("channel"));
    }

    private Scopes scopes(YamlNode node, String text) {
        for (String one : text.split(" +"))
            if (Scopes.parse(fhir, one).grants().isEmpty())
                node.problem("`scopes` holds `" + one + "`, which is no SMART scope such as `user/*.rs`");
        return Scopes.parse(fhir, text);
    }
}
