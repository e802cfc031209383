package org.consentgateway.core.json;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The members of a small object as it was read: in order, without a hash table, and not to be changed. */
final class Members extends AbstractMap<String, Json> {

    /** Above so many members a hash table is quicker, and safe against objects made to be slow. */
    static final int MOST = 24;

    private final List<Entry<String, Json>> entries;

    private Members(List<Entry<String, Json>> entries) {
        this.entries = entries;
    }

    /** @param entries names are distinct, at most {@link #MOST}; not used again by the caller */
    static Members of(List<Entry<String, Json>> entries) {
        return new Members(entries);
    }

    @Override
    public @Nullable Json get(@Nullable Object name) {
        for (int i = 0; i < entries.size(); i++) {
            Entry<String, Json> entry = entries.get(i);
            if (entry.getKey().equals(name)) return entry.getValue();
        }
        return null;
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return get(name) != null;
    }

    @Override
    public int size() {
        return entries.size();
    }

    @Override
    public Set<Map.Entry<String, Json>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<String, Json>> iterator() {
                return java.util.Collections.unmodifiableList(entries).iterator();
            }

            @Override
            public int size() {
                return entries.size();
            }
        };
    }
}
