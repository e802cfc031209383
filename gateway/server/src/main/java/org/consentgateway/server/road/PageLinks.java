package org.consentgateway.server.road;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.redact.NextLinks.Position;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;

/** Links to further pages: opaque, bound to the caller and the purpose; every page is decided anew. */
public final class PageLinks {

    private final SealedTokens seals;
    private final String publicBase;

    public PageLinks(SealedTokens seals, String publicBase) {
        this.seals = seals;
        this.publicBase = publicBase;
    }

    /** Where a page link leads. */
    public record Opened(Plan.Page page, Position position) {}

    /** The public URL of the page that begins there. */
    public String link(Plan.Page page, Position position, Caller caller) {
        Map<String, Json> content = new LinkedHashMap<>();
        content.put("request", new Json.Text(page.canonical()));
        content.put("url", new Json.Text(position.upstreamUrl()));
        content.put("skip", new Json.Num(Integer.toString(position.skip())));
        content.put("quota", new Json.Num(Integer.toString(position.quota())));
        return publicBase + "?_getpages=" + seals.seal(JsonWriter.text(new Json.Obj(content)), bound(caller));
    }

    /** What the token of a link holds; empty when it is not ours or another caller's. */
    public Optional<Opened> open(String token, Caller caller) {
        return seals.open(token, bound(caller)).flatMap(PageLinks::read);
    }

    private static Optional<Opened> read(String text) {
        try {
            Json.Obj content = JsonReader.object(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            Position position =
                    new Position(content.text("url").orElseThrow(), number(content, "skip"), number(content, "quota"));
            return Optional.of(new Opened(new Plan.Page(content.text("request").orElseThrow()), position));
        } catch (MalformedJson | RuntimeException e) {
            return Optional.empty(); // sealed by an older version of ours
        }
    }

    private static int number(Json.Obj content, String name) {
        return content.get(name)
                .filter(Json.Num.class::isInstance)
                .map(Json.Num.class::cast)
                .map(number -> Integer.parseInt(number.literal()))
                .orElseThrow();
    }

    /** Who and why, unambiguously: a JSON array, not strings glued together. */
    private static String bound(Caller caller) {
        List<Json> parts = new ArrayList<>();
        parts.add(new Json.Text(caller.subject()));
        parts.add(new Json.Text(caller.client()));
        parts.add(new Json.Text(caller.user().map(Reference::toString).orElse("")));
        parts.add(new Json.Text(caller.organization().map(Reference::toString).orElse("")));
        caller.purposes().stream().map(Object::toString).sorted().forEach(purpose -> parts.add(new Json.Text(purpose)));
        caller.actor().ifPresent(actor -> parts.add(new Json.Obj(Map.of("actor", new Json.Text(actor.name())))));
        return JsonWriter.text(new Json.Arr(parts));
    }
}
