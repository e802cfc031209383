package org.consentgateway.server.operations;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What came of deciding past requests again by a draft pack.
 *
 * @param decided       resources that were decided again
 * @param differing     those of them with another decision
 * @param notReplayable resources whose record says too little
 * @param archivedBefore when the first record was written that could be read; empty where all of the time is there
 */
public record ReplayResult(
        List<Difference> differences,
        long decided,
        long differing,
        long notReplayable,
        Optional<Instant> archivedBefore) {

    public ReplayResult {
        differences = List.copyOf(differences);
    }

    /**
     * What would be otherwise in one way.
     *
     * @param change    from, to, rule and reason in words
     * @param requests  ids, in the order of the trail
     * @param resources how many
     */
    public record Difference(String change, List<String> requests, int resources) {
        public Difference {
            requests = List.copyOf(requests);
        }
    }
}
