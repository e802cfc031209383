package org.consentgateway.server.strictehr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.consentgateway.server.attack.Chart;
import org.consentgateway.server.attack.Reply;
import org.consentgateway.server.attack.Token;
import org.consentgateway.server.attack.Wire;

/** Forty requests that every EHR can serve, by four callers, and what each was answered with. */
public final class VendorTour {

    /** Results in the chart that is toured. */
    public static final int RESULTS = 60;

    private static final Map<String, Function<Token, String>> CALLERS = new LinkedHashMap<>();

    static {
        CALLERS.put("clinician", Token::clinician);
        CALLERS.put("originator", Token::author);
        CALLERS.put("patient", tokens -> tokens.patient("P1"));
        CALLERS.put("authorized", Token::authorised);
    }

    private VendorTour() {}

    /** Who asks. */
    public static List<String> callers() {
        return List.copyOf(CALLERS.keySet());
    }

    /** What the EHR holds. */
    public static List<ObjectNode> chart() {
        return StrictChart.of(RESULTS);
    }

    /** A line each: name, method, target, form. */
    public static List<String> requests() throws IOException {
        try (var file = Objects.requireNonNull(VendorTour.class.getResourceAsStream("/ehr/tour.txt"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .toList();
        }
    }

    /**
     * Status and body of each answer, by caller and request.
     *
     * @param port  of the gateway
     * @param asked told caller and name of each request after it was answered
     */
    public static Map<String, String> taken(int port, Token tokens, BiConsumer<String, String> asked)
            throws IOException {
        Map<String, String> answers = new LinkedHashMap<>();
        for (Map.Entry<String, Function<Token, String>> caller : CALLERS.entrySet())
            for (String line : requests()) {
                String[] request = line.split(" +", 4);
                String answer = whole(port, caller.getValue().apply(tokens), request);
                answers.put(caller.getKey() + " " + request[0], answer);
                asked.accept(caller.getKey(), request[0]);
            }
        return answers;
    }

    /** An answer with all its pages; links are left out, and `total`. */
    private static String whole(int port, String token, String[] request) throws IOException {
        boolean form = request[1].equals("POST");
        Map<String, String> headers = form ? Map.of("Content-Type", "application/x-www-form-urlencoded") : Map.of();
        Reply reply =
                Wire.ask(port, Wire.request(request[1], "/fhir/" + request[2], token, headers, form ? request[3] : ""));
        if (reply.status() != 200 || !reply.text().contains("\"searchset\""))
            return reply.status() + " " + sealed(reply.text());
        ObjectNode first = Chart.parse(reply.text());
        List<JsonNode> entries = new ArrayList<>();
        first.path("entry").forEach(entries::add);
        for (String next = next(first); !next.isEmpty(); ) {
            Reply page = Wire.ask(port, Wire.request("GET", next, token, Map.of(), ""));
            if (page.status() != 200) return page.status() + " after " + entries.size() + ": " + page.text();
            ObjectNode more = Chart.parse(page.text());
            more.path("entry").forEach(entries::add);
            next = next(more);
        }
        first.remove(List.of("link", "total", "entry"));
        ArrayNode all = first.putArray("entry");
        entries.forEach(all::add);
        return "200 " + sealed(first.toString());
    }

    private static String next(JsonNode bundle) {
        for (JsonNode link : bundle.path("link"))
            if (link.path("relation").asText().equals("next"))
                return link.path("url").asText().replace("https://gateway.example", "");
        return "";
    }

    /** The owner in the link of an attachment is sealed anew each time. */
    private static String sealed(String text) {
        return text.replaceAll("_owner=[A-Za-z0-9_.~-]+", "_owner=sealed");
    }
}
