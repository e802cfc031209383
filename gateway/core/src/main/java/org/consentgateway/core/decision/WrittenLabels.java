package org.consentgateway.core.decision;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.FactsReader;
import org.consentgateway.core.label.NoteRules;
import org.consentgateway.core.label.ReferenceResolver;
import org.consentgateway.core.label.StrictestSeen;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Coding;

/**
 * Whether a write leaves labels alone. Only a labeller changes them, but that authors may add one to what they wrote.
 *
 * @param rules which labels and tags say "psychotherapy note"
 * @param bases absolute URLs that are ours
 */
record WrittenLabels(NoteRules rules, ReferenceResolver bases) {

    /** {@code REDACTED}, {@code SUBSETTED}: what an answer says of itself is no label of the resource. */
    private static boolean isMark(Coding label) {
        return label.system().equals(Coding.OBSERVATION_VALUE);
    }

    boolean free(Json.Obj shown, Json.Obj submitted, Caller caller) {
        Facts before = FactsReader.read(shown, bases);
        Facts after = FactsReader.read(submitted, bases);
        Set<Coding> was = labels(before);
        Set<Coding> is = labels(after);
        boolean own = caller.user().filter(before.authors()::contains).isPresent();
        if (!is.containsAll(was) || (!own && !was.containsAll(is))) return false;
        if (!taken(shown, submitted).isEmpty()) return false;
        return inline(shown, before, submitted, after, own);
    }

    private Set<Coding> labels(Facts facts) {
        Set<Coding> labels = new HashSet<>(facts.labels());
        facts.tags().stream().filter(rules::names).forEach(labels::add);
        labels.removeIf(WrittenLabels::isMark);
        return labels;
    }

    /** A label comes and goes with its element; what stands beside it in the list stays as it is then. */
    private boolean inline(Json.Obj shown, Facts before, Json.Obj submitted, Facts after, boolean own) {
        Set<Object> lists =
                before.inline().stream().map(part -> part.path().get(0)).collect(Collectors.toSet());
        after.inline().forEach(part -> lists.add(part.path().get(0)));
        for (Object list : lists) {
            String name = list.toString();
            LabelledParts was = new LabelledParts(name, shown, under(name, before));
            LabelledParts is = new LabelledParts(name, submitted, under(name, after));
            if (was.relabelled(is, own)) return false;
            boolean same = is.labels().equals(was.labels());
            int more = is.parts().size() - was.parts().size();
            if (same && more == 0) continue;
            if (more > 0 && is.labels().containsAll(was.labels())) {
                if (own || is.leavesAll(was)) continue;
                return false;
            }
            if (!was.leavesAll(is)) return false;
        }
        return true;
    }

    /** What loses a label that says "psychotherapy note": elements by name, and {@link StrictestSeen#WHOLE}. */
    Set<String> taken(Json.Obj shown, Json.Obj submitted) {
        Facts before = FactsReader.read(shown, bases);
        Facts after = FactsReader.read(submitted, bases);
        Set<String> taken = new TreeSet<>();
        if (says(before) && !says(after)) taken.add(StrictestSeen.WHOLE);
        Set<Object> lists =
                before.inline().stream().map(part -> part.path().get(0)).collect(Collectors.toSet());
        for (Object list : lists) {
            String name = list.toString();
            LabelledParts was = new LabelledParts(name, shown, notes(name, before));
            LabelledParts is = new LabelledParts(name, submitted, notes(name, after));
            boolean fewer = is.parts().size() < was.parts().size();
            if ((fewer && !was.leavesAll(is)) || was.bared(is)) taken.add(name);
        }
        for (String name : submitted.members().keySet()) {
            boolean fewer = within(submitted, name, true).size()
                    < within(shown, name, true).size();
            if (fewer && !within(shown, name, false).containsAll(within(submitted, name, false))) taken.add(name);
        }
        return taken;
    }

    private boolean says(Facts facts) {
        return rules.protectedByOneOf(facts.labels()) || rules.protectedByOneOf(facts.tags());
    }

    private List<Facts.InlineLabel> notes(String list, Facts facts) {
        return under(list, facts).stream()
                .filter(part -> rules.protectedByOneOf(part.labels()))
                .toList();
    }

    /** The resources within that element that bear such a label, or that bear none. */
    private List<Json> within(Json.Obj resource, String element, boolean labelled) {
        List<Json> found = new ArrayList<>();
        resource.get(element).ifPresent(value -> within(value, labelled, found));
        return found;
    }

    private void within(Json value, boolean labelled, List<Json> found) {
        if (value instanceof Json.Arr array) array.items().forEach(item -> within(item, labelled, found));
        if (!(value instanceof Json.Obj object)) return;
        boolean resource = object.text("resourceType").isPresent();
        if (resource && says(FactsReader.read(object, bases)) == labelled) found.add(object);
        object.members().values().forEach(member -> within(member, labelled, found));
    }

    private static List<Facts.InlineLabel> under(String list, Facts facts) {
        return facts.inline().stream()
                .filter(part -> part.path().get(0).equals(list))
                .toList();
    }
}
