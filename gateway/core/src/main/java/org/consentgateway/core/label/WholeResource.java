package org.consentgateway.core.label;

import java.util.List;
import java.util.Set;
import org.consentgateway.core.json.ElementCut;
import org.consentgateway.core.json.Json;

/**
 * A resource of which a part may be hidden, to be read without it.
 *
 * @param bases absolute URLs that are ours
 */
public record WholeResource(Json.Obj resource, ReferenceResolver bases) {

    /** The facts of the resource without the elements that stand there. */
    Facts without(Set<List<Object>> hidden, Facts facts) {
        Facts left = FactsReader.read(ElementCut.of(resource, hidden), bases);
        // what is contained and names nobody is about whom its container is about
        boolean own = FactsReader.read(resource, bases).subjects().equals(facts.subjects());
        List<Facts.InlineLabel> open = facts.inline().stream()
                .filter(part -> hidden.stream().noneMatch(gone -> within(part.path(), gone)))
                .toList();
        return new Facts(
                facts.identity(),
                new Facts.Labelling(left.labels(), open),
                left.kind(),
                own ? left.parties() : facts.parties(),
                left.occurrence(),
                left.pointing());
    }

    private static boolean within(List<Object> path, List<Object> gone) {
        return path.size() >= gone.size() && path.subList(0, gone.size()).equals(gone);
    }

    @Override
    public String toString() {
        return "WholeResource";
    }
}
