package org.consentgateway.server.adapter.oidc;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Proofs that were seen and could be shown again, each once. Every client has a share of the room, so that none can use up
 * another's; what is too old goes from the front, and nothing is looked through.
 */
final class SeenProofs {

    /** Proofs in memory; with few clients each may have many. */
    static final int MOST = 200_000;

    private static final int LEAST_SHARE = 20;
    private static final int CLIENTS = MOST / LEAST_SHARE; // those beyond share one place

    private final Duration life;
    /** By client, the one that was heard longest ago first. */
    private final Map<String, Map<String, Long>> clients = new LinkedHashMap<>(16, 0.75f, true);

    /** @param life how long a proof could be shown again */
    SeenProofs(Duration life) {
        this.life = life;
    }

    /**
     * Takes a proof.
     *
     * @param proof what tells it from every other; a hash, whatever the client wrote
     * @param now   {@link System#nanoTime()}
     * @throws TokenRefused where it was seen, or the client has used up its share
     */
    synchronized void once(String client, String proof, long now) throws TokenRefused {
        Iterator<Map<String, Long>> silent = clients.values().iterator();
        // a client whose newest proof is too old has none
        while (silent.hasNext()) {
            Map<String, Long> proofs = silent.next();
            forget(proofs, now);
            if (!proofs.isEmpty()) break;
            silent.remove();
        }
        String place = clients.containsKey(client) || clients.size() < CLIENTS ? client : "";
        Map<String, Long> proofs = clients.computeIfAbsent(place, fresh -> new LinkedHashMap<>());
        forget(proofs, now);
        if (proofs.containsKey(proof)) throw new TokenRefused("proof replayed");
        if (proofs.size() >= Math.max(LEAST_SHARE, MOST / 2 / clients.size()))
            throw new TokenRefused("too many proofs");
        proofs.put(proof, now);
    }

    private void forget(Map<String, Long> proofs, long now) {
        Iterator<Long> oldest = proofs.values().iterator();
        while (oldest.hasNext() && now - oldest.next() > life.toNanos()) oldest.remove();
    }
}
