package org.consentgateway.core.redact;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Paths of elements to take out, as a tree. {@code _given} and {@code given} are one element. */
final class Trie {

    private static final Trie NONE = new Trie();

    private final Map<Object, Trie> children = new HashMap<>();
    private boolean leaf;

    static Trie of(Iterable<List<Object>> paths) {
        Trie root = new Trie();
        for (List<Object> path : paths) root.add(path);
        return root;
    }

    /** This one's paths and those, as a tree of its own. */
    Trie with(Iterable<List<Object>> paths) {
        Trie both = copy();
        for (List<Object> path : paths) both.add(path);
        return both;
    }

    private Trie copy() {
        Trie copy = new Trie();
        copy.leaf = leaf;
        children.forEach((step, child) -> copy.children.put(step, child.copy()));
        return copy;
    }

    private void add(List<Object> path) {
        Trie node = this;
        boolean primitive = false;
        for (Object step : path) {
            boolean index = step instanceof Integer;
            if (primitive && !index) break; // below the extensions of a primitive: the primitive goes
            String name = step.toString();
            primitive |= !index && name.startsWith("_");
            Object key = index ? step : primitive ? name.substring(1) : name;
            node = node.children.computeIfAbsent(key, absent -> new Trie());
        }
        node.leaf = true;
    }

    Trie child(String member) {
        return children.getOrDefault(member.startsWith("_") ? member.substring(1) : member, NONE);
    }

    Trie child(int index) {
        return children.getOrDefault(index, NONE);
    }

    /** Whether the element ends here and goes. */
    boolean goes() {
        return leaf;
    }
}
