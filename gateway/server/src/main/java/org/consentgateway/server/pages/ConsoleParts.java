package org.consentgateway.server.pages;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.consentgateway.core.law.PolicyPack;
import org.consentgateway.server.operations.DraftPacks;
import org.consentgateway.server.operations.RefusalReport;
import org.consentgateway.server.operations.ReplayResult;
import org.consentgateway.server.port.BreakGlassReviews;
import org.consentgateway.server.port.DecisionIndex;
import org.consentgateway.server.port.GrantRegister;

/**
 * What the pages of the privacy office read beside the operations that apps call.
 *
 * @param index  decisions by what people ask for, with all that was committed before it is asked for
 * @param refusals of a month, {@code yyyy-MM}
 * @param grants those that wait, and uses
 * @param pack   the law in force
 * @param breaches what may be one
 * @param breakGlass what was found of it
 * @param replay decides again by a draft
 * @param system the parts of the system, as they are now
 */
public record ConsoleParts(
        Supplier<DecisionIndex> index,
        Function<String, RefusalReport> refusals,
        GrantRegister grants,
        PolicyPack pack,
        Breaches breaches,
        BreakGlassReviews breakGlass,
        DraftReplay replay,
        Supplier<List<Part>> system) {

    /** Decides past requests again under a draft pack. Blocks. */
    public interface DraftReplay {
        ReplayResult since(String draft, Instant since) throws IOException, DraftPacks.Unusable;
    }

    /**
     * A part of the system.
     *
     * @param good   whether it works
     * @param detail the last error, or what there is to know
     */
    public record Part(String name, boolean good, String detail) {}

    /** How things are told, in the zone of the pack. */
    Wording wording() {
        return new Wording(pack.zone());
    }

    /** The index as of now. */
    DecisionIndex indexNow() {
        return index.get();
    }
}
