package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** An EHR that cannot search by the location of an attachment is not asked again for a while. */
class AttachmentLocationSearchTest {

    private final AtomicLong clock = new AtomicLong();
    private final AttachmentLocationSearch search = new AttachmentLocationSearch(clock::get);

    @Test
    void an_ehr_of_which_nothing_is_known_is_asked() {
        assertThat(search.mayAsk()).isTrue();
    }

    @Test
    void after_it_did_not_answer_it_is_asked_again_in_ten_minutes() {
        // When
        search.unanswered();

        // Then
        assertThat(search.mayAsk()).isFalse();
        clock.addAndGet(Duration.ofMinutes(10).toNanos() - 1);
        assertThat(search.mayAsk()).isFalse();
        clock.incrementAndGet();
        assertThat(search.mayAsk()).isTrue();
    }
}
