package org.consentgateway.server.port;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/** The worklist as those read it who work on it. */
public interface WorklistItems {

    /** A finding with how often it was met, and when. */
    record Item(Worklist.Finding finding, Instant firstSeen, Instant lastSeen, long count) {}

    /** What is on the list for these, what was met last first. */
    List<Item> items(Set<Worklist.Addressee> whose, int atMost);
}
