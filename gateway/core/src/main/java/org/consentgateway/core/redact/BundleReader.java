package org.consentgateway.core.redact;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.JsonReader.Token;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.json.Spool;

/**
 * Reads an upstream Bundle entry by entry. Of the rest it takes the next link alone: upstream's id, meta, total and links
 * do not pass. A Bundle is whole when {@link #next} has answered empty; not before.
 */
final class BundleReader implements Closeable {

    private final JsonReader json;
    private final String type;
    private final Set<String> seen = new HashSet<>();
    private boolean inEntries;
    private Optional<String> nextLink = Optional.empty();
    private final Judge judge;
    private int index = -1;

    /**
     * @param type  the {@code Bundle.type} that is due
     * @param judge told of entries that cannot be read
     * @param spool for long contents
     */
    BundleReader(InputStream source, String type, Judge judge, Spool spool)
            throws IOException, MalformedJson, Unusable {
        this.json = JsonReader.lenient(source, JsonReader.DOCUMENT, spool);
        this.type = type;
        this.judge = judge;
        if (json.next() != Token.OBJECT) throw new Unusable("not an object");
    }

    /** The next entry; empty at the end of the document, which then was found whole. */
    Optional<Json.Obj> next() throws IOException, MalformedJson, Unusable {
        while (true) {
            if (inEntries) {
                Token token = json.next();
                if (token == Token.OBJECT) {
                    index++;
                    if (Unreadable.entry(json, judge::unreadable) instanceof Json.Obj entry) return Optional.of(entry);
                }
                if (token != Token.END_ARRAY) throw new Unusable("an entry is no object");
                inEntries = false;
            }
            if (json.next() == Token.END_OBJECT) {
                end();
                return Optional.empty();
            }
            member(json.name());
        }
    }

    /** Position of the entry last given, from 0. */
    int index() {
        return index;
    }

    /** {@code link[next]}; known when {@link #next} has answered empty. */
    Optional<String> nextLink() {
        return nextLink;
    }

    /** Bytes of the source read so far. */
    long position() {
        return json.position();
    }

    private void member(String name) throws IOException, MalformedJson, Unusable {
        if (!seen.add(name)) throw new Unusable("a name stands twice in the bundle");
        Token token = json.next();
        if (name.equals("entry")) {
            if (token != Token.ARRAY) throw new Unusable("entry is no array");
            inEntries = true;
            return;
        }
        Json value = json.value();
        switch (name) {
            case "resourceType" -> expect(value, "Bundle");
            case "type" -> expect(value, type);
            case "link" -> link(value);
            default -> {} // not upstream's to say
        }
    }

    private static void expect(Json value, String due) throws Unusable {
        if (!value.equals(new Json.Text(due))) throw new Unusable("not the bundle that is due");
    }

    private void link(Json value) throws Unusable {
        if (!(value instanceof Json.Arr links)) throw new Unusable("link is no array");
        for (Json link : links.items()) {
            if (!(link instanceof Json.Obj object)) throw new Unusable("a link is no object");
            if (!object.text("relation").filter("next"::equals).isPresent()) continue;
            if (nextLink.isPresent() || object.text("url").isEmpty()) throw new Unusable("an unclear next link");
            nextLink = object.text("url");
        }
    }

    private void end() throws IOException, MalformedJson, Unusable {
        json.end();
        if (!seen.contains("resourceType") || !seen.contains("type")) throw new Unusable("not a bundle");
    }

    @Override
    public void close() throws IOException {
        json.close();
    }
}
