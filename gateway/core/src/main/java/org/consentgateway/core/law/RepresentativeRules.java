package org.consentgateway.core.law;

import java.time.LocalDate;
import java.time.Period;
import java.util.Collection;
import java.util.Set;
import org.consentgateway.core.request.Coding;

/**
 * Who stands in a patient's place on the pages for patients.
 *
 * @param minors   relationships of those who act for a minor
 * @param untilAge in years: from this age on nobody sees a minor's pages but the minor
 * @param adults   relationships of those who act for an adult
 * @see <a href="https://www.ecfr.gov/current/title-45/section-164.502">45 CFR 164.502(g)</a>
 */
public record RepresentativeRules(Set<Coding> minors, int untilAge, Set<Coding> adults) {

    /** Nobody. */
    public static final RepresentativeRules NONE = new RepresentativeRules(Set.of(), 0, Set.of());

    public RepresentativeRules {
        minors = Set.copyOf(minors);
        adults = Set.copyOf(adults);
    }

    /**
     * Whether somebody of these relationships stands in the place of who was born on that day.
     *
     * @param ageOfMajority in years
     */
    public boolean admits(Collection<Coding> relationships, LocalDate born, LocalDate today, int ageOfMajority) {
        int age = Period.between(born, today).getYears();
        // 164.502(g)(2) adults; (g)(3) unemancipated minors, as far as other law does not let them act for themselves
        Set<Coding> admitted = age >= ageOfMajority ? adults : age < untilAge ? minors : Set.of();
        return !born.isAfter(today) && relationships.stream().anyMatch(admitted::contains);
    }
}
