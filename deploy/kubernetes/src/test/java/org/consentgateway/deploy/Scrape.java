package org.consentgateway.deploy;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.consentgateway.server.management.Metrics;
import org.consentgateway.server.port.Dependencies;

/**
 * What Prometheus reads of a gateway that counted everything once.
 *
 * @param labels of each series' name the labels, with the values that were seen
 */
record Scrape(Map<String, Map<String, Set<String>>> labels) {

    private static final Pattern GAUGE = Pattern.compile("metrics\\.gauge\\(\\s*Metrics\\.Name\\.(\\w+)");
    private static final Pattern SERIES = Pattern.compile("(?m)^([a-zA-Z_:][\\w:]*)(?:\\{([^}]*)})? ");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");
    private static final Pattern SELECTOR =
            Pattern.compile("\\b((?:gateway|jvm|process)_[a-z_]+|up)\\b(?:\\{([^}]*)})?");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)(=|!=|=~|!~)\"([^\"]*)\"");

    static Scrape ofAGateway() {
        Metrics metrics = new Metrics();
        metrics.dependencies(Dependencies.untold());
        Set<String> gauges = Deployed.wiring()
                .flatMap(text -> GAUGE.matcher(text).results())
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
        if (gauges.isEmpty()) throw new AssertionError("no gauge is found where they are made");
        for (Metrics.Name name : Metrics.Name.values()) {
            if (name == Metrics.Name.DEPENDENCIES_DOWN) continue;
            if (gauges.contains(name.name())) metrics.gauge(name, () -> 0);
            else if (name.name().endsWith("_SECONDS")) metrics.time(name, Duration.ofMillis(7));
            else Arrays.stream(Metrics.Outcome.values()).forEach(outcome -> metrics.count(name, outcome));
        }
        return of(metrics.text());
    }

    private static Scrape of(String text) {
        Map<String, Map<String, Set<String>>> labels = new HashMap<>();
        // what Prometheus adds itself
        labels.put("up", new HashMap<>());
        for (Matcher series = SERIES.matcher(text); series.find(); ) {
            Map<String, Set<String>> of = labels.computeIfAbsent(series.group(1), name -> new HashMap<>());
            if (series.group(2) == null) continue;
            for (Matcher label = LABEL.matcher(series.group(2)); label.find(); )
                of.computeIfAbsent(label.group(1), name -> new HashSet<>()).add(label.group(2));
        }
        return new Scrape(labels);
    }

    /** Fails for a series or a label in an expression that no gateway shows; gives the names that are in it. */
    Set<String> knows(String expression) {
        Set<String> names = new HashSet<>();
        for (Matcher selector = SELECTOR.matcher(expression); selector.find(); ) {
            String name = selector.group(1);
            Map<String, Set<String>> known = labels.get(name);
            if (known == null) throw new AssertionError("no gateway shows `" + name + "`");
            names.add(name);
            if (selector.group(2) == null) continue;
            for (Matcher match = MATCHER.matcher(selector.group(2)); match.find(); ) knows(name, known, match);
        }
        return names;
    }

    private static void knows(String name, Map<String, Set<String>> known, Matcher match) {
        String label = match.group(1);
        if (Set.of("instance", "job").contains(label)) return;
        Set<String> values = known.get(label);
        if (values == null) throw new AssertionError("`" + name + "` has no label `" + label + "`");
        Set<String> told = match.group(2).endsWith("~") ? Set.of(match.group(3).split("\\|")) : Set.of(match.group(3));
        for (String value : told)
            if (!values.contains(value))
                throw new AssertionError("`" + name + "` has no `" + label + "` of `" + value + "`");
    }
}
