package org.consentgateway.server.adapter.undertow;

import java.util.Map;
import java.util.Optional;
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
 * type = ImagingStudy      client = research-app      interaction = search-type      break-glass = true
 * </pre>
 *
 * An expression is one fact alone ({@code client}, to throttle by) or {@code summary}: one JSON line for a tap.
 */
final class RequestLanguage extends LanguageSupport {

    static final String NAME = "request";

    private static final Pattern COMPARISON = Pattern.compile("(\\S+)\\s*(!?=)\\s*(\\S+)");
    private static final Map<String, Function<Stage, String>> FACTS = Map.of(
            "client", RequestFacts::client,
            "type", RequestFacts::type,
            "interaction", RequestFacts::interaction,
            "kind", RequestFacts::kind,
            "break-glass", RequestFacts::breakGlass,
            "status", RequestFacts::status,
            "summary", RequestFacts::summary);

    /** The fact that a text asks for, alone or in a comparison; empty where it is none. */
    static Optional<String> factOf(String text) {
        Matcher comparison = COMPARISON.matcher(text.strip());
        String name = comparison.matches() ? comparison.group(1) : text.strip();
        return FACTS.containsKey(name) ? Optional.of(name) : Optional.empty();
    }

    /** Whether a text compares a fact with a word. */
    static boolean isComparison(String text) {
        return COMPARISON.matcher(text.strip()).matches();
    }

    @Override
    public Predicate createPredicate(String text) {
        Matcher comparison = COMPARISON.matcher(text.strip());
        if (!comparison.matches()) throw new IllegalArgumentException("not a comparison: `" + text + "`");
        Function<Stage, String> fact = fact(comparison.group(1));
        boolean equal = comparison.group(2).equals("=");
        String word = comparison.group(3);
        return exchange -> fact.apply(stage(exchange)).equals(word) == equal;
    }

    @Override
    public Expression createExpression(String text) {
        if (COMPARISON.matcher(text.strip()).matches())
            return PredicateToExpressionAdapter.toExpression(createPredicate(text));
        Function<Stage, String> fact = fact(text.strip());
        return new ExpressionAdapter() {
            @Override
            public Object evaluate(Exchange exchange) {
                return fact.apply(stage(exchange));
            }
        };
    }

    private static Function<Stage, String> fact(String name) {
        Function<Stage, String> fact = FACTS.get(name);
        if (fact == null) throw new IllegalArgumentException("unknown fact of a request `" + name + "`");
        return fact;
    }

    private static Stage stage(Exchange exchange) {
        if (exchange.getMessage().getBody() instanceof Stage stage) return stage;
        throw new IllegalStateException("the body is no stage of the road");
    }
}
