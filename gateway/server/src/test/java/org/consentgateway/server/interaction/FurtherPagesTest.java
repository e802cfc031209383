package org.consentgateway.server.interaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.consentgateway.core.redact.Pages;
import org.consentgateway.server.port.Fault;
import org.consentgateway.server.port.FhirServer.Broken;
import org.junit.jupiter.api.Test;

/** An EHR may name a next page for ever: where that ends. */
class FurtherPagesTest {

    private final KeptReply client = new KeptReply();
    private final AtomicLong nanos = new AtomicLong();
    private final Endless ehr = new Endless();
    private final FurtherPages pages = new FurtherPages(ehr, client, nanos::get);

    @Test
    void pages_are_opened_until_there_are_more_than_any_chart_has() throws IOException {
        for (int i = 0; i < FurtherPages.MOST; i++)
            assertThat(pages.open("next")).isPresent();

        assertThatThrownBy(() -> pages.open("next"))
                .isInstanceOfSatisfying(
                        Broken.class, broken -> assertThat(broken.fault()).isEqualTo(Fault.UPSTREAM_TIMEOUT));
    }

    @Test
    void an_answer_that_takes_too_long_ends_as_that_of_a_slow_server() throws IOException {
        assertThat(pages.open("next")).isPresent();
        nanos.addAndGet(Duration.ofMinutes(10).toNanos() + 1);

        assertThatThrownBy(() -> pages.open("next"))
                .isInstanceOfSatisfying(
                        Broken.class, broken -> assertThat(broken.fault()).isEqualTo(Fault.UPSTREAM_TIMEOUT));
    }

    @Test
    void nothing_is_asked_for_a_client_that_is_gone() {
        client.gone = true;

        pages.ahead("next");

        assertThatThrownBy(() -> pages.open("next")).isInstanceOf(IOException.class);
        assertThat(ehr.asked).isEmpty();
    }

    @Test
    void a_page_is_read_as_the_server_sent_it() throws IOException {
        pages.ahead("next");

        assertThat(pages.open("next").orElseThrow().readAllBytes())
                .asString(UTF_8)
                .isEqualTo("page");
        assertThat(ehr.asked).containsExactly("ahead of next", "next");
    }

    /** Names a next page each time. */
    private static final class Endless implements Pages {

        private final List<String> asked = new ArrayList<>();

        @Override
        public Optional<InputStream> open(String link) {
            asked.add(link);
            return Optional.of(new ByteArrayInputStream("page".getBytes(UTF_8)));
        }

        @Override
        public void ahead(String link) {
            asked.add("ahead of " + link);
        }
    }
}
