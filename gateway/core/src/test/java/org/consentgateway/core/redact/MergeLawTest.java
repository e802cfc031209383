package org.consentgateway.core.redact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.consentgateway.core.fhir.FhirVersion;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.core.request.Reference;
import org.junit.jupiter.api.Test;

/**
 * Whatever is hidden and whatever is submitted: some way to store it keeps every hidden part, and shows the caller just what
 * a server without them would show.
 */
class MergeLawTest {

    private static final String[] NAMES = {
        "note",
        "component",
        "performer",
        "contained",
        "extension",
        "valueString",
        "valueQuantity",
        "focus",
        "encounter",
        "title",
        "text",
        "category"
    };
    private static final Reference NOTE = new Reference("DocumentReference", "n1");

    private final Random random;
    private int canaries;

    MergeLawTest() {
        this.random = new Random(20261125);
    }

    @Test
    void every_hidden_part_is_kept_and_none_is_told() {
        int inPlace = 0;
        int within = 0;
        int apart = 0;
        for (int i = 0; i < 6000; i++) {
            // Given
            canaries = 0;
            Json.Obj stored = resource(true);
            Optional<Json.Obj> shown = shown(stored);
            if (shown.isEmpty()) continue;
            Json.Obj submitted = changed(shown.get());
            String due = shown(submitted).map(JsonWriter::text).orElse("");

            // When
            Merge.Merged merged = Merge.hiddenBack(FhirVersion.R4, stored, shown.get(), submitted, false);
            Merge.Merged all = Merge.allApart(stored, shown.get(), submitted);

            // Then
            String as = "row " + i + "\n" + JsonWriter.text(stored) + "\n" + JsonWriter.text(submitted);
            Json.Obj first = DisplacedPart.contained(merged.resource(), merged.kept(), Optional.empty());
            Json.Obj second = DisplacedPart.contained(all.resource(), all.kept(), Optional.empty());
            assertThat(canaries(first)).as(as).containsAll(canaries(stored));
            assertThat(canaries(second)).as(as).containsAll(canaries(stored));
            assertThat(shown(second).map(JsonWriter::text)).as(as).contains(due);
            if (!shown(first).map(JsonWriter::text).equals(Optional.of(due))) apart++;
            else if (merged.kept().isEmpty()) inPlace++;
            else within++;
        }
        assertThat(inPlace).isGreaterThan(1000);
        assertThat(within).isGreaterThan(100);
        assertThat(apart).isLessThan((inPlace + within) / 20);
    }

    private static Set<String> canaries(Json.Obj resource) {
        Set<String> found = new HashSet<>();
        var matcher = java.util.regex.Pattern.compile("CNRY_[0-9]+_").matcher(JsonWriter.text(resource));
        while (matcher.find()) found.add(matcher.group());
        return found;
    }

    private Json.Obj resource(boolean hiding) {
        Map<String, Json> members = new LinkedHashMap<>();
        members.put("resourceType", new Json.Text("Observation"));
        members.put("id", new Json.Text("x"));
        for (String name : NAMES) if (random.nextInt(3) > 0) members.put(name, member(name, hiding));
        return new Json.Obj(members);
    }

    private Json member(String name, boolean hiding) {
        return switch (name) {
            case "note" -> items(() -> note(hiding));
            case "component" -> items(() -> component(hiding));
            case "performer", "category" -> items(() -> reference(hiding));
            case "contained" -> items(() -> contained(hiding));
            case "extension" ->
                items(() -> RedactionMarks.object(
                        "url", new Json.Text("http://x/" + random.nextInt(3)), "valueReference", reference(hiding)));
            case "valueString", "title" -> new Json.Text("v" + random.nextInt(4));
            case "valueQuantity" -> labelled(RedactionMarks.object("value", new Json.Num("1")), hiding);
            case "text" ->
                RedactionMarks.object("status", new Json.Text("additional"), "div", new Json.Text("<div>t</div>"));
            default -> reference(hiding);
        };
    }

