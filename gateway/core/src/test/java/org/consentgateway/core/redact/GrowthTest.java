package org.consentgateway.core.redact;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.JsonWriter;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What a client or the EHR sends ten times as long costs about ten times as much: never a hundred times. */
class GrowthTest {

    private static final int FEW = 800;
    private static final double MOST = 40; // ten, and room for a machine that is busy; a hundred where it is quadratic
    private static final Set<String> LABELLED = Set.of("PSYTHPN");

    @TestFactory
    Stream<DynamicTest> ten_times_as_much_costs_about_ten_times_as_much() {
        Map<String, IntConsumer> known = Map.of(
                "a chain of contained resources, the last one hidden",
                n -> cut(chain(n, true)),
                "a chain of contained resources backwards",
                n -> cut(chain(n, false)),
                "a Bundle of Provenances, each about the one before",
                n -> cut(provenances(n)),
                "a List merged with one that hides an item",
                n -> merged(list(n, ""), n / 2, false),
                "a List merged with one whose items are all changed",
                n -> merged(list(n, "x"), n / 2, true),
                "a List of equal items",
                n -> merged(equal(n), 0, false),
                "members of one object",
                n -> read(members(n)),
                "a text full of slashes",
                n -> cut(slashes(n)));
        return known.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> {
                    for (int i = 0; i < 5; i++) one.getValue().accept(FEW);
                    double few = cost(() -> one.getValue().accept(FEW), 3);
                    double many = cost(() -> one.getValue().accept(10 * FEW), 2);
                    assertThat(many)
                            .as("%s ms, then %s ms", few / 1e6, many / 1e6)
                            .isLessThan(MOST * Math.max(few, 1e6));
                }));
    }

    private static double cost(Runnable work, int times) {
        var thread = ManagementFactory.getThreadMXBean();
        double least = Double.MAX_VALUE;
        for (int i = 0; i < times; i++) {
            long before = thread.getCurrentThreadCpuTime();
            work.run();
            least = Math.min(least, (double) (thread.getCurrentThreadCpuTime() - before));
        }
        return least;
    }

    private static Object cut(String resource) {
        Candidate root = Candidate.root(read(resource));
        List<Verdict> verdicts = new ArrayList<>();
        for (Candidate one : InnerResources.of(FhirVersion.R4, root))
            verdicts.add(
                    Court.note(one.resource())
                            ? new Verdict.Drop(one)
                            : new Verdict.Release(one, new Edits(Set.of(), Set.of(), Set.of("Binary/hidden"), false)));
        return new Redaction(FhirVersion.R4).of(root, verdicts);
    }

    private static Json.Obj read(String json) {
        try {
            return JsonReader.object(json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } catch (org.consentgateway.core.json.MalformedJson e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Each points at the next, or at the one before; the holder points at the first. */
    private static String chain(int n, boolean forwards) {
        StringBuilder all = new StringBuilder(
                        "{\"resourceType\":\"Observation\",\"id\":\"o\",\"hasMember\":[{\"reference\":\"#c")
                .append(forwards ? 0 : n - 1)
                .append("\"}],\"contained\":[");
        for (int i = 0; i < n; i++) {
            boolean last = i == (forwards ? n - 1 : 0);
            all.append(i == 0 ? "" : ",")
                    .append("{\"resourceType\":\"Observation\",\"id\":\"c")
                    .append(i)
                    .append('"')
                    .append(
                            last
                                    ? ",\"meta\":{\"security\":[{\"code\":\""
                                            + LABELLED.iterator().next() + "\"}]}}"
                                    : ",\"hasMember\":[{\"reference\":\"#c" + (forwards ? i + 1 : i - 1) + "\"}]}");
        }
        return all.append("]}").toString();
    }

    private static String provenances(int n) {
        StringBuilder all = new StringBuilder("{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[");
        all.append(
                "{\"resource\":{\"resourceType\":\"Observation\",\"id\":\"p0\",\"meta\":{\"security\":[{\"code\":\"PSYTHPN\"}]}}}");
        for (int i = 1; i < n; i++)
            all.append(",{\"resource\":{\"resourceType\":\"Provenance\",\"id\":\"p")
                    .append(i)
                    .append("\",\"target\":[{\"reference\":\"")
                    .append(i == 1 ? "Observation/p0" : "Provenance/p" + (i - 1))
                    .append("\"}]}}");
        return all.append("]}").toString();
    }

    private static String slashes(int n) {
        return "{\"resourceType\":\"Observation\",\"id\":\"o\",\"valueString\":\"" + "a/b.".repeat(n) + "\"}";
    }

    private static String members(int n) {
        StringBuilder all = new StringBuilder("{");
        for (int i = 0; i < n; i++)
            all.append(i == 0 ? "" : ",").append("\"m").append(i).append("\":1");
        return all.append('}').toString();
    }

    private static Json.Obj list(int n, String prefix) {
        List<Json> items = new ArrayList<>();
        for (int i = 0; i < n; i++)
            items.add(RedactionMarks.object(
                    "item", RedactionMarks.object("reference", new Json.Text("Observation/" + prefix + i))));
        return RedactionMarks.object("entry", new Json.Arr(items));
    }

    private static Json.Obj equal(int n) {
        List<Json> items = new ArrayList<>();
        for (int i = 0; i < n; i++) items.add(RedactionMarks.object("item", new Json.Text("same")));
        return RedactionMarks.object("entry", new Json.Arr(items));
    }

    /** The caller sends the list back with something added, or with every item changed. */
    private static Object merged(Json.Obj stored, int hidden, boolean changed) {
        List<Json> shown = new ArrayList<>(stored.items("entry"));
        shown.remove(hidden);
        List<Json> submitted = new ArrayList<>(changed ? list(shown.size(), "y").items("entry") : shown);
        submitted.add(0, RedactionMarks.object("flag", new Json.Text("new")));
        submitted.add(RedactionMarks.object("flag", new Json.Text("new")));
        Merge.Merged result = Merge.hiddenBack(
                FhirVersion.R4,
                stored,
                RedactionMarks.object("entry", new Json.Arr(shown)),
                RedactionMarks.object("entry", new Json.Arr(submitted)),
                false);
        return JsonWriter.bytes(result.resource());
    }
}
