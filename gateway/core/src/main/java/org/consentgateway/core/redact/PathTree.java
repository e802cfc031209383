package org.consentgateway.core.redact;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Paths of elements to take out, as a tree. {@code _given} and {@code given} are one element. */
final class PathTree {

    private static final PathTree NONE = new PathTree();

    private final Map<Object, PathTree> children = new HashMap<>();
    private boolean leaf;

    static PathTree of(Iterable<List<Object>> paths) {
        PathTree root = new PathTree();
        for (List<Object> path : paths) root.add(path);
        return root;
    }

    /** This one's paths and those, as a tree of its own. */
    PathTree with(Iterable<List<Object>> paths) {
        PathTree both = copy();
        for (List<Object> path : paths) both.add(path);
        return both;
    }

    private PathTree copy() {
        PathTree copy = new PathTree();
        copy.leaf = leaf;
        children.forEach((step, child) -> copy.children.put(step, child.copy()));
        return copy;
    }

    private void add(List<Object> path) {
        PathTree node = this;
        boolean primitive = false;
        for (Object step : path) {
            boolean index = step instanceof Integer;
            if (primitive && !index) break; // below the extensions of a primitive: the primitive goes
            String name = step.toString();
            primitive |= !index && name.startsWith("_");
            Object key = index ? step : primitive ? name.substring(1) : name;
            node = node.children.computeIfAbsent(key, absent -> new PathTree());
        }
        node.leaf = true;
    }

    PathTree child(String member) {
        return children.getOrDefault(member.startsWith("_") ? member.substring(1) : member, NONE);
    }

    PathTree child(int index) {
        return children.getOrDefault(index, NONE);
    }

    /** Whether the element ends here and goes. */
    boolean goes() {
        return leaf;
    }
}
