package org.consentgateway.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.consentgateway.server.adapter.jdbc.Database;
import org.consentgateway.server.adapter.jdbc.GrantStore;
import org.consentgateway.server.adapter.jdbc.NoticeStore;
import org.consentgateway.server.port.Dependencies;
import org.consentgateway.server.port.NoticeOutlet;
import org.consentgateway.server.port.Notices.Channel;
import org.consentgateway.server.port.Notices.Kind;
import org.consentgateway.server.port.Notices.Pace;
import org.consentgateway.server.port.Trail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoticeWatchTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);

    @Test
    void a_backlog_is_told_of_once_until_it_was_half_as_large_again(@TempDir Path folder) throws Exception {
        AtomicLong backlog = new AtomicLong(100);
        try (Database database = Database.embedded(folder)) {
            NoticeStore notices = new NoticeStore(database);
            // the happening is known by its time
            AtomicLong seconds = new AtomicLong();
            NoticeWatch watch = new NoticeWatch(
                    notices,
                    new GrantStore(database, unused(), CLOCK),
                    backlog::get,
                    100,
                    Set.of(Channel.MAIL),
                    () -> NOON.plusSeconds(seconds.incrementAndGet()));
            long[] levels = {100, 101, 500, 51, 101, 50, 100, 101, 101};
            long[] told = {0, 1, 1, 1, 1, 1, 1, 2, 2};
            for (int i = 0; i < levels.length; i++) {
                backlog.set(levels[i]);

                watch.look();

                assertThat(notices.waiting()).as("at " + levels[i]).isEqualTo(told[i]);
            }
        }
    }

    @Test
    void what_could_not_be_sent_is_sent_later_and_what_happens_all_the_time_fills_no_mailbox(@TempDir Path folder)
            throws Exception {
        try (Database database = Database.embedded(folder)) {
            NoticeStore notices = new NoticeStore(database);
            AtomicLong now = new AtomicLong();
            AtomicLong sent = new AtomicLong();
            AtomicLong failures = new AtomicLong();
            NoticeOutlet outlet = message -> {
                if (now.get() < 10) throw new NoticeOutlet.Undelivered("it answers 500");
                sent.incrementAndGet();
            };
            Dependencies dependencies = Dependencies.untold();
            NoticeDelivery delivery = new NoticeDelivery(
                    Channel.WEBHOOK,
                    notices,
                    outlet,
                    new NoticeText(java.net.URI.create("https://a.example/"), "A", ZoneOffset.UTC),
                    new Pace(Set.of(Kind.BREAK_GLASS), Duration.ofHours(1)),
                    dependencies.of(Dependencies.Kind.NOTICE, "the webhook"),
                    failures::incrementAndGet,
                    () -> NOON.plusSeconds(now.get()));

            for (int second = 0; second < 130; second++) {
                now.set(second);
                notices.tell(Kind.BREAK_GLASS, "request-" + second, NOON.plusSeconds(second), Set.of(Channel.WEBHOOK));
                delivery.deliver();
                if (second == 9) {
                    assertThat(failures.get()).isEqualTo(1);
                    assertThat(dependencies.down(Dependencies.Kind.NOTICE)).isEqualTo(1);
                    assertThat(delivery.lastFailure()).hasValue("webhook: it answers 500");
                    assertThat(notices.waiting()).isEqualTo(10);
                }
            }

            // at 10, 70 and 130 at the earliest
            assertThat(sent.get()).isEqualTo(2);
            assertThat(dependencies.down(Dependencies.Kind.NOTICE)).isZero();
            assertThat(delivery.lastFailure()).isEmpty();
            assertThat(notices.waiting()).isEqualTo(59);
        }
    }

    private static Trail unused() {
        return new Trail() {
            @Override
            public void commit(java.util.List<Entry> records) {
                throw new IllegalStateException("nothing is recorded here");
            }

            @Override
            public boolean writable() {
                return true;
            }

            @Override
            public void append(Entry record) {
                throw new IllegalStateException("nothing is recorded here");
            }
        };
    }
}