    private Json items(java.util.function.Supplier<Json> one) {
        List<Json> items = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) items.add(one.get());
        return new Json.Arr(items);
    }

    private Json.Obj note(boolean hiding) {
        return labelled(RedactionMarks.object("text", new Json.Text("n" + random.nextInt(4))), hiding);
    }

    private Json.Obj component(boolean hiding) {
        Json.Obj component = RedactionMarks.object(
                "code",
                RedactionMarks.object("text", new Json.Text("c" + random.nextInt(3))),
                "interpretation",
                items(() -> note(hiding)));
        return labelled(component, hiding && random.nextInt(3) == 0);
    }

    private Json.Obj contained(boolean hiding) {
        Json.Obj one = RedactionMarks.object(
                "resourceType", new Json.Text("Basic"), "id", new Json.Text("k" + random.nextInt(4)));
        if (!hiding || random.nextBoolean()) return one;
        one = RedactionMarks.with(one, "meta", RedactionMarks.object("security", new Json.Arr(List.of(psy()))));
        return RedactionMarks.with(one, "code", RedactionMarks.object("text", new Json.Text(canary())));
    }

    private Json.Obj reference(boolean hiding) {
        if (hiding && random.nextInt(3) == 0)
            return RedactionMarks.object(
                    "reference", new Json.Text(NOTE.toString()), "display", new Json.Text(canary()));
        if (random.nextInt(3) == 0) return RedactionMarks.object("reference", new Json.Text("#k" + random.nextInt(4)));
        return RedactionMarks.object("reference", new Json.Text("DocumentReference/d" + random.nextInt(4)));
    }

    private Json.Obj labelled(Json.Obj value, boolean hiding) {
        if (!hiding || random.nextInt(3) > 0) return value;
        Json label = RedactionMarks.object("url", new Json.Text("http://x/label"), "valueCoding", psy());
        Json.Obj marked = RedactionMarks.with(value, "id", new Json.Text(canary()));
        return RedactionMarks.with(marked, "extension", new Json.Arr(List.of(label)));
    }

    private static Json.Obj psy() {
        return RedactionMarks.object("code", new Json.Text("PSYTHPN"));
    }

    private String canary() {
        return "CNRY_" + canaries++ + "_";
    }

    /** What a caller may make of what they see: members gone, replaced, added; items gone, added, changed, moved. */
    private Json.Obj changed(Json.Obj seen) {
        Map<String, Json> members = new LinkedHashMap<>();
        seen.members().forEach((name, value) -> {
            boolean fixed = name.equals("resourceType") || name.equals("id");
            int what = fixed ? 0 : random.nextInt(6);
            if (what == 1) return;
            if (what == 2) members.put(name, member(name, false));
            else if (what > 2 && value instanceof Json.Arr array) members.put(name, rows(name, array));
            else members.put(name, value);
        });
        // a narrative is shown to nobody who does not see all of the resource, whoever wrote it
        members.remove("text");
        for (String name : NAMES)
            if (!name.equals("text") && !members.containsKey(name) && random.nextInt(5) == 0)
                members.put(name, member(name, false));
        return new Json.Obj(members);
    }

    private Json rows(String name, Json.Arr array) {
        List<Json> items = new ArrayList<>(array.items());
        if (random.nextBoolean() && items.size() > 1) items.remove(random.nextInt(items.size()));
        if (random.nextBoolean() && member(name, false) instanceof Json.Arr more)
            items.addAll(random.nextInt(items.size() + 1), more.items());
        if (random.nextInt(4) == 0) java.util.Collections.shuffle(items, random);
        if (random.nextInt(3) == 0 && items.get(0) instanceof Json.Obj first)
            items.set(0, RedactionMarks.with(first, "changed", new Json.Text("c" + random.nextInt(3))));
        return new Json.Arr(items);
    }

    /** By the labels alone, as an unauthorised caller sees it. */
    private static Optional<Json.Obj> shown(Json.Obj resource) {
        Candidate root = Candidate.root(resource);
        List<Verdict> verdicts = new ArrayList<>();
        for (Candidate one : InnerResources.of(FhirVersion.R4, root)) {
            if (Court.note(one.resource())) {
                verdicts.add(new Verdict.Drop(one));
                continue;
            }
            Set<List<Object>> paths = new HashSet<>();
            if (one == root || one.place() == Candidate.Place.ROOT) labelled(one.resource(), List.of(), paths);
            verdicts.add(new Verdict.Release(one, new Edits(paths, Set.of(NOTE), Set.of(), false)));
        }
        return new Redaction(FhirVersion.R4).of(root, verdicts);
    }

    private static void labelled(Json value, List<Object> path, Set<List<Object>> paths) {
        if (value instanceof Json.Arr array)
            for (int i = 0; i < array.items().size(); i++)
                labelled(array.items().get(i), with(path, i), paths);
        if (!(value instanceof Json.Obj object)) return;
        boolean label = object.objects("extension").stream().anyMatch(one -> one.object("valueCoding")
                .flatMap(coding -> coding.text("code"))
                .isPresent());
        if (label && !path.isEmpty()) paths.add(path);
        object.members().forEach((name, member) -> {
            if (!name.equals("contained")) labelled(member, with(path, name), paths);
        });
    }

    private static List<Object> with(List<Object> path, Object step) {
        List<Object> longer = new ArrayList<>(path);
        longer.add(step);
        return longer;
    }
}
