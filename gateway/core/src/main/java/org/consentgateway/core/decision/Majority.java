package org.consentgateway.core.decision;

import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.consentgateway.core.consent.Directive;
import org.consentgateway.core.consent.Moment;
import org.consentgateway.core.label.Background.Life;
import org.consentgateway.core.request.Reference;

/** The ages and times after which what others decided for a patient, or the law itself, no longer holds as it did. */
final class Majority {

    private static final int PROTECTED_YEARS_AFTER_DEATH = 50; // 45 CFR 164.502(f)

    private Majority() {}

    /**
     * Whether the patient was, or may have been, a minor when it was signed, and is none, or may be none, now: of a birth
     * known by its year alone either birthday may be the true one. Without a birth date nothing ends.
     */
    static boolean reached(Directive form, Reference patient, DecisionContext asked) {
        if (!asked.pack().authorization().majority().reauthorize()) return false;
        ZoneId zone = asked.pack().zone();
        Optional<String> born = life(patient, asked).flatMap(Life::born);
        Optional<LocalDate> first = born.flatMap(date -> day(date, zone));
        Optional<LocalDate> last = born.flatMap(date -> lastDay(date, zone));
        Optional<LocalDate> signed = form.dateTime().flatMap(date -> day(date, zone));
        if (first.isEmpty() || last.isEmpty() || signed.isEmpty()) return false;
        int years = asked.pack().authorization().majority().years();
        return signed.get().isBefore(last.get().plusYears(years))
                && !asked.question().now().today().isBefore(first.get().plusYears(years));
    }

    /** Whether the patient died so long ago that 45 CFR 164.502(f) no longer protects: a matter for the site. */
    static boolean longDead(Reference patient, DecisionContext asked) {
        return life(patient, asked)
                .flatMap(Life::died)
                .flatMap(date -> day(date, asked.pack().zone()))
                .filter(died -> died.plusYears(PROTECTED_YEARS_AFTER_DEATH)
                        .isBefore(asked.question().now().today()))
                .isPresent();
    }

    private static Optional<Life> life(Reference patient, DecisionContext asked) {
        return Optional.ofNullable(asked.background().lives().get(patient));
    }

    private static Optional<LocalDate> lastDay(String fhir, ZoneId zone) {
        ZoneId here = fhir.length() > 10 ? zone : ZoneOffset.UTC;
        return Moment.stretch(fhir, here)
                .map(stretch -> LocalDate.ofInstant(stretch.until().minusNanos(1), here));
    }

    private static Optional<LocalDate> day(String fhir, ZoneId zone) {
        ZoneId here = fhir.length() > 10 ? zone : ZoneOffset.UTC;
        return Moment.stretch(fhir, here).map(stretch -> LocalDate.ofInstant(stretch.from(), here));
    }
}
