package org.consentgateway.server.management;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import org.consentgateway.server.port.Dependencies;

/**
 * What is counted and timed. The labels are members of closed lists, so that no patient, user or resource id can become
 * one; the names are those of {@link Name} with {@code gateway_} before them.
 */
public final class Metrics {

    /** Every metric there is, with what it tells. */
    public enum Name {
        REQUESTS("answers given, by status class"),
        REQUEST_SECONDS("time from request to the end of its answer"),
        EVALUATIONS("answers to enforcement points, by outcome"),
        OAUTH_PASSES("answers of the EHR's authorization server passed or refused, by status class"),
        DECISIONS("resources decided, by outcome"),
        TOKENS("tokens verified, by verdict"),
        CONSENT_READS("reads of the consent server, by result"),
        UPSTREAM_CALLS("calls of the EHR, by status class; unavailable: no answer came"),
        UPSTREAM_SECONDS("time to the first byte of an upstream answer"),
        AUDIT_SECONDS("time until records are on disk"),
        AUDIT_BACKLOG("records waiting for delivery"),
        IN_FLIGHT("answers being given"),
        OBSERVING("1 while nothing is withheld, because `mode` is `observe`; 0 where it enforces"),
        OBSERVING_SECONDS_LEFT("seconds until observing ends by itself; 0 where it enforces"),
        DEPENDENCIES_DOWN("servers and stores that could not be used when last needed, by kind"),
        ISSUERS_UNREADABLE("issuers whose signing keys could not be read when last asked for"),
        CUT_ANSWERS("answers cut after their first byte"),
        UNREADABLE_ENTRIES("resources of the EHR that could not be read, and were hidden"),
        INDEX_DIFFERS(
                "1 where the index of the trail was found to differ from it last night, or could not be compared"),
        WORKLIST_OPERATOR("items on the operator's worklist"),
        WORKLIST_PRIVACY_OFFICER("items on the privacy officer's worklist"),
        BREAK_GLASS_UNREVIEWED("break-glass of the last 30 days that nobody has reviewed"),
        GRANTS_WAITING("legal-basis grants that wait for a second person"),
        TRAIL_UNVERIFIED("1 where the trail was not as it was written when it was last read through"),
        NOTICES_WAITING("notices that have not gone out yet, over all channels"),
        NOTICE_FAILURES("attempts to send notices that failed");

        private final String meaning;

        Name(String meaning) {
            this.meaning = meaning;
        }

        /** As Prometheus shows it, but for the suffix {@code _total} of a counter. */
        String text() {
            return "gateway_" + name().toLowerCase(Locale.ROOT);
        }
    }

    /** The values of the one label, {@code outcome}; a closed list. */
    public enum Outcome {
        NONE,
        STATUS_2XX,
        STATUS_3XX,
        STATUS_4XX,
        STATUS_5XX,
        RELEASE,
        STRIP,
        WITHHOLD,
        VALID,
        INVALID,
        UNDECIDABLE,
        KNOWN,
        UNAVAILABLE;

        /** The class of an HTTP status. */
        public static Outcome ofStatus(int status) {
            return switch (status / 100) {
                case 2 -> STATUS_2XX;
                case 3 -> STATUS_3XX;
                case 4 -> STATUS_4XX;
                default -> STATUS_5XX;
            };
        }

        private String text() {
            return name().toLowerCase(Locale.ROOT).replace("status_", "");
        }
    }

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    public Metrics() {
        new UptimeMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
    }

    /** Counts one. */
    public void count(Name name, Outcome outcome) {
        Counter.builder(name.text())
                .description(name.meaning)
                .tag("outcome", outcome.text())
                .register(registry)
                .increment();
    }

    /** Adds a time to a histogram of seconds. */
    public void time(Name name, Duration taken) {
        Timer.builder(name.text().replace("_seconds", ""))
                .description(name.meaning)
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(60))
                .register(registry)
                .record(taken);
    }

    /** Shows a value whenever the metrics are read. */
    public void gauge(Name name, DoubleSupplier value) {
        Gauge.builder(name.text(), value, DoubleSupplier::getAsDouble)
                .description(name.meaning)
                .strongReference(true)
                .register(registry);
    }

    /** Shows of each kind of dependency how many are down. */
    public void dependencies(Dependencies dependencies) {
        for (Dependencies.Kind kind : Dependencies.Kind.values())
            Gauge.builder(Name.DEPENDENCIES_DOWN.text(), () -> dependencies.down(kind))
                    .description(Name.DEPENDENCIES_DOWN.meaning)
                    .tag("dependency", kind.name().toLowerCase(Locale.ROOT))
                    .strongReference(true)
                    .register(registry);
    }

    /** The exposition text that Prometheus reads. */
    public String text() {
        return registry.scrape();
    }

    /** The page of metrics: name and meaning, a line each. */
    public static String reference() {
        return Arrays.stream(Name.values())
                .map(name -> "| `" + name.text() + "` | " + name.meaning + " |")
                .collect(Collectors.joining("\n"));
    }
}
