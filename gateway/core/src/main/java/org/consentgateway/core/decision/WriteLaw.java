package org.consentgateway.core.decision;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.consentgateway.core.json.Json;
import org.consentgateway.core.label.Facts;
import org.consentgateway.core.label.FactsReader;
import org.consentgateway.core.label.OwnBases;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.core.law.WriteRules;
import org.consentgateway.core.request.Caller;
import org.consentgateway.core.request.Role;

/**
 * Which roles a write takes: nobody writes their own permission. Told from what the caller sees and what they send, so that
 * it is the same whether something is hidden or not.
 *
 * @see <a href="https://www.ecfr.gov/current/title-45/section-164.514">45 CFR 164.514(h): who asks is verified</a>
 */
public final class WriteLaw {

    private final PolicyPack pack;
    private final OwnBases bases;

    /** @param bases absolute URLs that are ours */
    public WriteLaw(PolicyPack pack, OwnBases bases) {
        this.pack = pack;
        this.bases = bases;
    }

    /**
     * Roles that the caller lacks to make of what they see what they send; none: it is theirs to write.
     *
     * @param shown     the resource as the caller sees it
     * @param submitted as it shall be
     */
    public Set<Role> lackingToReplace(Json.Obj shown, Json.Obj submitted, Caller caller) {
        Set<Role> needed = EnumSet.noneOf(Role.class);
        String type = shown.text("resourceType").orElse("");
        WriteRules rules = pack.writes();
        for (Role role : WriteRules.GUARDS) {
            if (!same(rules.elements(role, type), shown, submitted)) needed.add(role);
        }
        Facts before = FactsReader.read(shown, bases);
        Facts after = FactsReader.read(submitted, bases);
        if (!FactElements.samePeople(before, after)) needed.add(Role.REGISTRAR);
        if (!new WrittenLabels(pack.notes(), bases).free(shown, submitted, caller)) needed.add(Role.LABELLER);
        return without(needed, caller);
    }

    /**
     * Roles that the caller lacks to make a resource that is not there yet.
     *
     * @param named whether the caller says under which id: one that a consent may name already
     */
    public Set<Role> lackingToCreate(Json.Obj submitted, boolean named, Caller caller) {
        String type = submitted.text("resourceType").orElse("");
        Set<Role> needed = EnumSet.noneOf(Role.class);
        for (Role role : WriteRules.GUARDS) {
            Set<String> elements = new HashSet<>(pack.writes().elements(role, type));
            if (!named) elements.retainAll(pack.writes().onCreate(type));
            if (bearsOne(submitted, elements)) needed.add(role);
        }
        return without(needed, caller);
    }

    /** Roles that the caller lacks to take away what they see: what others rest on goes with it. */
    public Set<Role> lackingToDelete(Json.Obj shown, Caller caller) {
        return lackingToCreate(shown, true, caller);
    }

    private static Set<Role> without(Set<Role> needed, Caller caller) {
        needed.removeIf(caller::has);
        return needed;
    }

    private boolean same(Set<String> elements, Json.Obj shown, Json.Obj submitted) {
        for (String element : elements) {
            if (!FactElements.plain(shown, element, bases).equals(FactElements.plain(submitted, element, bases)))
                return false;
        }
        return true;
    }

    private static boolean bearsOne(Json.Obj resource, Set<String> elements) {
        for (String element : elements) {
            if (resource.get(element).isPresent() || resource.get("_" + element).isPresent()) return true;
        }
        return false;
    }
}
