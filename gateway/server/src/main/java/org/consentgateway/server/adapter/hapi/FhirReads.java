package org.consentgateway.server.adapter.hapi;

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
import org.consentgateway.core.request.ServerLink;
import org.consentgateway.server.port.FhirHttp;

/**
 * Complete reads of one FHIR server: all pages of a search, or an IOException. A page link that leads nowhere on the
 * server, a page that is no searchset, an answer that says less than its last total: each makes the whole incomplete.
 */
final class FhirReads {

    private static final long MOST_BYTES = 32L * 1024 * 1024;
    private static final int MOST_PAGES = 50;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;
    /** The server, or what stands before it, cannot answer anybody now. */
    private static final int BUSY = 429;

    private static final int FAILING = 500;

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

    /**
     * What a search found.
     *
     * @param resources  all of the type that matched
     * @param unreadable entries that hold no resource, or say that something went wrong
     */
    record Found(List<Json.Obj> resources, int unreadable) {
        Found {
            resources = List.copyOf(resources);
        }
    }

    /** Every matching resource of the type, all pages; IOException where an entry cannot be read. */
    List<Json.Obj> search(String type, String query) throws IOException {
        Found found = found(type, query);
        if (found.unreadable() > 0) throw new Refused("an entry that cannot be read");
        return found.resources();
    }

    /** Every matching resource of the type, all pages, with a count of the entries that cannot be read. */
    Found found(String type, String query) throws IOException {
        List<Json.Obj> found = new ArrayList<>();
        int unreadable = 0;
        Set<String> visited = new HashSet<>();
        Optional<String> page = Optional.of(base + "/" + type + "?" + query);
        long total = 0;
        while (page.isPresent()) {
            if (!visited.add(page.get()) || visited.size() > MOST_PAGES) throw new Refused("pages without end");
            Json.Obj bundle = get(page.get());
            boolean searchset = bundle.text("resourceType").equals(Optional.of("Bundle"))
                    && bundle.text("type").equals(Optional.of("searchset"));
            if (!searchset) throw new Refused("no searchset");
            for (Json entry : bundle.items("entry")) {
                if (isUnreadable(entry)) unreadable++;
                else match(type, (Json.Obj) entry).ifPresent(found::add);
            }
            // some estimate it until there is no further page
            total = total(bundle);
            page = next(bundle);
        }
        if (found.size() + unreadable < total) throw new Refused("fewer than the total");
        return new Found(found, unreadable);
    }

    private static boolean isUnreadable(Json entry) {
        if (!(entry instanceof Json.Obj known)) return true;
        Optional<Json.Obj> resource = known.object("resource");
        return resource.isEmpty() || (mode(known).equals("outcome") && hasError(resource.get()));
    }

    private static Optional<Json.Obj> match(String type, Json.Obj entry) {
        return entry.object("resource")
                .filter(resource -> mode(entry).equals("match"))
                .filter(resource -> resource.text("resourceType").equals(Optional.of(type)));
    }

    private static String mode(Json.Obj entry) {
        return entry.object("search").flatMap(search -> search.text("mode")).orElse("match");
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
        throw new Refused("an unreadable total");
    }

    private Optional<String> next(Json.Obj bundle) throws IOException {
        Optional<String> link = bundle.objects("link").stream()
                .filter(one -> one.text("relation").equals(Optional.of("next")))
                .findFirst()
                .map(one -> one.text("url").orElse(""));
        if (link.isEmpty()) return Optional.empty();
        return Optional.of(ServerLink.on(URI.create(base), http.otherBases(), link.get())
                .map(URI::toString)
                .orElseThrow(() -> new Refused("a page link that leaves the server")));
    }

    private Json.Obj get(String target) throws IOException {
        try (FhirHttp.Answer answer = http.get(URI.create(target))) {
            if (answer.status() == BUSY || answer.status() >= FAILING)
                throw new IOException("status " + answer.status());
            if (answer.status() != OK) throw new Refused(answer.status());
            return JsonReader.object(answer.body(), MOST_BYTES);
        } catch (MalformedJson | IllegalArgumentException e) {
            throw new Refused("not a FHIR answer");
        }
    }

    /** The server is there, and did not answer what was asked: asking in another way may help. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;
        private final int status;

        Refused(String message) {
            super(message);
            this.status = OK;
        }

        Refused(int status) {
            super("status " + status);
            this.status = status;
        }

        /** Whether it says that there is no such resource. */
        boolean isGone() {
            return status == NOT_FOUND || status == GONE;
        }
    }
}
