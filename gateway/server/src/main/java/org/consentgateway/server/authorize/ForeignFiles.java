package org.consentgateway.server.authorize;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.redact.FileLocation;
import org.consentgateway.core.request.Reference;
import org.consentgateway.server.port.Chart;
import org.consentgateway.server.port.FhirServer.Broken;

/**
 * Files of other servers that a resource links, and whether something withheld of the same charts links them too, under
 * whatever signature: who has the URL fetches the file past the gateway.
 */
final class ForeignFiles {

    /** Elements of bytes: long, and no text. */
    private static final Set<String> BYTES = Set.of("data", "hash", "blob");

    /** Whose photos are not asked about unless their URL is signed: it would cost a search for every type. */
    private static final Set<String> PEOPLE = Set.of("Patient", "Person", "Practitioner", "RelatedPerson");

    private final Site site;
    private final String requestId;
    private final Map<Reference, Optional<Json.Obj>> read = new LinkedHashMap<>();

    ForeignFiles(Site site, String requestId) {
        this.site = site;
        this.requestId = requestId;
    }

    /**
     * Texts of the resource, each as it stands there, that go: they lead to a file that something withheld also links, or
     * it cannot be asked whether they do.
     *
     * @param urls  of its attachments
     * @param whole the outermost resource that it stands in, or itself
     */
    Set<String> hidden(Json.Obj resource, Set<String> urls, Json.Obj whole, Predicate<Json.Obj> mayHave) {
        Map<String, Set<String>> linked = linked(resource, urls);
        if (linked.isEmpty()) return Set.of();
        Set<Reference> patients = Stream.of(resource, whole)
                .distinct()
                .flatMap(one -> site.facts(one).subjects().stream())
                .filter(subject -> subject.type().equals("Patient"))
                .collect(Collectors.toSet());
        if (patients.isEmpty()) return Set.of();
        Optional<Reference> self = Chart.self(whole);
        Set<String> hidden = new HashSet<>();
        linked.forEach((text, locations) -> {
            AttachmentHolders.Found found = site.holders().of(patients, locations, requestId);
            if (found.failed() || found.holders().stream().anyMatch(holder -> withholds(holder, self, mayHave)))
                hidden.add(text);
        });
        return hidden;
    }

    private boolean withholds(Reference holder, Optional<Reference> self, Predicate<Json.Obj> mayHave) {
        if (self.equals(Optional.of(holder))) return false;
        if (!read.containsKey(holder)) {
            try {
                read.put(holder, site.chart().get(holder.toString(), requestId));
            } catch (Broken e) {
                return true; // what cannot be read may be a note
            }
        }
        return read.getOrDefault(holder, Optional.empty())
                .filter(owner -> !mayHave.test(owner))
                .isPresent();
    }

    /** Locations of files by the text that leads there: the URLs of attachments, and texts with a signed URL in them. */
    private Map<String, Set<String>> linked(Json.Obj resource, Set<String> urls) {
        Map<String, Set<String>> linked = new LinkedHashMap<>();
        boolean person = resource.text("resourceType").filter(PEOPLE::contains).isPresent();
        if (!person) for (String url : urls) add(url, Set.of(url), linked);
        for (String text : texts(resource)) add(text, FileLocation.signedIn(text), linked);
        return linked;
    }

    private void add(String text, Set<String> urls, Map<String, Set<String>> linked) {
        Set<String> locations = urls.stream()
                .filter(url -> site.reference(url).isEmpty())
                .flatMap(url -> FileLocation.of(url).stream())
                .collect(Collectors.toSet());
        if (!locations.isEmpty()) linked.merge(text, locations, ForeignFiles::both);
    }

    private static Set<String> both(Set<String> one, Set<String> other) {
        Set<String> both = new HashSet<>(one);
        both.addAll(other);
        return both;
    }

    private static Set<String> texts(Json.Obj resource) {
        Set<String> texts = new LinkedHashSet<>();
        collect(resource, texts);
        return texts;
    }

    private static void collect(Json json, Set<String> texts) {
        if (json instanceof Json.Text text
                && text.value().contains("://")
                && text.value().indexOf('=') > 0) texts.add(text.value());
        for (Json item : json instanceof Json.Arr array ? array.items() : List.<Json>of()) collect(item, texts);
        if (!(json instanceof Json.Obj object)) return;
        object.members().forEach((name, value) -> {
            if (!BYTES.contains(name)) collect(value, texts);
        });
    }
}
