package org.consentgateway.core.label;

import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Set;
import org.consentgateway.core.request.Coding;
import org.jspecify.annotations.Nullable;

/**
 * A set of codings that the pack names, with what it remembers of codings found in resources: telling whether one may be
 * meant to be one of them is slow.
 */
final class KnownCodings extends AbstractSet<Coding> {

    private final Set<Coding> codings;
    private final BoundedCache<Boolean> perhaps = new BoundedCache<>(this::isPerhapsOne);
    private final BoundedCache<Boolean> spelled = new BoundedCache<>(this::isSpelledBy);

    private KnownCodings(Set<Coding> codings) {
        this.codings = codings;
    }

    /** The same codings; what is one of these already stays what it is. */
    static KnownCodings of(Set<Coding> codings) {
        return codings instanceof KnownCodings known ? known : new KnownCodings(Set.copyOf(codings));
    }

    /** Whether what was found may stand for one of them, by {@link CodingVariants#perhaps}. */
    boolean perhapsOne(Coding found) {
        return !codings.isEmpty() && perhaps.of(found);
    }

    private boolean isPerhapsOne(Coding found) {
        for (Coding known : codings) {
            if (CodingVariants.perhaps(found, known)) return true;
        }
        return false;
    }

    /** Whether what was found spells the code of one of them, under whatever system. */
    boolean spelledBy(Coding found) {
        return !codings.isEmpty() && spelled.of(found);
    }

    private boolean isSpelledBy(Coding found) {
        for (Coding known : codings) {
            if (CodingVariants.spells(found.code(), known.code())) return true;
        }
        return false;
    }

    @Override
    public boolean contains(@Nullable Object one) {
        return one != null && codings.contains(one);
    }

    @Override
    public Iterator<Coding> iterator() {
        return codings.iterator();
    }

    @Override
    public int size() {
        return codings.size();
    }
}
