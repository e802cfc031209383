package org.consentgateway.server.operations;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.consentgateway.core.json.Json;

/**
 * {@code metadata}: of what the gateway serves only what the EHR says that it has, and where apps get their tokens. It
 * announces; it never limits what is forwarded.
 *
 * @see <a href="http://hl7.org/fhir/R4/capabilitystatement.html">FHIR R4 CapabilityStatement</a>
 */
public final class Metadata {

    private static final String OAUTH_URIS = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris";
    private static final Map<String, String> URIS = new LinkedHashMap<>();

    static {
        URIS.put("authorize", "authorization_endpoint");
        URIS.put("token", "token_endpoint");
        URIS.put("introspect", "introspection_endpoint");
        URIS.put("revoke", "revocation_endpoint");
        URIS.put("register", "registration_endpoint");
        URIS.put("manage", "management_endpoint");
    }

    private final Supplier<Json.Obj> own;
    private final Supplier<Optional<Json.Obj>> ehr;
    private final Supplier<Optional<Json.Obj>> smart;

    /**
     * @param own   what the gateway serves
     * @param ehr   the EHR's CapabilityStatement, where it is known; blocks
     * @param smart {@code .well-known/smart-configuration}, where it is known; blocks
     */
    public Metadata(Supplier<Json.Obj> own, Supplier<Optional<Json.Obj>> ehr, Supplier<Optional<Json.Obj>> smart) {
        this.own = own;
        this.ehr = new LastKnown<>(ehr, Duration.ofSeconds(10))::get;
        this.smart = smart;
    }

    /** The statement. Blocks; called on a worker. */
    public Json.Obj statement() {
        Map<String, Json.Obj> theirs = ehr.get().map(Metadata::types).orElse(Map.of());
        Optional<Json> uris = smart.get().flatMap(Metadata::uris);
        Json.Obj statement = own.get();
        Json.Obj rest = statement.objects("rest").get(0);
        Map<String, Json> members = new LinkedHashMap<>(rest.members());
        uris.ifPresent(extension -> members.computeIfPresent(
                "security", (name, security) -> with((Json.Obj) security, "extension", extension)));
        if (!theirs.isEmpty()) members.put("resource", new Json.Arr(common(rest.objects("resource"), theirs)));
        return with(statement, "rest", new Json.Arr(List.of(new Json.Obj(members))));
    }

    private static List<Json> common(List<Json.Obj> own, Map<String, Json.Obj> theirs) {
        List<Json> common = new ArrayList<>();
        for (Json.Obj resource : own)
            Optional.ofNullable(theirs.get(resource.text("type").orElse("")))
                    .ifPresent(also -> common.add(
                            common(common(resource, also, "interaction", "code"), also, "searchParam", "name")));
        return common;
    }

    /** The items of a list that both have; ours where they list none. */
    private static Json.Obj common(Json.Obj own, Json.Obj theirs, String list, String key) {
        Set<String> known = theirs.objects(list).stream()
                .flatMap(item -> item.text(key).stream())
                .collect(Collectors.toSet());
        if (known.isEmpty() || own.get(list).isEmpty()) return own;
        List<Json> left = own.objects(list).stream()
                .filter(item -> item.text(key).filter(known::contains).isPresent())
                .<Json>map(item -> item)
                .toList();
        if (!left.isEmpty()) return with(own, list, new Json.Arr(left));
        Map<String, Json> without = new LinkedHashMap<>(own.members());
        without.remove(list);
        return new Json.Obj(without);
    }

    private static Map<String, Json.Obj> types(Json.Obj statement) {
        return statement.objects("rest").stream()
                .filter(rest -> rest.text("mode").equals(Optional.of("server")))
                .flatMap(rest -> rest.objects("resource").stream())
                .flatMap(resource -> resource.text("type").stream().map(type -> Map.entry(type, resource)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (first, second) -> first));
    }

    private static Optional<Json> uris(Json.Obj smart) {
        List<Json> parts = URIS.entrySet().stream()
                .flatMap(uri -> smart.text(uri.getValue()).stream().map(url -> extension(uri.getKey(), url)))
                .toList();
        if (parts.isEmpty()) return Optional.empty();
        Map<String, Json> extension = new LinkedHashMap<>();
        extension.put("url", new Json.Text(OAUTH_URIS));
        extension.put("extension", new Json.Arr(parts));
        return Optional.of(new Json.Arr(List.of(new Json.Obj(extension))));
    }

    private static Json extension(String name, String url) {
        Map<String, Json> part = new LinkedHashMap<>();
        part.put("url", new Json.Text(name));
        part.put("valueUri", new Json.Text(url));
        return new Json.Obj(part);
    }

    /** The extension stands first, as FHIR orders elements. */
    private static Json.Obj with(Json.Obj object, String name, Json value) {
        Map<String, Json> members = new LinkedHashMap<>();
        if (object.get(name).isEmpty()) members.put(name, value);
        members.putAll(object.members());
        members.put(name, value);
        return new Json.Obj(members);
    }
}
