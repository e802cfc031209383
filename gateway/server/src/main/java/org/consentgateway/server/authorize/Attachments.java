package org.consentgateway.server.authorize;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.redact.BinaryLinks;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.FhirServer.Broken;

/**
 * The DocumentReferences that the EHR finds by an attachment's location, asked together for a window of resources. What
 * comes back is seen to hold what was asked for before anything rests on it; an EHR that does not search by location is
 * not asked again for a while.
 */
final class Attachments {

    /** A search is asked in a request line, and servers refuse those of more than some 8,000 characters. */
    private static final int LONGEST = 6_000;

    private static final int PAGE = 200;
    private static final int WINDOW = 256; // resources whose URLs stay in memory

    /** Elements of an Attachment. */
    private static final Set<String> ATTACHMENT = Set.of(
            "id",
            "extension",
            "contentType",
            "_contentType",
            "language",
            "data",
            "url",
            "_url",
            "size",
            "hash",
            "title",
            "_title",
            "creation",
            "_creation");

    private static final Set<String> EXTENSIONS = Set.of("extension", "modifierExtension");

    private final Site site;
    private final String requestId;
    private final Map<String, Optional<List<Json.Obj>>> documents = new HashMap<>();
    private final IdentityHashMap<Json.Obj, Set<String>> known = new IdentityHashMap<>();

    Attachments(Site site, String requestId) {
        this.site = site;
        this.requestId = requestId;
    }

    /** Where an attachment is kept: a Binary of the EHR as {@code Binary/id}, or the URL of another server. */
    private Optional<String> place(String url) {
        Optional<Reference> own = site.reference(url);
        if (own.isPresent())
            return own.filter(target -> target.type().equals("Binary")).map(Reference::toString);
        return Optional.of(url).filter(foreign -> foreign.startsWith("http://") || foreign.startsWith("https://"));
    }

    /** As {@link #urls}, read once for what a window holds. */
    Set<String> urlsOf(Json.Obj resource) {
        if (known.size() >= WINDOW) known.clear();
        return known.computeIfAbsent(resource, Attachments::urls);
    }

    /** Looks up every attachment of the resources that is not known yet, some in each search. */
    void resolve(List<Json.Obj> resources) {
        Set<String> places = new LinkedHashSet<>();
        known.clear();
        for (Json.Obj resource : resources)
            for (String url : urlsOf(resource)) place(url).ifPresent(places::add);
        places.removeAll(documents.keySet());
        List<String> some = new ArrayList<>();
        int length = 0;
        for (String place : places) {
            int more = values(place).length();
            if (!some.isEmpty() && length + more > LONGEST) {
                look(List.copyOf(some));
                some.clear();
                length = 0;
            }
            some.add(place);
            length += more;
        }
        if (!some.isEmpty()) look(some);
    }

    /** DocumentReferences with that attachment; empty when the EHR cannot tell. */
    Optional<List<Json.Obj>> holders(String url) {
        Optional<String> place = place(url);
        if (place.isEmpty()) return Optional.of(List.of());
        if (!documents.containsKey(place.get())) look(List.of(place.get()));
        return documents.getOrDefault(place.get(), Optional.empty());
    }

    private void look(List<String> places) {
        Optional<List<Json.Obj>> found = site.locations().mayAsk() ? asked(places) : Optional.empty();
        for (String place : places)
            documents.put(place, found.map(all -> all.stream()
                    .filter(document -> holds(document, place))
                    .toList()));
    }

    private Optional<List<Json.Obj>> asked(List<String> places) {
        String values = places.stream().map(this::values).collect(Collectors.joining("%2C"));
        try {
            String search = "DocumentReference?location=" + values;
            Optional<List<Json.Obj>> found = asked(search + "&_count=" + PAGE, places);
            // not every EHR takes a page size
            if (found.isEmpty()) found = asked(search, places);
            if (found.isEmpty()) site.locations().unanswered();
            return found;
        } catch (Broken e) {
            return Optional.empty();
        }
    }

    private Optional<List<Json.Obj>> asked(String search, List<String> places) throws Broken {
        return site.chart()
                .matching(search, document -> places.stream().anyMatch(place -> holds(document, place)), requestId);
    }

    private String values(String place) {
        return forms(place).stream()
                .map(form -> URLEncoder.encode(form, StandardCharsets.UTF_8))
                .collect(Collectors.joining("%2C"));
    }

    /** A Binary may be written relative, from the root, or under the EHR's base. FHIR R4 3.1.1.3.2: a comma is escaped. */
    private List<String> forms(String place) {
        return place.startsWith("Binary/")
                ? List.of(place, site.ehr().base() + "/" + place, "/" + place)
                : List.of(place.replaceAll("([\\\\,|$])", "\\\\$1"));
    }

    private boolean holds(Json.Obj document, String place) {
        return place.startsWith("Binary/")
                ? BinaryLinks.count(document, place.substring("Binary/".length())) > 0
                : urls(document).contains(place);
    }

    /** Every {@code url} that may be an attachment's: to a Binary in any place, and what an Attachment says. */
    static Set<String> urls(Json.Obj resource) {
        Set<String> urls = new LinkedHashSet<>();
        collect("", resource, urls);
        return urls;
    }

    private static void collect(String name, Json json, Set<String> urls) {
        if (json instanceof Json.Arr array) for (Json item : array.items()) collect(name, item, urls);
        if (!(json instanceof Json.Obj object)) return;
        object.text("url")
                .filter(url -> url.contains("Binary/") || isAttachment(name, object))
                .ifPresent(urls::add);
        object.members().forEach((member, value) -> collect(member, value, urls));
    }

    /** The url of an extension is its definition's, and nobody's attachment. */
    private static boolean isAttachment(String name, Json.Obj object) {
        return !EXTENSIONS.contains(name)
                && ATTACHMENT.containsAll(object.members().keySet());
    }
}
