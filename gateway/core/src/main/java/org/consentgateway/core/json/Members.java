package org.consentgateway.core.json;

import java.io.IOException;
import java.io.OutputStream;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The members of a small object as it was read: in order, without a hash table, and not to be changed. */
final class Members extends AbstractMap<String, Json> {

    /** Above so many members a hash table is quicker, and safe against objects made to be slow. */
    static final int MOST = 24;

    private final String[] names;
    private final Json[] values;

    private final Written written;

    /** The object as it is written: a part of what was read with it. */
    record Written(CanonicalBytes all, int from, int to) {
        boolean isWhole() {
            return all.isWhole();
        }

        void writeTo(OutputStream target) throws IOException {
            all.writeTo(target, from, to);
        }
    }

    private Members(String[] names, Json[] values, Written written) {
        this.names = names;
        this.values = values;
        this.written = written;
    }

    /**
     * @param names   distinct, at most {@link #MOST}; not used again by the caller
     * @param values  theirs, in the same order
     * @param written the object with these members
     */
    static Members of(String[] names, Json[] values, Written written) {
        return new Members(names, values, written);
    }

    Written written() {
        return written;
    }

    @Override
    public @Nullable Json get(@Nullable Object name) {
        for (int i = 0; i < names.length; i++) if (names[i].equals(name)) return values[i];
        return null;
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return get(name) != null;
    }

    @Override
    public int size() {
        return names.length;
    }

    @Override
    public void forEach(BiConsumer<? super String, ? super Json> action) {
        for (int i = 0; i < names.length; i++) action.accept(names[i], values[i]);
    }

    @Override
    public Set<Map.Entry<String, Json>> entrySet() {
        return new Entries();
    }

    private final class Entries extends AbstractSet<Map.Entry<String, Json>> {
        @Override
        public Iterator<Map.Entry<String, Json>> iterator() {
            return new Iterator<>() {
                private int next;

                @Override
                public boolean hasNext() {
                    return next < names.length;
                }

                @Override
                public Map.Entry<String, Json> next() {
                    if (next == names.length) throw new NoSuchElementException();
                    Map.Entry<String, Json> entry = Map.entry(names[next], values[next]);
                    next++;
                    return entry;
                }
            };
        }

        @Override
        public int size() {
            return names.length;
        }
    }
}
