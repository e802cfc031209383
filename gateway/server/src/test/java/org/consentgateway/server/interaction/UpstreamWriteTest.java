package org.consentgateway.server.interaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentgateway.core.json.Json;
import org.junit.jupiter.api.Test;

/** What is stored, and what counts as sent, of a write with parts that its writer cannot see. */
class UpstreamWriteTest {

    private static final Json.Obj SENT = named("sent");
    private static final Json.Obj MERGED = named("merged");
    private static final Json.Obj KEPT = named("kept");

    private static Json.Obj named(String name) {
        return new Json.Obj(Map.of("id", new Json.Text(name)));
    }

    private static UpstreamWrite write(HiddenPartMerge.Way... ways) {
        return new UpstreamWrite(
                "PUT", "Patient/p", Optional.of("3"), Optional.empty(), Optional.empty(), false, List.of(ways));
    }

    @Test
    void the_first_way_is_the_best_and_the_version_that_was_seen_stays_its_condition() {
        // When
        UpstreamWrite best = write(
                        new HiddenPartMerge.Way(MERGED, Optional.empty()),
                        new HiddenPartMerge.Way(SENT, Optional.of(KEPT)))
                .best();

        // Then
        assertThat(best.body()).contains(MERGED);
        assertThat(best.ifMatch()).contains("3");
    }

    @Test
    void what_the_writer_sent_is_known_where_a_way_keeps_the_hidden_part_apart() {
        UpstreamWrite write = write(
                new HiddenPartMerge.Way(MERGED, Optional.empty()), new HiddenPartMerge.Way(SENT, Optional.of(KEPT)));

        assertThat(write.submitted()).contains(SENT);
        assertThat(write.beside()).isEmpty();
    }

    @Test
    void what_is_only_stored_merged_is_nobodys_own_word() {
        assertThat(write(new HiddenPartMerge.Way(MERGED, Optional.empty())).submitted())
                .isEmpty();
    }

    @Test
    void a_write_that_hides_nothing_is_stored_as_it_was_sent() {
        // Given
        var write =
                new UpstreamWrite("POST", "Patient", Optional.empty(), Optional.of("identifier=1"), Optional.of(SENT));

        // Then
        assertThat(write.best()).isEqualTo(write);
        assertThat(write.submitted()).contains(SENT);
        assertThat(write.beside()).isEmpty();
    }
}
