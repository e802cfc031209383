package org.consentgateway.server.tools;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.consentgateway.server.adapter.upstream.KeptCapabilities;
import org.consentgateway.server.adapter.upstream.Probe.Finding;
import org.consentgateway.server.adapter.upstream.Probe.Level;
import org.consentgateway.server.port.ServerCapabilities.Shown;

/**
 * Whether what the EHR cannot do is remembered in {@code data.dir}: what is not costs a call in vain with every request that
 * needs it.
 *
 * @param file  what a gateway remembers of the EHR
 * @param clock the gateway's
 */
public record MemoryCheck(Path file, InstantSource clock) {

    private static final String CODE = "remembered";

    /** Of what the EHR has just shown. */
    public Finding of(KeptCapabilities shown) {
        if (Files.exists(file) && (!Files.isRegularFile(file) || !Files.isWritable(file)))
            return new Finding(
                    CODE,
                    Level.NOTE,
                    "what the EHR cannot do cannot be kept: `" + file.getFileName()
                            + "` in `data.dir` cannot be written",
                    "make it a file of the user who runs the gateway, else it is asked again after each restart");
        KeptCapabilities kept = KeptCapabilities.in(file, clock);
        List<String> known = new ArrayList<>();
        List<String> asked = new ArrayList<>();
        lacking(shown.all()).forEach((key, now) -> {
            Shown before = kept.all().get(key);
            if (before == null) asked.add("`" + key + "`");
            else if (!before.can() && kept.isFresh(before)) known.add("`" + key + "` since " + minute(before));
            else asked.add("`" + key + "`, last learnt " + minute(before));
        });
        if (known.isEmpty() && asked.isEmpty())
            return new Finding(CODE, Level.GOOD, "there is nothing that the EHR was seen not to do", "");
        String says = (known.isEmpty() ? "" : "the EHR cannot, and it is remembered: " + String.join(", ", known))
                + (known.isEmpty() || asked.isEmpty() ? "" : "; ")
                + (asked.isEmpty() ? "" : "the EHR cannot, and it is not remembered now: " + String.join(", ", asked));
        return new Finding(
                CODE,
                asked.isEmpty() ? Level.GOOD : Level.NOTE,
                says,
                asked.isEmpty()
                        ? ""
                        : "the first request that needs it asks once; then it is kept in `data.dir` for an hour, restarts"
                                + " included: keep that folder");
    }

    private static Map<String, Shown> lacking(Map<String, Shown> all) {
        Map<String, Shown> lacking = new TreeMap<>(all);
        lacking.values().removeIf(Shown::can);
        return lacking;
    }

    private static String minute(Shown shown) {
        return shown.at().truncatedTo(ChronoUnit.MINUTES).toString();
    }
}
