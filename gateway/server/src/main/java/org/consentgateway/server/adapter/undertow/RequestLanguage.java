package org.consentgateway.server.adapter.undertow;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Predicate;
import org.apache.camel.support.ExpressionAdapter;
import org.apache.camel.support.LanguageSupport;
import org.apache.camel.support.PredicateToExpressionAdapter;
import org.consentgateway.server.stage.Stage;

/**
 * The only language that routes may use: a few facts of the request, read from the stage, compared with a word.
 *
 * <pre>
 * type = ImagingStudy      client = research-app      purpose = TREAT and organization != Organization/org-a
 * </pre>
 *
 * An expression is one fact alone ({@code client}, to throttle by) or {@code summary}: one JSON line for a tap.
 */
final class RequestLanguage extends LanguageSupport {

    static final String NAME = "request";

    private static final String SUMMARY = "summary";
    private static final Pattern COMPARISON = Pattern.compile("(\\S+?)\\s*(!?=)\\s*([^\\s=]\\S*)");
    private static final Pattern AND = Pattern.compile("\\s+and\\s+");

    /** Each with the words that hold of a request: one, or for purposes and roles none or several. */
    private static final Map<String, Function<Stage, List<String>>> FACTS = Map.of(
            "client", stage -> List.of(RequestFacts.who(stage).client()),
            "organization", stage -> List.of(RequestFacts.who(stage).organization()),
            "purpose", stage -> RequestFacts.who(stage).purposes(),
            "role", stage -> RequestFacts.who(stage).roles(),
            "break-glass",
                    stage -> List.of(String.valueOf(RequestFacts.who(stage).breakGlass())),
            "type", stage -> List.of(RequestFacts.type(stage)),
            "interaction", stage -> List.of(RequestFacts.interaction(stage)),
            "kind", stage -> List.of(RequestFacts.kind(stage)),
            "status", stage -> List.of(RequestFacts.status(stage)));

    private final InstantSource clock;

    RequestLanguage(InstantSource clock) {
        this.clock = clock;
    }

    private record Comparison(String fact, boolean equal, String word) {

        boolean holds(Stage stage) {
            return words(fact, stage).contains(word) == equal;
        }
    }

    /** The facts that a text asks for, alone or in comparisons; none where it asks for something that is no fact. */
    static List<String> factsIn(String text) {
        Optional<List<Comparison>> compared = comparisons(text);
        if (compared.isEmpty())
            return FACTS.containsKey(text.strip()) || text.strip().equals(SUMMARY) ? List.of(text.strip()) : List.of();
        List<String> facts = compared.get().stream().map(Comparison::fact).toList();
        return FACTS.keySet().containsAll(facts) ? facts : List.of();
    }

    /** Whether a text compares facts with words. */
    static boolean isComparison(String text) {
        return comparisons(text).isPresent();
    }

    private static Optional<List<Comparison>> comparisons(String text) {
        List<Comparison> all = new ArrayList<>();
        Matcher comparison = COMPARISON.matcher(text.strip());
        Matcher and = AND.matcher(text.strip());
        int from = 0;
        while (comparison.region(from, comparison.regionEnd()).lookingAt()) {
            all.add(new Comparison(comparison.group(1), comparison.group(2).equals("="), comparison.group(3)));
            if (comparison.end() == comparison.regionEnd()) return Optional.of(all);
            if (!and.region(comparison.end(), and.regionEnd()).lookingAt()) return Optional.empty();
            from = and.end();
        }
        return Optional.empty();
    }

    @Override
    public Predicate createPredicate(String text) {
        List<Comparison> all =
                comparisons(text).orElseThrow(() -> new IllegalArgumentException("not a comparison: `" + text + "`"));
        all.forEach(one -> known(one.fact()));
        return exchange -> all.stream().allMatch(one -> one.holds(stage(exchange)));
    }

    @Override
    public Expression createExpression(String text) {
        if (isComparison(text)) return PredicateToExpressionAdapter.toExpression(createPredicate(text));
        String name = text.strip();
        if (!name.equals(SUMMARY)) known(name);
        return new ExpressionAdapter() {
            @Override
            public Object evaluate(Exchange exchange) {
                Stage stage = stage(exchange);
                return name.equals(SUMMARY)
                        ? RequestFacts.summary(stage, clock.instant())
                        : String.join(" ", new TreeSet<>(words(name, stage)));
            }
        };
    }

    private static List<String> words(String fact, Stage stage) {
        return known(fact).apply(stage);
    }

    private static Function<Stage, List<String>> known(String name) {
        Function<Stage, List<String>> fact = FACTS.get(name);
        if (fact == null) throw new IllegalArgumentException("unknown fact of a request `" + name + "`");
        return fact;
    }

    private static Stage stage(Exchange exchange) {
        if (exchange.getMessage().getBody() instanceof Stage stage) return stage;
        throw new IllegalStateException("the body is no stage of the road");
    }
}
