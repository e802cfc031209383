package org.consentgateway.server.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.consentgateway.server.adapter.audit.CosignedCheckpoint;
import org.consentgateway.server.adapter.audit.TrailEnd;
import org.consentgateway.server.adapter.upstream.Probe.Finding;
import org.consentgateway.server.adapter.upstream.Probe.Level;
import org.consentgateway.server.config.GatewayConfig;
import org.consentgateway.server.tlog.AddCheckpoint;
import org.consentgateway.server.tlog.CosigningWitness.Reply;
import org.consentgateway.server.tlog.WitnessCall;

/** Whether the witness has cosigned this trail and no more of it than there is: it is asked for what it cosigned last. */
public record WitnessCheck(GatewayConfig.Storage storage, WitnessCall witness) {

    private static final String CODE = "witness";

    /** One finding. */
    public Finding finding() {
        Path data = storage.data();
        try {
            Optional<CosignedCheckpoint> cosigned = CosignedCheckpoint.beside(data);
            if (cosigned.isEmpty())
                return new Finding(
                        CODE,
                        Level.NOTE,
                        "the witness has cosigned nothing of this trail yet",
                        "start the gateway, and give the witness the line in `"
                                + data.resolve("audit").resolve("log.vkey") + "`");
            return of(cosigned.get());
        } catch (IOException e) {
            return new Finding(CODE, Level.BAD, "the witness does not answer", "see `audit.witness.url`");
        }
    }

    private Finding of(CosignedCheckpoint cosigned) throws IOException {
        long size = cosigned.head().size();
        Reply reply = witness.add(new AddCheckpoint(size, List.of(), cosigned.note()));
        if (reply.status() == 200)
            return new Finding(CODE, Level.GOOD, "the witness has cosigned this trail up to " + size, "");
        if (reply.status() == 409) return conflict(reply.body().strip(), size);
        return new Finding(
                CODE,
                Level.BAD,
                "the witness answers " + reply.status() + " about this trail",
                "404: it has to be given the line in `audit/log.vkey` of `data.dir`; else see `audit.witness.url`");
    }

    /** A running gateway may have had more cosigned meanwhile. */
    private Finding conflict(String known, long size) throws IOException {
        long last = TrailEnd.of(storage.data(), storage.keys(), List.of()).last();
        boolean more = known.matches("[0-9]{1,18}") && Long.parseLong(known) > size && Long.parseLong(known) <= last;
        return more
                ? new Finding(CODE, Level.GOOD, "the witness has cosigned " + known + " records of " + last, "")
                : new Finding(
                        CODE,
                        Level.BAD,
                        "the witness has cosigned " + known + " records, and the trail is not that one or ends at "
                                + last,
                        "keep the folder as it is, take a copy, run `gateway.jar verify-audit DIR`, and call the"
                                + " privacy office");
    }
}
