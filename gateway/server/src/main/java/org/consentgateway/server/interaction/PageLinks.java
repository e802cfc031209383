package org.consentgateway.server.interaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.redact.NextLinks.Position;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.KeptPageLinks;
import org.consentgateway.server.port.SealedTokens;
import org.consentgateway.server.stage.Plan;

/**
 * Links to further pages: opaque, bound to the caller and the purpose; every page is decided anew. All links have one
 * length: where a link leads is sealed into it, or kept under it in the database where that is too long, and nobody can
 * tell which.
 */
public final class PageLinks {

    /** Clients cut URLs, and proxies log them; an EHR's own links may be fifteen times as long. */
    static final int LONGEST = 299;

    private static final int SHORTEST_TOKEN = 60;

    private final SealedTokens seals;
    private final String prefix;
    private final KeptPageLinks kept;
    private final int size;

    public PageLinks(SealedTokens seals, String publicBase, KeptPageLinks kept) {
        this.seals = seals;
        this.prefix = publicBase + "?_getpages=";
        this.kept = kept;
        this.size = Math.max(SHORTEST_TOKEN, (LONGEST - prefix.length()) * 3 / 4);
    }

    /** Where a page link leads. */
    public record Opened(Plan.Page page, Position position) {}

    /** The public URL of the page that begins there. */
    public String link(Plan.Page page, Position position, Caller caller) {
        String content =
                position.skip() + "\n" + position.quota() + "\n" + page.canonical() + "\n" + position.upstreamUrl();
        Optional<String> sealed = seals.seal(content, bound(caller), size);
        if (sealed.isPresent()) return prefix + sealed.get();
        String token = seals.random(size);
        kept.keep(
                seals.mark("link", token),
                seals.mark("pages of", bound(caller)),
                seals.seal(content, bound(caller, token)));
        return prefix + token;
    }

    /** What the token of a link holds; empty when it is not ours or another caller's. */
    public Optional<Opened> open(String token, Caller caller) {
        return seals.open(token, bound(caller))
                .or(() -> kept.of(seals.mark("link", token)).flatMap(text -> seals.open(text, bound(caller, token))))
                .flatMap(PageLinks::read);
    }

    private static Optional<Opened> read(String text) {
        String[] part = text.split("\n", 4);
        if (part.length < 4) return Optional.empty(); // sealed by an older version of ours
        try {
            Position position = new Position(part[3], Integer.parseInt(part[0]), Integer.parseInt(part[1]));
            return Optional.of(new Opened(new Plan.Page(part[2]), position));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Who and why, unambiguously: a JSON array, not strings glued together. */
    private static String bound(Caller caller, String... more) {
        List<Json> parts = new ArrayList<>();
        parts.add(new Json.Text(caller.subject()));
        parts.add(new Json.Text(caller.client()));
        parts.add(new Json.Text(caller.user().map(Reference::toString).orElse("")));
        parts.add(new Json.Text(caller.organization().map(Reference::toString).orElse("")));
        caller.purposes().stream().map(Object::toString).sorted().forEach(purpose -> parts.add(new Json.Text(purpose)));
        caller.actor().ifPresent(actor -> parts.add(new Json.Obj(Map.of("actor", new Json.Text(actor.name())))));
        for (String one : more) parts.add(new Json.Obj(Map.of("link", new Json.Text(one))));
        return JsonWriter.text(new Json.Arr(parts));
    }
}
