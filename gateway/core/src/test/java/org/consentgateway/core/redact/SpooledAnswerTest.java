package org.consentgateway.core.redact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentgateway.core.redact.Upstream.bundle;
import static org.consentgateway.core.redact.Upstream.match;
import static org.consentgateway.core.redact.Upstream.utf8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.consentgateway.core.json.MemorySpool;
import org.junit.jupiter.api.Test;

/** A long content leaves with its resource, after the decision, or is never looked at again. */
class SpooledAnswerTest {

    private static final String CONTENT = "\"content\":[{\"attachment\":{\"data\":\"" + "QUJD".repeat(30_000) + "\"}}]";
    private static final String NOTE = "{\"resourceType\":\"DocumentReference\",\"id\":\"n\"," + CONTENT
            + ",\"meta\":{\"security\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-ActCode\",\"code\":\"PSYTHPN\"}]}}";
    private static final String LETTER =
            "{\"resourceType\":\"DocumentReference\",\"id\":\"l\"," + CONTENT + ",\"status\":\"current\"}";

    private final MemorySpool spool = new MemorySpool();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    @Test
    void of_a_page_the_withheld_one_stays_in_the_spool_and_the_other_is_written_as_it_came() throws Exception {
        // When
        redacted(bundle("", match(NOTE), match(LETTER)), new Upstream().search("DocumentReference"));

        // Then
        assertThat(spool.kept()).isEqualTo(2);
        assertThat(spool.read()).isEqualTo(1);
        assertThat(body.toString(StandardCharsets.UTF_8)).contains(CONTENT).doesNotContain("PSYTHPN");
        assertThat(spool.isClosed()).isTrue();
    }

    @Test
    void a_withheld_one_that_is_asked_for_alone_is_not_read() throws Exception {
        // When
        Receipt receipt = redacted(NOTE, Upstream.single());

        // Then
        assertThat(receipt.written()).isFalse();
        assertThat(spool.read()).isZero();
        assertThat(spool.isClosed()).isTrue();
    }

    @Test
    void alone_it_is_written_as_it_came() throws Exception {
        redacted(LETTER, Upstream.single());

        assertThat(body.toString(StandardCharsets.UTF_8)).isEqualTo(LETTER);
    }

    private Receipt redacted(String answer, ExpectedAnswer expected) throws Exception {
        return new Redactor(Upstream.BASES, Court.guarding(), () -> spool)
                .redact(new ByteArrayInputStream(utf8(answer)), expected, version -> body);
    }
}
