package org.consentgateway.core.redact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonReader;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.request.Coding;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MergeTest {

    private static final String HIDDEN = "{'item':{'reference':'DocumentReference/n1'}}";

    /** Stored, submitted, merged; {@code n1} is hidden, and the label PSY. */
    static Stream<Arguments> merges() {
        return Stream.of(
                arguments(
                        "{'entry':[~,{'item':A}],'title':'x'}",
                        "{'entry':[{'item':A}],'title':'y'}",
                        "{'entry':[~,{'item':A}],'title':'y'}"),
                arguments(
                        "{'entry':[{'item':A},~]}",
                        "{'entry':[{'item':A},{'item':B}]}",
                        "{'entry':[{'item':A},~,{'item':B}]}"),
                arguments("{'entry':[{'item':A},~,{'item':B}]}", "{'entry':[{'item':B}]}", "{'entry':[~,{'item':B}]}"),
                arguments("{'entry':[{'item':A},~,{'item':B}]}", "{'entry':[{'item':B},{'item':A}]}", null),
                arguments("{'entry':[~]}", "{}", "{'entry':[~]}"),
                arguments("{'entry':[~]}", "{'entry':[{'item':A}]}", "{'entry':[~,{'item':A}]}"),
                arguments("{'entry':[~,{'item':A}]}", "{}", "{'entry':[~]}"),
                arguments(
                        "{'meta':{'security':[PSY,R]},'title':'x'}",
                        "{'meta':{'security':[R]},'title':'y'}",
                        "{'meta':{'security':[PSY,R]},'title':'y'}"),
                arguments(
                        "{'meta':{'security':[PSY]},'title':'x'}",
                        "{'title':'y'}",
                        "{'title':'y','meta':{'security':[PSY]}}"),
                arguments(
                        "{'meta':{'security':[PSY],'tag':[R]}}",
                        "{'meta':{'tag':[]}}",
                        "{'meta':{'tag':[],'security':[PSY]}}"),
                arguments(
                        "{'section':[{'title':'d','entry':[~,{'item':A}]},{'title':'p'}]}",
                        "{'section':[{'title':'p'}]}",
                        "{'section':[{'entry':[~]},{'title':'p'}]}"),
                arguments(
                        "{'section':[{'title':'p'},{'title':'d','entry':[~,{'item':A}]}],'title':'x'}",
                        "{'title':'x'}",
                        "{'title':'x','section':[{'entry':[~]}]}"),
                arguments("{'focus':H,'status':'draft'}", "{'status':'done'}", "{'status':'done','focus':H}"),
                arguments(
                        "{'text':{'status':'generated','div':'T'},'focus':H}",
                        "{'text':{'status':'generated','div':'mine'}}",
                        "{'text':{'status':'generated','div':'mine'},'focus':H}"));
    }

    @ParameterizedTest
    @MethodSource("merges")
    void what_was_hidden_is_kept_and_all_else_is_as_submitted(String stored, String submitted, String merged)
            throws Exception {
        Json.Obj was = json(stored);
        Json.Obj seen = shown(was).orElseThrow();

        Json.Obj result = Merge.hiddenBack(FhirVersion.R4, was, seen, json(submitted), false)
                .resource();

        if (merged == null) {
            // the order of items around a hidden one may be told in more than one way: both keep it
            assertThat(JsonWriter.text(result)).contains("DocumentReference/n1");
        } else {
            assertThat(JsonWriter.text(result)).isEqualTo(JsonWriter.text(json(merged)));
        }
    }

    @Test
    void what_was_in_a_place_that_the_caller_fills_is_kept_apart() throws Exception {
        Json.Obj was = json("{'focus':H}");

        Merge.Merged merged =
                Merge.hiddenBack(FhirVersion.R4, was, shown(was).orElseThrow(), json("{'focus':A}"), false);

        assertThat(merged.resource()).isEqualTo(json("{'focus':A}"));
        assertThat(merged.kept())
                .containsExactly(new DisplacedPart("focus", was.get("focus").orElseThrow()));
    }

    @Test
    void what_is_read_and_written_back_unchanged_is_what_was_stored() throws Exception {
        long seed = 20261123;
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            Json.Obj was = random(random);
            Optional<Json.Obj> seen = shown(was);
            if (seen.isEmpty()) continue;
            assertThat(Merge.hiddenBack(FhirVersion.R4, was, seen.get(), seen.get(), false))
                    .as("seed " + seed + " row " + i)
                    .isEqualTo(new Merge.Merged(was, List.of()));
        }
    }

    @Test
    void what_is_merged_shows_the_caller_just_what_it_submitted() throws Exception {
        long seed = 42;
        Random random = new Random(seed);
        int merged = 0;
        for (int i = 0; i < 5000; i++) {
            Json.Obj was = random(random);
            Optional<Json.Obj> seen = shown(was);
            if (seen.isEmpty()) continue;
            Json.Obj submitted = changed(seen.get(), random);
            Merge.Merged result = Merge.hiddenBack(FhirVersion.R4, was, seen.get(), submitted, false);
            merged++;
            assertThat(result.kept()).isEmpty();
            assertThat(hidden(result.resource()))
                    .as("seed " + seed + " row " + i)
                    .isEqualTo(hidden(was));
            assertThat(shown(result.resource()).map(MergeTest::plain))
                    .as("seed " + seed + " row " + i + "\n" + JsonWriter.text(was) + "\n" + JsonWriter.text(submitted))
                    .contains(plain(submitted));
        }
        assertThat(merged).isGreaterThan(1500);
    }

    /** Without narrative: the stored one comes back, and is hidden again only while something else is. */
    private static Json.Obj plain(Json.Obj resource) {
        return RedactionMarks.without(resource, "text");
    }

    private static int hidden(Json.Obj resource) {
        String text = JsonWriter.text(resource);
        return text.split("DocumentReference/n1", -1).length + text.split("\"PSY\"", -1).length;
    }

    private static Json.Obj random(Random random) {
        Map<String, Json> members = new LinkedHashMap<>();
        members.put("resourceType", new Json.Text("List"));
        members.put("id", new Json.Text("x"));
        if (random.nextBoolean()) members.put("meta", RedactionMarks.object("security", codings(random)));
        if (random.nextBoolean()) members.put("text", RedactionMarks.object("div", new Json.Text("T")));
        if (random.nextBoolean()) members.put("title", new Json.Text("t" + random.nextInt(3)));
        List<Json> entries = new ArrayList<>();
        int count = random.nextInt(5);
        for (int i = 0; i < count; i++) entries.add(entry(random));
        if (count > 0) members.put("entry", new Json.Arr(entries));
        return new Json.Obj(members);
    }

    private static Json codings(Random random) {
        List<Json> codings = new ArrayList<>();
        for (String code : List.of("PSY", "R", "V")) {
            if (random.nextBoolean())
                codings.add(
                        RedactionMarks.object("system", new Json.Text(Coding.ACT_CODE), "code", new Json.Text(code)));
        }
        if (codings.isEmpty())
            codings.add(RedactionMarks.object("system", new Json.Text(Coding.ACT_CODE), "code", new Json.Text("U")));
        return new Json.Arr(codings);
    }

    private static Json entry(Random random) {
        String id = random.nextInt(3) == 0 ? "n1" : "d" + random.nextInt(20);
        Json item = RedactionMarks.object("reference", new Json.Text("DocumentReference/" + id));
        return RedactionMarks.object("item", item, "date", new Json.Text("20" + random.nextInt(90)));
    }

    private static Json.Obj changed(Json.Obj seen, Random random) {
        Json.Obj result = RedactionMarks.with(seen, "title", new Json.Text("new" + random.nextInt(9)));
        List<Json> entries = new ArrayList<>(seen.items("entry"));
        if (!entries.isEmpty() && random.nextInt(3) == 0) entries.remove(random.nextInt(entries.size()));
        if (random.nextInt(3) == 0) {
            Json added = RedactionMarks.object(
                    "item", RedactionMarks.object("reference", new Json.Text("DocumentReference/new")));
            entries.add(random.nextInt(entries.size() + 1), added);
        }
        return entries.isEmpty()
                ? RedactionMarks.without(result, "entry")
                : RedactionMarks.with(result, "entry", new Json.Arr(entries));
    }

    private static Optional<Json.Obj> shown(Json.Obj stored) {
        Candidate root = Candidate.root(stored);
        Set<List<Object>> labels = new HashSet<>();
        List<Json> security =
                stored.object("meta").map(meta -> meta.items("security")).orElse(List.of());
        for (int i = 0; i < security.size(); i++) {
            if (security.get(i) instanceof Json.Obj coding
                    && coding.text("code").equals(Optional.of("PSY"))) labels.add(List.of("meta", "security", i));
        }
        Edits edits = new Edits(labels, Set.of(new Reference("DocumentReference", "n1")), Set.of(), false);
        return new Redaction(FhirVersion.R4).of(root, List.of(new Verdict.Release(root, edits)));
    }

    private static Json.Obj json(String text) throws Exception {
        String full = text.replace("~", HIDDEN)
                .replace("'item':A", "'item':{'reference':'DocumentReference/a'}")
                .replace("'item':B", "'item':{'reference':'DocumentReference/b'}")
                .replace("'focus':H", "'focus':{'reference':'DocumentReference/n1'}")
                .replace("'focus':A", "'focus':{'reference':'DocumentReference/a'}")
                .replaceAll("([\\[,])PSY([],])", "$1{'system':'" + Coding.ACT_CODE + "','code':'PSY'}$2")
                .replaceAll("([\\[,])R([],])", "$1{'system':'" + Coding.ACT_CODE + "','code':'R'}$2")
                .replace("'", "\"");
        String inner = full.substring(1);
        String start = "{\"resourceType\":\"List\",\"id\":\"x\"";
        return JsonReader.object(Upstream.utf8(start + (inner.equals("}") ? "" : ",") + inner));
    }
}
