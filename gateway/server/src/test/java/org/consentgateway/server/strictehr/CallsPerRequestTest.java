package org.consentgateway.server.strictehr;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.consentgateway.server.attack.Chart;
import org.consentgateway.server.attack.Reply;
import org.consentgateway.server.ehr.EhrWorld;
import org.consentgateway.server.ehr.Habits;
import org.junit.jupiter.api.Test;

/** What a request of a client costs each EHR, as the page of compatibility tells it. */
class CallsPerRequestTest {

    private static final Path PAGE = Path.of("../COMPATIBILITY.md");
    private static final String BEGINS = "| calls to the EHR for |";
    private static final int SETTLED = 3; // so often asked, an EHR is known

    private static final List<Cost> COSTS = List.of(
            Cost.of("a read", "GET", "Observation/R1", ""),
            Cost.of("a read of what refers to a note and 12 results", "GET", "List/L1", ""),
            Cost.of("a read of a note that stays hidden", "GET", "DocumentReference/N1", ""),
            Cost.of("a read of what is not there", "GET", "DocumentReference/none", ""),
            Cost.of("a first page of 10 results", "GET", "Observation?patient=P1&_count=10", ""),
            Cost.of(
                    "a first page of 50 documents with their files",
                    "GET",
                    "DocumentReference?patient=P1&_count=50",
                    ""),
            Cost.of("`$everything`, first page", "GET", "Patient/P1/$everything?_count=10", ""),
            Cost.of("a create", "POST", "Observation", observation("")),
            Cost.of("an update", "PUT", "Observation/R2", observation("'id':'R2',")),
            Cost.of(
                    "a batch of two reads",
                    "POST",
                    "",
                    "{'resourceType':'Bundle','type':'batch','entry':[{'request':{'method':'GET','url':'Observation/R1'}},"
                            + "{'request':{'method':'GET','url':'Observation/R2'}}]}"),
            Cost.of(
                    "a transaction of two creates",
                    "POST",
                    "",
                    "{'resourceType':'Bundle','type':'transaction','entry':[{'request':{'method':'POST','url':"
                            + "'Observation'},'resource':" + observation("") + "},{'request':{'method':'POST','url':"
                            + "'Observation'},'resource':" + observation("") + "}]}"));

    /** One kind of request. */
    private record Cost(String kind, String method, String target, String body) {
        static Cost of(String kind, String method, String target, String body) {
            return new Cost(kind, method, target, body);
        }
    }

    private static String observation(String id) {
        return "{'resourceType':'Observation'," + id + "'status':'final','code':{'text':'x'},'subject':{'reference':"
                + "'Patient/P1'}}";
    }

    @Test
    void the_page_says_what_a_request_costs_each_EHR() throws Exception {
        // Given
        Map<String, List<Integer>> measured = new TreeMap<>();

        // When
        for (String ehr : Habits.names()) measured.put(ehr, costs(ehr));

        // Then
        String table = table(measured);
        String page = Files.readString(PAGE);
        if ("write".equals(System.getProperty("pages"))) Files.writeString(PAGE, page.replace(told(page), table));
        assertThat(told(Files.readString(PAGE))).isEqualTo(table);
    }

    private static List<Integer> costs(String ehr) throws IOException {
        Map<String, String> settings = Map.of("GATEWAY_CONSENT_MAX_AGE", "1h");
        try (EhrWorld world = EhrWorld.of(Habits.of(ehr), settings)) {
            StrictChart.of(12).forEach(world.ehr::put);
            for (int i = 0; i < 50; i++) {
                ObjectNode document = Chart.document("D" + i, "P1", "11488-4");
                document.withObject("/content/0/attachment").put("url", "Binary/D" + i + "b");
                world.ehr.put(document);
                world.ehr.put(Chart.binary("D" + i + "b", "DocumentReference/D" + i, "text"));
            }
            for (Cost cost : COSTS) ask(world, cost);
            List<Integer> costs = new ArrayList<>();
            for (Cost cost : COSTS) {
                for (int i = 0; i < SETTLED; i++) ask(world, cost);
                List<String> asked = world.ehr.askedFor(
                        ask(world, cost).header("X-Request-Id").orElseThrow());
                costs.add(asked.size());
            }
            return costs;
        }
    }

    private static Reply ask(EhrWorld world, Cost cost) {
        try {
            String target = "/fhir" + (cost.target().isEmpty() ? "" : "/" + cost.target());
            return cost.body().isEmpty()
                    ? world.get(target, world.tokens.clinician())
                    : world.send(cost.method(), target, world.tokens.clinician(), cost.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String table(Map<String, List<Integer>> measured) {
        StringBuilder table = new StringBuilder(BEGINS);
        measured.keySet().forEach(ehr -> table.append(' ').append(ehr).append(" |"));
        table.append("\n|---|").append("---|".repeat(measured.size())).append('\n');
        for (int i = 0; i < COSTS.size(); i++) {
            int row = i;
            table.append("| ").append(COSTS.get(i).kind()).append(" | ");
            table.append(measured.values().stream()
                    .map(costs -> costs.get(row).toString())
                    .collect(Collectors.joining(" | ")));
            table.append(" |\n");
        }
        return table.toString();
    }

    /** The table as it stands on the page. */
    private static String told(String page) {
        return page.substring(page.indexOf(BEGINS))
                .lines()
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }
}
