package org.consentgateway.server.strictehr;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.consentgateway.server.attack.Chart;

/** A chart that costs an EHR with habits many questions: long lists, attachments, and pointers at a note among them. */
final class StrictChart {

    private static final List<String> DOCUMENTS = List.of("DocumentReference/N1", "DocumentReference/SUM1");

    private StrictChart() {}

    /** @param results that its lists point at */
    static List<ObjectNode> of(int results) {
        List<ObjectNode> all = new ArrayList<>(Chart.all());
        all.add(Chart.authorization("C-AUTH"));
        for (int i = 0; i < results; i++) all.add(Chart.observation("R" + i, "P1", "1"));
        ObjectNode attached = Chart.document("SUM3", "P1", "11488-4");
        ((ObjectNode) attached.at("/content/0/attachment")).put("url", "Binary/SUM3b");
        all.add(attached);
        all.add(Chart.binary("SUM3b", "DocumentReference/SUM3", "ordinary"));
        all.add(pointing("List", "L1", "'mode':'working','status':'current'", "entry", "item", DOCUMENTS, results));
        // a report has no place for a document but an extension
        all.add(pointing(
                "DiagnosticReport",
                "DR1",
                "'status':'final','code':{'text':'panel'},'extension':[" + basis(DOCUMENTS.get(0)) + ","
                        + basis(DOCUMENTS.get(1)) + "]",
                "result",
                "",
                List.of(),
                results));
        all.add(Chart.parse(("{'resourceType':'Composition','id':'C1','status':'final','type':{'text':'plan'},'date':"
                        + "'2026-04-01','title':'plan','subject':{'reference':'Patient/P1'},'author':[{'reference':"
                        + "'Practitioner/dr-c'}],'section':[{'entry':[{'reference':'DocumentReference/N1'},"
                        + "{'reference':'DocumentReference/SUM1'},{'reference':'Observation/R7'}]}]}")
                .replace('\'', '"')));
        return all;
    }

    private static String basis(String document) {
        return "{'url':'http://example.org/fhir/basis','valueReference':{'reference':'" + document + "'}}";
    }

    private static ObjectNode pointing(
            String type, String id, String more, String list, String item, List<String> documents, int results) {
        ObjectNode resource = Chart.parse(
                ("{'resourceType':'" + type + "','id':'" + id + "'," + more + ",'subject':{'reference':'Patient/P1'}}")
                        .replace('\'', '"'));
        ArrayNode all = resource.putArray(list);
        List<String> targets = new ArrayList<>(documents);
        for (int i = 0; i < results; i++) targets.add("Observation/R" + i);
        for (String target : targets) {
            if (item.isEmpty()) all.addObject().put("reference", target);
            else all.addObject().putObject(item).put("reference", target);
        }
        return resource;
    }
}
