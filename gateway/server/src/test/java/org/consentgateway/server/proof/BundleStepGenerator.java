package org.consentgateway.server.proof;

import static org.consentgateway.server.proof.SessionStep.send;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.consentgateway.server.proof.SessionStep.Person;

/** Batches and transactions. */
final class BundleStepGenerator {

    private BundleStepGenerator() {}

    static Arbitrary<SessionStep> bundles() {
        String task = "{'resourceType':'Task','status':'draft','intent':'order','focus':{'reference':'%s'}}";
        Arbitrary<String> reads = Arbitraries.of(
                entry("GET", "{n1}/~n1", ""),
                entry("GET", "{n1}/~none", ""),
                entry("GET", "{h1}/~h1", ""),
                entry("GET", "{m1}/~m1", ""),
                entry("GET", "{n1}?patient=~p1", ""),
                entry("GET", "{m1}/~m1/_history", ""),
                entry("GET", "{h1}/~h1?_elements=status", ""),
                entry("GET", "{h1}/~h1/_history/1", ""),
                entry("GET", "Patient/~p1/$everything", ""),
                entry("GET", "Observation?patient=~p1&category=hidden", ""),
                entry("HEAD", "{m1}/~m1", ""),
                entry("GET", "Encounter?_id=~e9", ""));
        Arbitrary<String> writes = Arbitraries.of(
                entry("DELETE", "{m1}/~m1", ""),
                entry("DELETE", "{h1}/~h1", ""),
                entry("DELETE", "Encounter/~e9", ""),
                entry("DELETE", "{n1}/~n1", ""),
                entry("POST", "Task", task.formatted("Observation/~o1")),
                entry("POST", "Task", task.formatted("{n1}/~n1")),
                "{'request':{'method':'DELETE','url':'{m1}/~m1','ifMatch':'W/\\\"1\\\"'}}",
                "{'request':{'method':'POST','url':'Encounter','ifNoneExist':'patient=~p1&status=planned'},'resource':"
                        + "{'resourceType':'Encounter','status':'planned','class':{'code':'AMB'},'subject':{'reference':"
                        + "'Patient/~p1'}}}",
                "{'request':{'method':'PUT','url':'Observation/~o2'},'resource':" + BaseChart.observation("~o2", "8")
                        + "}",
                entry("POST", "Observation", BaseChart.observation("x", "7").replace("'id':'x',", "")));
        Arbitrary<List<String>> batch =
                Arbitraries.oneOf(reads, writes).list().ofMinSize(1).ofMaxSize(4);
        Arbitrary<String> named = Arbitraries.of(
                entry("POST", "Task", task.formatted("Encounter?_id=~e9")),
                entry("POST", "Task", task.formatted("Encounter?patient=~p1")),
                entry("POST", "Task", task.formatted("{n1}?identifier=urn:ehr:notes%7C~n1")),
                entry("POST", "Task", task.formatted("Practitioner?_id=~o")));
        Arbitrary<List<String>> transaction = Arbitraries.frequencyOf(
                        Tuple.of(4, writes), Tuple.of(1, reads), Tuple.of(1, named))
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .uniqueElements();
        return Arbitraries.oneOf(
                Combinators.combine(StepGenerator.people(), batch)
                        .as((person, entries) -> bundle("batch", person, entries)),
                Combinators.combine(StepGenerator.people(), transaction)
                        .as((person, entries) -> bundle("transaction", person, entries)));
    }

    private static SessionStep bundle(String type, Person person, List<String> entries) {
        return send(
                type,
                person,
                "POST",
                "",
                "{'resourceType':'Bundle','type':'" + type + "','entry':[" + String.join(",", entries) + "]}");
    }

    private static String entry(String method, String url, String resource) {
        return "{'request':{'method':'" + method + "','url':'" + url + "'}"
                + (resource.isEmpty() ? "" : ",'resource':" + resource) + "}";
    }
}
