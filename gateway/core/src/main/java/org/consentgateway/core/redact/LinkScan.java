package org.consentgateway.core.redact;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.request.Reference;

/**
 * One page of a searchset, read for nothing but who holds links to Binaries, and to files of other servers. Contents are
 * skipped and not kept, so that the size of a note does not count.
 *
 * @param holders ids of the Binaries, and {@link FileLocation}s, that each resource may lead to, inner resources included; who
 *                holds none is absent
 * @param whole   whether every entry could be told: one that holds a link and has no id cannot
 * @param next    upstream's link to the next page
 */
public record LinkScan(Map<Reference, Set<String>> holders, boolean whole, Optional<String> next) {

    /** Members that may lead to a file of another server. */
    private static final Set<String> FILES = Set.of("url", "valueUrl", "valueUri");

    private static final Set<String> EXTENSIONS = Set.of("extension", "modifierExtension");
    private static final int DEPTH = 1000;
    private static final int NAME = 100_000;

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH)
                    .maxNameLength(NAME)
                    .build())
            .build();

    public LinkScan {
        holders = Map.copyOf(holders);
    }

    /** Reads a page; closes it. Empty: it is no searchset. */
    public static Optional<LinkScan> of(InputStream page) throws IOException {
        try (page;
                JsonParser parser = FACTORY.createParser(page)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) return Optional.empty();
            Reading reading = new Reading(parser);
            return reading.bundle() ? Optional.of(reading.done()) : Optional.empty();
        }
    }

    private static final class Reading {
        private final JsonParser parser;
        private final Map<Reference, Set<String>> holders = new HashMap<>();
        private boolean whole = true;
        private Optional<String> next = Optional.empty();

        Reading(JsonParser parser) {
            this.parser = parser;
        }

        LinkScan done() {
            return new LinkScan(holders, whole, next);
        }

        boolean bundle() throws IOException {
            boolean bundle = false;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("resourceType")) bundle = "Bundle".equals(parser.getText());
                else if (name.equals("link") && value == JsonToken.START_ARRAY) links();
                else if (name.equals("entry") && value == JsonToken.START_ARRAY) entries();
                else parser.skipChildren();
            }
            return bundle;
        }

        private void links() throws IOException {
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                List<String> relation = new ArrayList<>();
                List<String> url = new ArrayList<>();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    if (name.equals("relation")) relation.add(parser.getText());
                    else if (name.equals("url")) url.add(parser.getText());
                    else parser.skipChildren();
                }
                if (relation.contains("next")) next = url.stream().findFirst();
            }
        }

        private void entries() throws IOException {
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    boolean resource = parser.currentName().equals("resource");
                    if (parser.nextToken() == JsonToken.START_OBJECT && resource) resource();
                    else parser.skipChildren();
                }
            }
        }

        private void resource() throws IOException {
            Set<String> ids = new HashSet<>();
            String type = "";
            String id = "";
            int depth = 1;
            while (depth > 0) {
                JsonToken token = parser.nextToken();
                if (token == null) throw new IOException("the page is cut");
                if (token.isStructStart()) depth++;
                else if (token.isStructEnd()) depth--;
                else if (token == JsonToken.VALUE_STRING) {
                    String name = parser.currentName();
                    if (name == null) continue; // a text of a list is no link
                    if (depth == 1 && name.equals("resourceType")) type = parser.getText();
                    else if (depth == 1 && name.equals("id")) id = parser.getText();
                    else if (BinaryLinks.isLink(name)) ids.addAll(targets(name, parser.getText()));
                }
            }
            if (ids.isEmpty()) return;
            Optional<Reference> self = Reference.parse(type + "/" + id);
            self.ifPresent(known -> holders.merge(known, ids, LinkScan::both));
            if (self.isEmpty()) whole = false;
        }

        /** What a link leads to; the url of an extension is its definition's. */
        private List<String> targets(String name, String text) {
            boolean file = FILES.contains(name) && !(name.equals("url") && EXTENSIONS.contains(holder()));
            return file ? BinaryLinks.targets(text) : BinaryLinks.ids(text);
        }

        /** The member that the object at hand is the value of, or an item of. */
        private String holder() {
            JsonStreamContext at = parser.getParsingContext().getParent();
            while (at != null && at.inArray()) at = at.getParent();
            return at == null || at.getCurrentName() == null ? "" : at.getCurrentName();
        }
    }

    private static Set<String> both(Set<String> one, Set<String> other) {
        Set<String> both = new HashSet<>(one);
        both.addAll(other);
        return both;
    }
}
