package org.consentgateway.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import org.consentgateway.server.adapter.jdbc.NoticeStore;
import org.consentgateway.server.adapter.undertow.NoticeRoute;
import org.consentgateway.server.config.GatewayConfig;
import org.consentgateway.server.config.NoticesConfig;
import org.consentgateway.server.management.Metrics;
import org.consentgateway.server.operations.NoticeDelivery;
import org.consentgateway.server.operations.NoticeText;
import org.consentgateway.server.operations.NoticeWatch;
import org.consentgateway.server.port.Dependencies;
import org.consentgateway.server.port.Notices;
import org.consentgateway.server.port.Notices.Channel;
import org.consentgateway.server.port.PeriodicTasks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What people are told of by themselves: found, kept, sent. Threads of its own: a mail server may be slow. */
final class Noticing implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Noticing.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(3);
    private static final Duration SEND_EVERY = Duration.ofSeconds(1);
    private static final Duration FIRST_READ = Duration.ofMinutes(1);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(Workers.named("notice"));
    private final ScheduledExecutorService reader =
            Executors.newSingleThreadScheduledExecutor(Workers.named("verifier"));
    private final NoticesConfig told;
    private final Notices notices;
    private final Map<Channel, NoticeRoute> routes = new EnumMap<>(Channel.class);
    private final List<NoticeDelivery> deliveries = new ArrayList<>();
    private final NoticeWatch watch;
    private final TrailVerification verification;
    private volatile long waiting;
    private boolean damageTold;

    Noticing(Setup setup, Storage storage, Servers servers) {
        told = setup.config().notices();
        notices = new NoticeStore(storage.database);
        openRoutes(setup.config());
        for (Map.Entry<Channel, NoticeRoute> route : routes.entrySet())
            deliveries.add(delivery(route.getKey(), route.getValue(), setup));
        watch = new NoticeWatch(
                notices,
                storage.grants,
                () -> servers.backlog(storage.trail),
                told.backlog(),
                routes.keySet(),
                setup.clock());
        verification = new TrailVerification(
                setup.config().storage().data(), storage::signed, setup.clock(), () -> servers.cosigning
                        .filter(Cosigning::contradicted)
                        .isPresent());
    }

    void start() {
        every(LOOK_EVERY, thread, watch::look);
        every(LOOK_EVERY, thread, this::tellDamage);
        every(SEND_EVERY, thread, () -> deliveries.forEach(NoticeDelivery::deliver));
        every(SEND_EVERY, thread, () -> waiting = notices.waiting());
        Duration first = told.verifyEvery().compareTo(FIRST_READ) < 0 ? told.verifyEvery() : FIRST_READ;
        every(first, told.verifyEvery(), reader, this::read);
    }

    private void openRoutes(GatewayConfig config) {
        Duration connect = config.outbound().connect();
        Duration read = config.outbound().read();
        told.mail()
                .ifPresent(mail -> routes.put(
                        Channel.MAIL,
                        NoticeRoute.mail(
                                new NoticeRoute.Mail(
                                        mail.host(),
                                        mail.port(),
                                        NoticeRoute.Tls.valueOf(mail.tls().name()),
                                        mail.username().flatMap(user -> mail.password()
                                                .map(password -> Map.entry(user, password.reveal()))),
                                        mail.from(),
                                        mail.to()),
                                connect,
                                read)));
        told.webhook()
                .ifPresent(webhook -> routes.put(
                        Channel.WEBHOOK,
                        NoticeRoute.webhook(
                                new NoticeRoute.Webhook(
                                        webhook.url().toString(),
                                        webhook.secret().reveal(),
                                        config.outbound().proxy()),
                                connect,
                                read)));
    }

    private NoticeDelivery delivery(Channel channel, NoticeRoute route, Setup setup) {
        EnumSet<Notices.Kind> atOnce = told.atOnce().stream()
                .map(kind -> Notices.Kind.valueOf(kind.name()))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Notices.Kind.class)));
        String name = channel == Channel.MAIL ? "the mail server for notices" : "the webhook for notices";
        return new NoticeDelivery(
                channel,
                notices,
                route,
                new NoticeText(
                        setup.config().pages().url(),
                        setup.config().pages().name(),
                        setup.pack().zone()),
                new Notices.Pace(atOnce, told.digest()),
                setup.dependencies().of(Dependencies.Kind.NOTICE, name),
                () -> setup.measured().metrics().count(Metrics.Name.NOTICE_FAILURES, Metrics.Outcome.NONE),
                setup.clock());
    }

    private static void every(Duration interval, ScheduledExecutorService on, Runnable chore) {
        every(interval, interval, on, chore);
    }

    private static void every(Duration first, Duration interval, ScheduledExecutorService on, Runnable chore) {
        var unused = PeriodicTasks.every(on, "notices", first, interval, chore);
    }

    private void read() {
        boolean unused = verification.holds();
        tellDamage();
    }

    /** Once, whoever finds it first: who reads the trail through, or the witness. */
    private synchronized void tellDamage() {
        boolean damaged = verification.damaged();
        if (damaged && !damageTold) {
            LOG.error("the audit trail is not as it was written: see `gateway.jar verify-audit`");
            watch.unverified();
        }
        damageTold = damaged;
    }

    /** Shows it in the metrics. */
    void measured(Metrics metrics) {
        metrics.gauge(Metrics.Name.NOTICES_WAITING, () -> waiting);
        metrics.gauge(
                Metrics.Name.BREAK_GLASS_UNREVIEWED, () -> watch.unattended().breakGlass());
        metrics.gauge(Metrics.Name.GRANTS_WAITING, () -> watch.unattended().grants());
        metrics.gauge(Metrics.Name.TRAIL_UNVERIFIED, () -> verification.damaged() ? 1 : 0);
    }

    /** Whether all that was to go out has. */
    boolean good() {
        return deliveries.stream().allMatch(each -> each.lastFailure().isEmpty());
    }

    /** What there is to know of them. */
    String text() {
        if (deliveries.isEmpty()) return "nobody is told: see `notices.mail.host` and `notices.webhook.url`";
        String failures = deliveries.stream()
                .map(NoticeDelivery::lastFailure)
                .flatMap(Optional::stream)
                .map(each -> ", " + each)
                .collect(Collectors.joining());
        return waiting + " wait to be sent" + failures;
    }

    TrailVerification verification() {
        return verification;
    }

    @Override
    public void close() {
        thread.shutdownNow();
        reader.shutdownNow();
        routes.values().forEach(NoticeRoute::close);
    }
}
