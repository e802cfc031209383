package org.consentgateway.server.adapter.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.consentgateway.server.config.GatewayConfig.Budget;
import org.consentgateway.server.port.Fault;
import org.consentgateway.server.port.FhirServer;
import org.junit.jupiter.api.Test;

/** What one request of a client may cost. */
class RequestBudgetTest {

    private static final String REQUEST = "00000000-0000-4000-8000-000000000001";
    private static final String OTHER = "00000000-0000-4000-8000-000000000002";

    private final RequestBudget budget = new RequestBudget(new Budget(3, 10, 60));

    /** What the first parts leave of it would tell how much the look-ups for the last one take. */
    @Test
    void a_part_of_a_batch_spends_nothing_of_another() {
        for (String one : new String[] {REQUEST, REQUEST + "-1", REQUEST + "-12", OTHER}) {
            for (int i = 0; i < 3; i++) assertThat(budget.admits(one)).isTrue();
            assertThat(budget.admits(one)).isFalse();
        }
    }

    @Test
    void an_answer_ends_where_the_bytes_are_spent_and_no_further_call_is_made() throws Exception {
        try (InputStream first = body(REQUEST, 6);
                InputStream second = body(REQUEST, 6);
                InputStream part = body(REQUEST + "-1", 6);
                InputStream other = body(OTHER, 6)) {
            assertThat(first.readAllBytes()).hasSize(6);
            assertThatThrownBy(second::readAllBytes)
                    .isInstanceOfSatisfying(FhirServer.Broken.class, broken -> assertThat(broken.fault())
                            .isEqualTo(Fault.UPSTREAM_OVER_BUDGET));
            assertThat(part.readAllBytes()).hasSize(6);
            assertThat(other.readAllBytes()).hasSize(6);
        }
        assertThat(budget.admits(REQUEST)).isFalse();
    }

    @Test
    void what_the_gateway_asks_by_no_request_is_not_counted() {
        for (int i = 0; i < 10; i++) assertThat(budget.admits("gateway")).isTrue();
    }

    private InputStream body(String request, int length) {
        return budget.counted(request, new ByteArrayInputStream(new byte[length]));
    }
}
