package org.consentgateway.core.redact;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Drip;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.MalformedJson;
import org.consentgateway.core.request.Include;
import org.consentgateway.core.request.Parameter;

/** An EHR of a few strings, and what a client got of them through the redactor. */
final class Upstream {

    static final Bases BASES =
            new Bases(FhirVersion.R4, "https://gw.example/fhir", List.of("http://ehr.internal:8090/fhir"));
    static final String PSY = "{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-ActCode\",\"code\":\"PSYTHPN\"}";

    private final Map<String, String> pages = new HashMap<>();
    final List<NextLinks.Position> sealed = new ArrayList<>();
    final ByteArrayOutputStream body = new ByteArrayOutputStream();
    Optional<String> versionId = Optional.empty();
    boolean opened;
    int readSize = 8192;
    Receipt receipt = new Receipt(false, 0, 0);

    Upstream page(String url, String body) {
        pages.put(url, body);
        return this;
    }

    ExpectedAnswer.Searchset search(String... types) {
        return search(Optional.empty(), 100, types);
    }

    ExpectedAnswer.Searchset search(Optional<NextLinks.Position> from, int ahead, String... types) {
        return new ExpectedAnswer.Searchset(
                new ExpectedAnswer.Matches(Set.of(types), (whole, shown) -> true),
                new ExpectedAnswer.Paging(
                        "https://gw.example/fhir/self",
                        from,
                        link -> Optional.ofNullable(pages.get(link)).map(page -> new Drip(utf8(page), readSize)),
                        position -> {
                            sealed.add(position);
                            return "https://gw.example/fhir?_getpages=x";
                        },
                        ahead),
                ResponseFormat.WHOLE);
    }

    /** A search of documents with these {@code _include} and {@code _revinclude} parameters, written as in a query. */
    ExpectedAnswer.Searchset including(String... parameters) {
        ExpectedAnswer.Searchset search = search("DocumentReference");
        List<Parameter> parsed = new ArrayList<>();
        for (String parameter : parameters)
            parsed.add(new Parameter(parameter.split("=", 2)[0], parameter.split("=", 2)[1]));
        return new ExpectedAnswer.Searchset(
                search.matches(),
                search.paging(),
                search.notice(),
                Include.of(FhirVersion.R4, parsed),
                false,
                Optional.empty(),
                search.rendering());
    }

    Upstream redact(String answer, ExpectedAnswer expected, Judge judge) throws Exception {
        receipt = new Redactor(BASES, judge).redact(new Drip(utf8(answer), readSize), expected, version -> {
            opened = true;
            versionId = version;
            return body;
        });
        return this;
    }

    String text() {
        return body.toString(StandardCharsets.UTF_8);
    }

    Json.Obj json() throws MalformedJson {
        return JsonReader.object(body.toByteArray());
    }

    List<String> ids() throws MalformedJson {
        return json().objects("entry").stream()
                .flatMap(entry -> entry.object("resource").stream())
                .map(resource -> resource.text("id").orElse("-"))
                .toList();
    }

    static ExpectedAnswer single() {
        return new ExpectedAnswer.Single(Optional.empty(), Optional.empty(), ResponseFormat.WHOLE);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String bundle(String next, String... entries) {
        String link = next.isEmpty()
                ? ""
                : "\"link\":[{\"relation\":\"self\",\"url\":\"http://ehr.internal:8090/fhir/s\"},{\"relation\":\"next\",\"url\":\""
                        + next + "\"}],";
        return "{\"resourceType\":\"Bundle\",\"id\":\"b-upstream\",\"type\":\"searchset\",\"total\":99," + link
                + "\"entry\":[" + String.join(",", entries) + "]}";
    }

    static String match(String resource) {
        return "{\"fullUrl\":\"http://ehr.internal:8090/fhir/X\",\"resource\":" + resource
                + ",\"search\":{\"mode\":\"match\",\"score\":0.7}}";
    }

    static String include(String resource) {
        return "{\"resource\":" + resource + ",\"search\":{\"mode\":\"include\"}}";
    }

    static String note(String id) {
        return "{\"resourceType\":\"DocumentReference\",\"id\":\"" + id + "\",\"meta\":{\"security\":[" + PSY
                + "]},\"description\":\"CNRY_" + id + "\"}";
    }

    static String plain(String id) {
        return "{\"resourceType\":\"DocumentReference\",\"id\":\"" + id + "\",\"description\":\"ordinary\"}";
    }
}
