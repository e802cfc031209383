package org.consentgateway.server.tools;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.label.ReferenceResolver;
import org.consentgateway.core.request.Reference;
import org.consentgateway.core.request.ServerLink;
import org.consentgateway.server.port.FhirHttp;

/** An EHR that is read page by page; nothing is written to it. */
final class Ehr {

    private static final long PAGE_BYTES = 256L * 1024 * 1024;

    private final FhirHttp http;
    private final String base;
    private final ReferenceResolver references;
    private final Surveyed surveyed;
    private final Map<Reference, Optional<Json.Obj>> known = new HashMap<>();

    Ehr(FhirHttp http, URI base, FhirVersion fhir, Surveyed surveyed) {
        this.http = http;
        this.base = base.toString().replaceAll("/+$", "");
        this.references = new ReferenceResolver(fhir, List.of(this.base));
        this.surveyed = surveyed;
    }

    /** Reads the references that it writes. */
    ReferenceResolver references() {
        return references;
    }

    /** Resource types that its CapabilityStatement lists. */
    List<String> types() throws IOException {
        List<String> types = new ArrayList<>();
        for (Json.Obj rest : get(base + "/metadata").objects("rest")) {
            rest.objects("resource").forEach(resource -> resource.text("type")
                    .filter(type -> type.matches("[A-Z][A-Za-z]{1,63}"))
                    .ifPresent(types::add));
        }
        return types.stream().distinct().sorted().toList();
    }

    /** How many there are of a type; empty when it does not say. */
    Optional<String> count(String type) throws IOException {
        return get(base + "/" + type + "?_summary=count")
                .get("total")
                .filter(Json.Num.class::isInstance)
                .map(total -> ((Json.Num) total).literal());
    }

    /**
     * Hands over the resources of a type, as many as there are but no more than asked for.
     *
     * @return whether there were more
     */
    boolean each(String type, int most, Consumer<Json.Obj> taker) throws IOException {
        int[] taken = {0};
        Consumer<Json.Obj> counting = resource -> {
            taken[0]++;
            taker.accept(resource);
        };
        String size = "_count=" + Math.min(most, 200);
        if (surveyed instanceof Surveyed.All) return pages(base + "/" + type + "?" + size, type, most, counting);
        boolean more = false;
        for (String patient : patients()) {
            if (taken[0] == most) return true;
            String first = base + "/" + type + "?patient=" + patient + "&" + size;
            more |= pages(first, type, most - taken[0], counting);
        }
        return more;
    }

    /** Whether the type can be read at all: where patients are named, only what is searched by patient. */
    boolean reaches(String type) {
        return surveyed instanceof Surveyed.All
                || references.fhir().searchParameters().has(type, "patient");
    }

    private boolean pages(String first, String type, int most, Consumer<Json.Obj> taker) throws IOException {
        String page = first;
        Set<String> seen = new HashSet<>();
        int taken = 0;
        while (seen.add(page)) {
            Json.Obj bundle = get(page);
            for (Json.Obj entry : bundle.objects("entry")) {
                Optional<Json.Obj> resource = entry.object("resource")
                        .filter(each -> each.text("resourceType").equals(Optional.of(type)));
                if (resource.isEmpty()) continue;
                if (taken++ == most) return true;
                taker.accept(resource.get());
            }
            Optional<String> next = next(bundle);
            if (next.isEmpty()) return false;
            page = next.get();
        }
        throw new IOException("the pages go round in a circle");
    }

    private List<String> patients() throws IOException {
        if (surveyed instanceof Surveyed.Patients named) return named.ids();
        Reference group = ((Surveyed.Members) surveyed).group();
        List<String> ids = new ArrayList<>();
        for (Json.Obj member : get(base + "/" + group).objects("member"))
            member.object("entity")
                    .flatMap(entity -> entity.text("reference"))
                    .flatMap(reference -> Reference.parse(
                            reference.startsWith(base + "/") ? reference.substring(base.length() + 1) : reference))
                    .filter(reference -> reference.type().equals("Patient"))
                    .ifPresent(patient -> ids.add(patient.id()));
        return ids;
    }

    /** The resource; empty when it cannot be had. Asked for once. */
    Optional<Json.Obj> find(Reference reference) {
        return known.computeIfAbsent(reference, asked -> {
            try {
                return Optional.of(get(base + "/" + asked));
            } catch (IOException e) {
                return Optional.empty();
            }
        });
    }

    /** The roles of a practitioner; none where they cannot be had. */
    List<Json.Obj> roles(Reference practitioner) {
        List<Json.Obj> roles = new ArrayList<>();
        try {
            pages(base + "/PractitionerRole?practitioner=" + practitioner, "PractitionerRole", 50, roles::add);
        } catch (IOException e) {
            return List.of(); // its directory is not searched so
        }
        return roles.stream()
                .filter(role -> role.object("practitioner")
                        .flatMap(who -> who.text("reference"))
                        .filter(literal -> literal.endsWith(practitioner.toString()))
                        .isPresent())
                .toList();
    }

    private Optional<String> next(Json.Obj bundle) throws IOException {
        for (Json.Obj link : bundle.objects("link")) {
            if (!link.text("relation").equals(Optional.of("next"))) continue;
            // the credential that goes with the request is for this server alone
            return Optional.of(
                    ServerLink.on(URI.create(base), List.of(), link.text("url").orElse(""))
                            .map(URI::toString)
                            .orElseThrow(() -> new IOException("the next page is on another server")));
        }
        return Optional.empty();
    }

    private static URI uri(String text) throws IOException {
        try {
            return new URI(text);
        } catch (java.net.URISyntaxException e) {
            throw new IOException("the link to the next page is no URL", e);
        }
    }

    private Json.Obj get(String url) throws IOException {
        try (FhirHttp.Answer answer = http.get(uri(url))) {
            if (answer.status() != 200) throw new IOException("answered with status " + answer.status());
            return JsonReader.object(answer.body(), PAGE_BYTES);
        } catch (MalformedJson e) {
            throw new IOException("answered with something that is not JSON: " + e.getMessage(), e);
        }
    }
}
