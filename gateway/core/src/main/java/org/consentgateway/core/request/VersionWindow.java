package org.consentgateway.core.request;

import java.time.Instant;
import java.util.Optional;
import org.consentgateway.core.json.Json;

/**
 * Which versions are asked for by when they were made, as the caller is shown that: the EHR is not asked, for it knows of
 * changes that are hidden.
 *
 * @param since {@code _since}: made then or later
 * @param at    {@code _at}: current at some instant of it
 * @see <a href="http://hl7.org/fhir/R4/http.html#history">FHIR R4: history</a>
 */
public record VersionWindow(Optional<DateSpan> since, Optional<DateSpan> at) {

    /** Every version. */
    public static final VersionWindow ALL = new VersionWindow(Optional.empty(), Optional.empty());

    /** What the request asks for. */
    public static VersionWindow of(FhirRequest request) {
        return new VersionWindow(
                request.parameter("_since").flatMap(DateSpan::of),
                request.parameter("_at").flatMap(DateSpan::of));
    }

    /**
     * Whether a version is asked for.
     *
     * @param made     when, empty where nobody said
     * @param replaced when the next was made, empty where there is none or nobody said
     */
    public boolean holds(Optional<Instant> made, Optional<Instant> replaced) {
        boolean late = since.isEmpty()
                || made.isEmpty()
                || !made.get().isBefore(since.get().from());
        boolean began =
                at.isEmpty() || made.isEmpty() || made.get().isBefore(at.get().until());
        boolean ended = at.isPresent()
                && replaced.isPresent()
                && !replaced.get().isAfter(at.get().from());
        return late && began && !ended;
    }

    /** When FHIR says that something was made. */
    public static Optional<Instant> instant(Optional<String> text) {
        return text.flatMap(DateSpan::of).map(DateSpan::from);
    }

    /** When a version was made, as it is shown. */
    public static Optional<Instant> made(Json.Obj shown) {
        return instant(shown.object("meta").flatMap(meta -> meta.text("lastUpdated")));
    }
}
