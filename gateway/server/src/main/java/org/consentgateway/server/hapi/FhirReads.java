package org.consentgateway.server.hapi;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.server.road.FhirHttp;

/**
 * Complete reads of one FHIR server: all pages of a search, or an IOException. A page link that leaves the server, a page
 * that is no searchset, an answer that says less than its total: each makes the whole incomplete.
 */
final class FhirReads {

    private static final long MOST_BYTES = 32L * 1024 * 1024;
    private static final int MOST_PAGES = 50;
    private static final int OK = 200;

    private final FhirHttp http;
    private final String base;

    FhirReads(FhirHttp http, URI base) {
        this.http = http;
        this.base = base.toString();
    }

    String base() {
        return base;
    }

    /** One resource; IOException when it is not there. */
    Json.Obj read(String relative) throws IOException {
        return get(base + "/" + relative);
    }

    /** Every matching resource of the type, all pages. */
    List<Json.Obj> search(String type, String query) throws IOException {
        List<Json.Obj> found = new ArrayList<>();
        Set<String> visited = new HashSet<>();
        Optional<String> page = Optional.of(base + "/" + type + "?" + query);
        long total = 0;
        while (page.isPresent()) {
            if (!visited.add(page.get()) || visited.size() > MOST_PAGES) throw new IOException("pages without end");
            Json.Obj bundle = get(page.get());
            boolean searchset = bundle.text("resourceType").equals(Optional.of("Bundle"))
                    && bundle.text("type").equals(Optional.of("searchset"));
            if (!searchset) throw new IOException("no searchset");
            for (Json.Obj entry : bundle.objects("entry")) match(type, entry).ifPresent(found::add);
            total = Math.max(total, total(bundle));
            page = next(bundle);
        }
        if (found.size() < total) throw new IOException("fewer than the total");
        return found;
    }

    private static Optional<Json.Obj> match(String type, Json.Obj entry) throws IOException {
        Json.Obj resource = entry.object("resource").orElseThrow(() -> new IOException("an entry without resource"));
        String mode =
                entry.object("search").flatMap(search -> search.text("mode")).orElse("match");
        if (mode.equals("outcome") && hasError(resource)) throw new IOException("an error among the results");
        boolean wanted = mode.equals("match") && resource.text("resourceType").equals(Optional.of(type));
        return wanted ? Optional.of(resource) : Optional.empty();
    }

    private static boolean hasError(Json.Obj outcome) {
        return outcome.objects("issue").stream()
                .map(issue -> issue.text("severity").orElse("error"))
                .anyMatch(severity -> severity.equals("error") || severity.equals("fatal"));
    }

    private static long total(Json.Obj bundle) throws IOException {
        Optional<Json> total = bundle.get("total");
        if (total.isEmpty()) return 0;
        if (total.get() instanceof Json.Num number && number.literal().matches("\\d{1,9}"))
            return Long.parseLong(number.literal());
        throw new IOException("an unreadable total");
    }

    private Optional<String> next(Json.Obj bundle) throws IOException {
        Optional<String> link = bundle.objects("link").stream()
                .filter(one -> one.text("relation").equals(Optional.of("next")))
                .findFirst()
                .map(one -> one.text("url").orElse(""));
        if (link.isEmpty()) return Optional.empty();
        try {
            String absolute =
                    URI.create(base + "/").resolve(link.get()).normalize().toString();
            if (absolute.startsWith(base + "/") || absolute.startsWith(base + "?")) return Optional.of(absolute);
        } catch (IllegalArgumentException e) {
            throw new IOException("an unreadable page link");
        }
        throw new IOException("a page link that leaves the server");
    }

    private Json.Obj get(String target) throws IOException {
        try (FhirHttp.Answer answer = http.get(URI.create(target))) {
            if (answer.status() != OK) throw new IOException("status " + answer.status());
            return JsonReader.object(answer.body(), MOST_BYTES);
        } catch (MalformedJson | IllegalArgumentException e) {
            throw new IOException("not a FHIR answer");
        }
    }
}
