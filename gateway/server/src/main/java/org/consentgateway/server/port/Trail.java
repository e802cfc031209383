package org.consentgateway.server.port;

import java.util.Map;
import java.util.TreeMap;
import org.consentgateway.core.json.Json;

/** The audit trail: no record, no release. */
public interface Trail {

    /** The trail cannot be written: nothing may be released. */
    final class Unavailable extends Exception {
        public Unavailable(String message) {
            super(message);
        }
    }

    /** Kinds of record. */
    enum Kind {
        DECISION,
        DISCLOSED,
        OUTCOME,
        GRANT,
        /** Of the gateway itself: started, stopped, a torn frame cut off. */
        NODE
    }

    /**
     * Appends the records and returns when they are on disk (fsync, group commit). Blocks; called on a worker.
     *
     * @param records in order; all become durable together
     */
    void commit(java.util.List<Entry> records) throws Unavailable;

    /** Whether a commit can succeed: false for ever after the first error of the disk. For readiness. */
    default boolean writable() {
        return true;
    }

    /** Appends without waiting for the disk: OUTCOME records. */
    void append(Entry record);

    /**
     * One record.
     *
     * @param requestId the request and decision id
     * @param kind      what it tells
     * @param body      the record itself: who, purpose, resources, reasons, consent path, grant, pack; never clinical text
     * @param facts     what its decisions rested on, as far as the record says so by digest
     */
    record Entry(String requestId, Kind kind, Json.Obj body, FactSets facts) {
        /** One that rests on nothing. */
        public Entry(String requestId, Kind kind, Json.Obj body) {
            this(requestId, kind, body, FactSets.NONE);
        }

        /** The same with one more member. */
        public Entry with(String name, Json value) {
            Map<String, Json> members = new TreeMap<>(body.members());
            members.put(name, value);
            return new Entry(requestId, kind, new Json.Obj(members), facts);
        }
    }

    /**
     * Sets of facts, each by its digest.
     *
     * @param told what the trail itself tells, once a segment: each as the text of a JSON object
     * @param kept what the database keeps: consents and grants
     */
    record FactSets(Map<String, String> told, Map<String, Json.Obj> kept) {
        /** None. */
        public static final FactSets NONE = new FactSets(Map.of(), Map.of());

        public FactSets {
            told = Map.copyOf(told);
            kept = Map.copyOf(kept);
        }
    }
}
