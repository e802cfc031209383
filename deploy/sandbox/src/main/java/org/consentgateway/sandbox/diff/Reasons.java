package org.consentgateway.sandbox.diff;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks the gateway, as its privacy officer, why a caller may not have a resource.
 *
 * @param gateway      the gateway's FHIR base
 * @param token        of a privacy officer
 * @param caller       who asked, such as {@code Practitioner/dr-pcp}
 * @param organization for whom
 * @param purpose      what for; empty for none
 */
record Reasons(String gateway, String token, String caller, String organization, String purpose) {

    private static final JsonMapper JSON = new JsonMapper();

    List<String> of(String resource, String patient) throws IOException, InterruptedException {
        String query = "?resource=" + encoded(resource) + "&caller=" + encoded(caller) + "&organization="
                + encoded(organization) + (purpose.isEmpty() ? "" : "&purpose=" + encoded(purpose));
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(gateway + "/" + patient + "/$explain-access" + query))
                                .version(HttpClient.Version.HTTP_1_1) // no offer to upgrade
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        BodyHandlers.ofString());
        return answer.statusCode() == 200
                ? reasons(answer.body())
                : List.of("the gateway does not explain it: it answers " + answer.statusCode());
    }

    private static List<String> reasons(String body) throws JsonProcessingException {
        List<String> reasons = new ArrayList<>();
        for (JsonNode parameter : JSON.readTree(body).path("parameter")) {
            if ("reason".equals(parameter.path("name").asText())) {
                List<String> parts = new ArrayList<>();
                parameter.path("part").forEach(part -> parts.add(value(part)));
                parts.removeIf(String::isEmpty);
                reasons.add(parts.isEmpty() ? value(parameter) : String.join(" - ", parts));
            }
        }
        return reasons;
    }

    /** The value[x], whatever its type: a code, a string, or the code or text of something with codings. */
    private static String value(JsonNode named) {
        for (var member : named.properties()) {
            if (member.getKey().startsWith("value")) {
                JsonNode value = member.getValue();
                JsonNode coding = value.path("coding").path(0);
                return value.isValueNode()
                        ? value.asText()
                        : value.path("text")
                                .asText(value.path("code")
                                        .asText(coding.path("code").asText()));
            }
        }
        return "";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
