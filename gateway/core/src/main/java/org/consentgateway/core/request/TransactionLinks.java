package org.consentgateway.core.request;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.request.Refusal.Why;

/**
 * The links between the entries of a transaction, resolved before any of them is decided: what is judged is what the EHR
 * will link. A link to what is created becomes a link to a {@code urn:}, one to what is updated a relative reference.
 *
 * @see <a href="http://hl7.org/fhir/R4/bundle.html#references">FHIR R4: resolving references in Bundles</a>
 * @see <a href="http://hl7.org/fhir/R4/http.html#trules">FHIR R4 transaction processing rules</a>
 */
public final class TransactionLinks {

    private static final Pattern RESTFUL = Pattern.compile("(https?://.+/)[A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,256}");
    private static final Pattern URN = Pattern.compile("urn:(uuid|oid):[A-Za-z0-9.-]{1,128}");
    private static final Pattern PLAIN = Pattern.compile("/?([A-Z][A-Za-z]+/[^/?]+)");

    /** What each {@code fullUrl} is called towards the EHR. */
    private final Map<String, String> names = new HashMap<>();

    private final Supplier<String> fresh;

    private TransactionLinks(Supplier<String> fresh) {
        this.fresh = fresh;
    }

    /**
     * The entries, linked; refused where two of them have one {@code fullUrl}.
     *
     * @param fresh gives a new {@code urn:uuid:} each time
     */
    public static OrRefusal<List<Json.Obj>> resolved(List<Json.Obj> entries, Supplier<String> fresh) {
        TransactionLinks links = new TransactionLinks(fresh);
        for (Json.Obj entry : entries) {
            Optional<String> url = entry.text("fullUrl");
            if (url.isPresent() && links.names.putIfAbsent(url.get(), links.name(entry, url.get())) != null)
                return OrRefusal.refused(Why.MALFORMED_PARAMETER, "two entries have the same `fullUrl`");
        }
        return OrRefusal.of(entries.stream().map(links::linked).toList());
    }

    /** An EHR knows a {@code urn:} for what it is; a URL of somebody else's server it may take for one of its own ids. */
    private String name(Json.Obj entry, String fullUrl) {
        Optional<Json.Obj> request = entry.object("request");
        String method = request.flatMap(one -> one.text("method")).orElse("");
        Matcher plain = PLAIN.matcher(request.flatMap(one -> one.text("url")).orElse(""));
        if (!method.equals("POST") && plain.matches()) return plain.group(1);
        return URN.matcher(fullUrl).matches() ? fullUrl : fresh.get();
    }

    private Json.Obj linked(Json.Obj entry) {
        Optional<Json.Obj> resource = entry.object("resource");
        Map<String, Json> members = new LinkedHashMap<>(entry.members());
        Optional<String> fullUrl = entry.text("fullUrl");
        fullUrl.map(names::get)
                .filter(name -> URN.matcher(name).matches())
                .ifPresentOrElse(name -> members.put("fullUrl", new Json.Text(name)), () -> members.remove("fullUrl"));
        if (resource.isEmpty()) return new Json.Obj(members);
        Matcher restful = RESTFUL.matcher(fullUrl.orElse(""));
        Map<String, Json> body = new LinkedHashMap<>(object(resource.get(), restful.matches() ? restful.group(1) : "")
                .members());
        // the id of what is created is the EHR's to give (R4 3.1.0.8), and must not stand for another's in a link
        boolean creates = entry.object("request")
                .flatMap(request -> request.text("method"))
                .filter("POST"::equals)
                .isPresent();
        if (creates) body.remove("id");
        members.put("resource", new Json.Obj(body));
        return new Json.Obj(members);
    }

    private Json.Obj object(Json.Obj object, String base) {
        Map<String, Json> members = new LinkedHashMap<>();
        object.members().forEach((name, value) -> members.put(name, value(name, value, base)));
        return new Json.Obj(members);
    }

    private Json value(String name, Json value, String base) {
        if (value instanceof Json.Obj object) return object(object, base);
        if (value instanceof Json.Arr array) {
            List<Json> items = new ArrayList<>();
            for (Json item : array.items()) items.add(value(name, item, base));
            return new Json.Arr(items);
        }
        return value instanceof Json.Text text ? new Json.Text(link(name, text.value(), base)) : value;
    }

    private String link(String name, String text, String base) {
        if (name.equals("div")) return narrative(text);
        String exact = names.get(text);
        if (exact != null) return exact;
        boolean relative = !base.isEmpty() && (name.equals("reference") || name.equals("url"));
        return relative ? names.getOrDefault(base + text, text) : text;
    }

    private String narrative(String div) {
        String linked = div;
        for (Map.Entry<String, String> one : names.entrySet())
            linked = linked.replace("\"" + one.getKey() + "\"", "\"" + one.getValue() + "\"");
        return linked;
    }
}
