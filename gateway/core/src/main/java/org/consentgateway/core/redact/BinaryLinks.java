package org.consentgateway.core.redact;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentgateway.core.json.Json;

/**
 * Links that may lead to a Binary, read so that none is missed: whatever host a link names may be the EHR's own. They serve
 * to close; what is to open is resolved by the confirmed bases.
 */
public final class BinaryLinks {

    /** Members whose text is a link: of an Attachment, of a Reference, of an extension. */
    private static final Set<String> MEMBERS =
            Set.of("url", "uri", "reference", "valueUrl", "valueUri", "valueCanonical");

    private static final Pattern BINARY = Pattern.compile("(?:^|[/:])Binary(?:/|%2[fF])([A-Za-z0-9._~-]{1,256})");

    private BinaryLinks() {}

    /** Whether the text of a member of that name is a link. */
    static boolean isLink(String member) {
        return MEMBERS.contains(member);
    }

    /** Ids of the Binaries that a text may lead to. */
    static List<String> ids(String text) {
        if (!text.contains("Binary")) return List.of();
        List<String> ids = new ArrayList<>();
        Matcher found = BINARY.matcher(text);
        while (found.find()) ids.add(found.group(1));
        return ids;
    }

    /** Ids of the Binaries that a text may lead to; where it leads to none, the file of another server that it names. */
    public static List<String> targets(String text) {
        List<String> ids = ids(text);
        return ids.isEmpty() ? FileLocation.of(text).map(List::of).orElse(List.of()) : ids;
    }

    /** How many links of a resource, inner resources included, may lead to the Binary of that id. */
    public static int count(Json json, String id) {
        int links = 0;
        if (json instanceof Json.Arr array) for (Json item : array.items()) links += count(item, id);
        if (json instanceof Json.Obj object) {
            for (Map.Entry<String, Json> member : object.members().entrySet()) {
                if (!(member.getValue() instanceof Json.Text text)) links += count(member.getValue(), id);
                else if (isLink(member.getKey()) && ids(text.value()).contains(id)) links++;
            }
        }
        return links;
    }
}
