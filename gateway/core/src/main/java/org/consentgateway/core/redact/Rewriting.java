package org.consentgateway.core.redact;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentgateway.core.json.Json;

/** Turns every mention of upstream in a value into the public base; what holds none stays the very same object. */
final class Rewriting {

    /** Characters from which no host name is looked for without case: base64 and the like. */
    private static final int LONG = 1 << 20;

    private final String publicBase;
    private final String publicAuthority;
    private final List<Origin> origins;

    /** What upstream calls itself. */
    private record Origin(String base, String authority) {
        /** A host of one word and no port may be part of any text: it is meant only where a URL names its host. */
        boolean word() {
            return authority.indexOf('.') < 0 && authority.indexOf(':') < 0;
        }

        String asHost(String text, String by) {
            String host = "(?i)(?<=//)" + Pattern.quote(authority) + "(?![a-z0-9-]|\\.[a-z0-9])";
            return text.replaceAll(host, Matcher.quoteReplacement(by));
        }
    }

    Rewriting(Bases bases) {
        publicBase = bases.publicBase();
        publicAuthority = Bases.authority(publicBase);
        origins = bases.upstream().stream()
                .map(base -> new Origin(base, Bases.authority(base)))
                .filter(origin -> !origin.authority().equals(publicAuthority))
                .toList();
    }

    Json of(Json value) {
        if (value instanceof Json.Text text) {
            String rewritten = of(text.value());
            return rewritten.equals(text.value()) ? value : new Json.Text(rewritten);
        }
        if (value instanceof Json.Obj object) return of(object);
        if (value instanceof Json.Arr array) return of(array);
        return value;
    }

    Json.Obj of(Json.Obj object) {
        List<Json> values = all(object.members().values());
        if (values.isEmpty() && !named(object)) return object;
        Map<String, Json> members = new LinkedHashMap<>();
        int i = 0;
        for (Map.Entry<String, Json> member : object.members().entrySet())
            members.put(of(member.getKey()), values.isEmpty() ? member.getValue() : values.get(i++));
        return new Json.Obj(members);
    }

    /** Whether a name mentions upstream: no element of FHIR does, but what upstream sends need not be FHIR. */
    private boolean named(Json.Obj object) {
        for (String name : object.members().keySet()) {
            if (isWord(name)) continue;
            for (Origin origin : origins) if (indexOf(name, origin.authority(), 0) >= 0) return true;
        }
        return false;
    }

    /** Letters and digits name an element: no host with a dot or a port, and no URL that names a host of one word. */
    private static boolean isWord(String name) {
        for (int i = 0; i < name.length(); i++) {
            char one = name.charAt(i);
            boolean letter = (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || (one >= '0' && one <= '9');
            if (!letter && one != '_') return false;
        }
        return true;
    }

    private Json of(Json.Arr array) {
        List<Json> items = all(array.items());
        return items.isEmpty() ? array : new Json.Arr(items);
    }

    /** All values rewritten; none where not one of them changed. */
    private List<Json> all(Iterable<Json> values) {
        List<Json> rewritten = List.of();
        int at = 0;
        for (Json value : values) {
            Json now = of(value);
            if (now != value && rewritten.isEmpty()) {
                rewritten = new ArrayList<>();
                for (Json before : values) rewritten.add(before);
            }
            if (now != value) rewritten.set(at, now);
            at++;
        }
        return rewritten;
    }

    private String of(String text) {
        String result = text;
        for (Origin origin : origins) {
            if (indexOf(result, origin.authority(), 0) < 0) continue;
            result = replace(result, origin.base(), publicBase);
            // no base, but the machine all the same: the last line
            result = origin.word()
                    ? origin.asHost(result, publicAuthority)
                    : replace(result, origin.authority(), publicAuthority);
        }
        return result;
    }

    private static String replace(String text, String what, String by) {
        int at = indexOf(text, what, 0);
        if (at < 0) return text;
        StringBuilder result = new StringBuilder();
        int from = 0;
        while (at >= 0) {
            result.append(text, from, at).append(by);
            from = at + what.length();
            at = indexOf(text, what, from);
        }
        return result.append(text, from, text.length()).toString();
    }

    /** Host names have no case, so where a URL names its host neither has this search; the fast look comes first. */
    private static int indexOf(String text, String what, int from) {
        int exact = text.indexOf(what, from);
        if (exact >= 0 || text.length() > LONG) return exact;
        for (int at = text.indexOf("//", from); at >= 0; at = text.indexOf("//", at + 2)) {
            int host = what.contains("//") ? at - what.indexOf("//") : at + 2;
            if (host >= from && text.regionMatches(true, host, what, 0, what.length())) return host;
        }
        return -1;
    }
}
