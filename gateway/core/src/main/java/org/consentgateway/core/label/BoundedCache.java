package org.consentgateway.core.label;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.consentgateway.core.request.Coding;

/**
 * What a pure function of a coding told, kept for the codings that stand in every resource of a site. It is emptied when it
 * is full, and keeps no coding that is longer than codings are: what somebody writes must not fill the memory.
 */
final class BoundedCache<V> {

    private static final int MOST = 4096;
    private static final int LONGEST = 300; // characters of a code, or of a system

    private final Map<Coding, V> told = new ConcurrentHashMap<>();
    private final Function<Coding, V> function;

    BoundedCache(Function<Coding, V> function) {
        this.function = function;
    }

    V of(Coding coding) {
        V before = told.get(coding);
        if (before != null) return before;
        V now = function.apply(coding);
        if (coding.code().length() > LONGEST || coding.system().length() > LONGEST) return now;
        if (told.size() >= MOST) told.clear();
        told.put(coding, now);
        return now;
    }
}
