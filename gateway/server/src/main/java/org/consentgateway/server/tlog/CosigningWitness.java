package org.consentgateway.server.tlog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * A witness of logs (c2sp.org/tlog-witness): it cosigns what grew out of what it cosigned before, and nothing else.
 * Thread-safe.
 *
 * <p>INVARIANT: of one log it never cosigns a smaller tree or one that does not hold the one before, whoever asks at the
 * same time. After any error of the disk it cosigns nothing until it is started anew.
 */
public final class CosigningWitness {

    /** What the answer to a size that is not the last bears. */
    public static final String SIZE_TYPE = "text/x.tlog.size";

    private static final String TEXT = "text/plain; charset=utf-8";

    /** Of which logs it is a witness, as its operator says now. */
    public interface Logs {
        List<VerifierKey> known() throws IOException;
    }

    /** An answer of HTTP. */
    public record Reply(int status, String type, String body) {}

    private final NoteSigner signer;
    private final Logs logs;
    private final WitnessLedger ledger;
    private final InstantSource clock;
    private boolean broken;

    public CosigningWitness(NoteSigner signer, Logs logs, WitnessLedger ledger, InstantSource clock) {
        this.signer = signer;
        this.logs = logs;
        this.ledger = ledger;
        this.clock = clock;
    }

    /** Answers {@code POST add-checkpoint}. */
    public Reply add(byte[] body) {
        try {
            AddCheckpoint asked = AddCheckpoint.of(new String(body, StandardCharsets.UTF_8));
            TreeHead head = TreeHead.of(asked.checkpoint().body());
            List<VerifierKey> keys = logs.known().stream()
                    .filter(key -> key.name().equals(head.origin()))
                    .toList();
            if (keys.isEmpty()) return said(404, "this log is not known here");
            if (keys.stream().noneMatch(key -> key.signed(asked.checkpoint())))
                return said(403, "the checkpoint is not signed by a key of its log");
            if (asked.oldSize() > head.size()) return said(400, "the old size is larger than the checkpoint");
            return cosigned(asked, head);
        } catch (MalformedNote e) {
            return said(400, e.how());
        } catch (IOException e) {
            return said(503, "what was cosigned cannot be read or written");
        }
    }

    /** One at a time: what is compared is what is replaced. */
    private synchronized Reply cosigned(AddCheckpoint asked, TreeHead head) throws IOException {
        if (broken) return said(503, "the disk has failed");
        Optional<TreeHead> last = ledger.last(head.origin());
        long size = last.map(TreeHead::size).orElse(0L);
        if (asked.oldSize() != size) return sizeOf(size);
        if (last.isPresent() && size == head.size() && !last.get().equals(head)) return sizeOf(size);
        TreeHead before = last.orElseGet(() -> TreeHead.of(head.origin(), new MerkleFrontier()));
        if (!ConsistencyProof.shows(asked.proof(), before, head))
            return said(422, "the checkpoint does not grow out of the one before");
        broken = true;
        ledger.keep(head);
        broken = false;
        return new Reply(200, TEXT, signer.cosignature(asked.checkpoint().body(), clock.instant()) + "\n");
    }

    private static Reply sizeOf(long size) {
        return new Reply(409, SIZE_TYPE, size + "\n");
    }

    private static Reply said(int status, String why) {
        return new Reply(status, TEXT, why + "\n");
    }
}
