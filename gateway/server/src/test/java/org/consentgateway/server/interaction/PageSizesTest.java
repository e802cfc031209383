package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.consentgateway.core.redact.NextLinks.Position;
import org.consentgateway.core.request.ResultParameters;
import org.consentgateway.core.request.ResultParameters.Summary;
import org.consentgateway.core.request.ResultParameters.Total;
import org.consentgateway.core.request.SearchPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many matches make a page, and how many the EHR is asked for. */
class PageSizesTest {

    private final PageSizes sizes = new PageSizes();

    private static SearchPlan search(Optional<Integer> count, Summary summary) {
        return new SearchPlan(
                "Observation",
                Optional.empty(),
                List.of(),
                new ResultParameters(List.of(), summary, Total.UNSPECIFIED, count, false),
                List.of());
    }

    private static Optional<String> asked(SearchPlan plan) {
        return plan.upstream().stream()
                .filter(one -> one.name().equals("_count"))
                .map(one -> one.value())
                .findFirst();
    }

    @Test
    void a_further_page_is_as_long_as_the_first() {
        sizes.usual("Observation", 20);

        assertThat(sizes.shown(
                        search(Optional.of(10), Summary.FALSE),
                        Optional.of(new Position("https://ehr.example/p", 0, 7))))
                .contains(7);
    }

    @Test
    void a_first_page_is_as_long_as_was_asked_else_as_the_ehr_makes_it_else_nobody_knows() {
        assertThat(sizes.shown(search(Optional.empty(), Summary.FALSE), Optional.empty()))
                .isEmpty();
        sizes.usual("Observation", 20);
        assertThat(sizes.shown(search(Optional.empty(), Summary.FALSE), Optional.empty()))
                .contains(20);
        assertThat(sizes.shown(search(Optional.of(10), Summary.FALSE), Optional.empty()))
                .contains(10);
    }

    @ParameterizedTest
    @CsvSource({"1, 3", "10, 21", "49, 99", "50, 100", "100, 100", "101, 102", "999, 1000", "1000, 1000"})
    void the_ehr_is_asked_for_more_than_is_shown(int shown, String upstream) {
        assertThat(asked(sizes.asked(search(Optional.of(shown), Summary.FALSE), Optional.of(shown))))
                .contains(upstream);
    }

    @Test
    void a_count_is_made_of_modest_pages() {
        SearchPlan counted = search(Optional.of(10), Summary.COUNT);

        assertThat(sizes.shown(counted, Optional.empty())).isEmpty();
        assertThat(asked(sizes.asked(counted, Optional.empty()))).contains(Integer.toString(PageSizes.MODEST));
    }
}
