package org.consentgateway.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.consentgateway.core.json.JsonWriter;
import org.consentgateway.server.adapter.audit.WriteAheadTrail;
import org.consentgateway.server.port.Trail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnauthenticatedRefusalsTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    private final AtomicLong now = new AtomicLong();
    private final List<Runnable> later = new ArrayList<>();
    private final List<String> written = new ArrayList<>();

    @Test
    void the_first_hundred_of_a_client_and_minute_are_whole_and_the_others_a_number() throws Exception {
        // Given
        UnauthenticatedRefusals anonymous = anonymous();
        InetAddress client = InetAddress.getByName("192.0.2.1");

        // When
        List<Optional<String>> answers = new ArrayList<>();
        for (int i = 0; i < 150; i++) answers.add(anonymous.counted(Optional.of(client)));
        boolean other = anonymous
                .counted(Optional.of(InetAddress.getByName("192.0.2.2")))
                .isEmpty();
        now.addAndGet(Duration.ofSeconds(61).toNanos());
        later.forEach(Runnable::run);
        boolean nextMinute = anonymous.counted(Optional.of(client)).isEmpty();

        // Then
        assertThat(answers.subList(0, 100)).containsOnly(Optional.empty());
        assertThat(answers.subList(100, 150)).doesNotContain(Optional.empty());
        assertThat(answers.subList(100, 150)).containsOnly(answers.get(149));
        assertThat(other).isTrue();
        assertThat(nextMinute).isTrue();
        assertThat(written).hasSize(2);
        assertThat(written.get(1)).contains("\"count\":50");
    }

    @Test
    void all_clients_together_have_a_bound_too_and_an_address_of_IPv6_is_its_network() throws Exception {
        // Given
        UnauthenticatedRefusals anonymous = anonymous();

        // When
        int whole = 0;
        for (int i = 0; i < 60; i++)
            for (int j = 0; j < 100; j++)
                if (anonymous
                        .counted(Optional.of(InetAddress.getByName("192.0.2." + i)))
                        .isEmpty()) whole++;
        now.addAndGet(Duration.ofSeconds(61).toNanos());
        int ofOneNetwork = 0;
        for (int i = 0; i < 150; i++)
            if (anonymous
                    .counted(Optional.of(InetAddress.getByName("2001:db8::" + i)))
                    .isEmpty()) ofOneNetwork++;

        // Then
        assertThat(whole).isEqualTo(UnauthenticatedRefusals.WHOLE_OF_ALL);
        assertThat(ofOneNetwork).isEqualTo(UnauthenticatedRefusals.WHOLE);
    }

    private UnauthenticatedRefusals anonymous() throws Exception {
        Records records;
        try (WriteAheadTrail trail = WriteAheadTrail.open(folder, folder.resolve("keys"), Clock.systemUTC())) {
            records = new Records(trail.keys()::hide, "pack", "1");
        }
        Trail remembered = new Trail() {
            @Override
            public void commit(List<Entry> entries) {
                entries.forEach(this::append);
            }

            @Override
            public void append(Entry entry) {
                written.add(new String(JsonWriter.bytes(entry.body()), java.nio.charset.StandardCharsets.UTF_8));
            }
        };
        return new UnauthenticatedRefusals(remembered, records, now::get, later::add);
    }
}
