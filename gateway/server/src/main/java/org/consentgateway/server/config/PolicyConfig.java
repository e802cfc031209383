package org.consentgateway.server.config;

import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.consentgateway.core.request.Reference;

/**
 * The law that is in force, and whether it is enforced.
 *
 * @param organization the covered entity that runs the gateway
 * @param law          policy packs, time zone, how a withholding shows
 * @param observe      empty: it enforces
 */
public record PolicyConfig(Reference organization, Law law, Optional<Observe> observe) {

    /** @param packs names on the class path or paths; the first is the base, the others overlays */
    public record Law(List<String> packs, ZoneId zone, Withholding withholding, LabelProbing labelProbing) {
        public Law {
            packs = List.copyOf(packs);
        }
    }

    /** Whether the EHR is asked which types bear the label of a note that the pack does not list. */
    public enum LabelProbing {
        AT_START,
        NEVER
    }

    /**
     * Answers pass, and the trail tells what enforcing would have done.
     *
     * @param name   of the person who answers for it
     * @param reason in their words
     * @param until  when it ends, exclusively
     */
    public record Observe(String name, String reason, java.time.Instant until) {}

    /** What an installation does. */
    public enum Mode {
        ENFORCE,
        OBSERVE
    }

    /** Whether what was withheld leaves a mark. */
    public enum Withholding {
        SILENT,
        MARKED
    }
}
