package org.consentgateway.core.request;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.consentgateway.core.fhir.SearchParameters.Kind;
import org.consentgateway.core.json.Json;

/**
 * What a parameter asks of a value. The EHR answers it for what it holds; this answers it for what is shown, where something
 * beside that was taken out. What cannot be told is no match.
 *
 * @param kind     of the parameter
 * @param modifier of the parameter
 * @param values   any of which suffices, as the client wrote them
 * @see <a href="http://hl7.org/fhir/R4/search.html#ptypes">FHIR R4: search parameter types</a>
 */
record SearchedValue(Kind kind, Optional<String> modifier, List<String> values) {

    private static final Pattern PREFIXED = Pattern.compile("(eq|ne|gt|ge|lt|le|sa|eb|ap)?(.*)", Pattern.DOTALL);
    private static final Set<String> UPPER = Set.of("eq", "ne", "lt", "le", "eb", "ap");

    SearchedValue {
        values = List.copyOf(values);
    }

    /** Whether a value is asked for. */
    boolean matches(Json value, UnaryOperator<String> relative) {
        return values.stream().anyMatch(asked -> matches(value, asked, relative));
    }

    /** Whether it is surely told of a value that it is none that was asked for: identity alone, in no server's own reading. */
    boolean identity() {
        return kind == Kind.REFERENCE || (kind == Kind.TOKEN && modifier.isEmpty());
    }

    /** Whether what was changed later than it is shown to be would be missed by it, or found. */
    boolean bounded() {
        return values.stream()
                .map(PREFIXED::matcher)
                .anyMatch(asked -> asked.matches() && UPPER.contains(prefix(asked)));
    }

    private boolean matches(Json value, String asked, UnaryOperator<String> relative) {
        return switch (kind) {
            case TOKEN -> token(value, asked);
            case REFERENCE -> reference(value, asked, relative);
            case STRING -> texts(value).anyMatch(text -> string(text, asked));
            case URI -> value instanceof Json.Text text && uri(text.value(), asked, relative);
            case DATE -> date(value, asked);
            case NUMBER, QUANTITY -> quantity(value, asked);
            case COMPOSITE, SPECIAL -> false;
        };
    }

    private boolean token(Json value, String asked) {
        if (modifier.isEmpty()) return MatchCondition.token(value, asked);
        return modifier.get().equals("text")
                && texts(value).anyMatch(text -> plain(text).contains(plain(asked)));
    }

    private boolean reference(Json value, String asked, UnaryOperator<String> relative) {
        if (modifier.filter("identifier"::equals).isPresent())
            return value instanceof Json.Obj object
                    && object.object("identifier")
                            .filter(identifier -> MatchCondition.token(identifier, asked))
                            .isPresent();
        String wanted = relative.apply(asked);
        return MatchCondition.reference(value, relative)
                .filter(named -> wanted.contains("/")
                        ? Reference.parse(wanted).filter(named::equals).isPresent()
                        : named.id().equals(wanted)
                                && modifier.map(named.type()::equals).orElse(true))
                .isPresent();
    }

    private boolean string(String text, String asked) {
        if (modifier.filter("exact"::equals).isPresent()) return text.equals(asked);
        String wanted = plain(asked);
        return modifier.filter("contains"::equals).isPresent()
                ? plain(text).contains(wanted)
                : plain(text).startsWith(wanted);
    }

    /** FHIR R4 3.1.1.4.9: without regard to case, accents and what is combined of them. */
    private static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT);
    }

    /** The attachment links that the gateway writes bear the owner in a query. */
    private boolean uri(String value, String asked, UnaryOperator<String> relative) {
        if (modifier.isPresent()) return false;
        String bare = value.replaceFirst("\\?_owner=.*", "");
        return relative.apply(bare).equals(relative.apply(asked));
    }

    private static boolean date(Json value, String asked) {
        Matcher parts = PREFIXED.matcher(asked);
        if (!parts.matches()) return false;
        Optional<DateSpan> wanted = DateSpan.of(parts.group(2));
        return wanted.isPresent()
                && DateSpan.of(value)
                        .filter(held -> held.found(prefix(parts), wanted.get()))
                        .isPresent();
    }

    private static String prefix(Matcher parts) {
        return Optional.ofNullable(parts.group(1)).orElse("eq");
    }

    private static boolean quantity(Json value, String asked) {
        Matcher parts = PREFIXED.matcher(asked);
        if (!parts.matches()) return false;
        String[] part = parts.group(2).split("\\|", -1);
        Optional<Json> number = value instanceof Json.Obj object ? object.get("value") : Optional.of(value);
        if (number.isEmpty() || !(number.get() instanceof Json.Num held)) return false;
        return unit(value, part) && compared(prefix(parts), held.literal(), part[0]);
    }

    private static boolean unit(Json value, String[] part) {
        if (part.length != 3) return part.length == 1;
        return value instanceof Json.Obj quantity
                && (part[1].isEmpty() || quantity.text("system").equals(Optional.of(part[1])))
                && Stream.of("code", "unit")
                        .anyMatch(name -> quantity.text(name).equals(Optional.of(part[2])));
    }

    /** FHIR R4 3.1.1.4.6: a number stands for all that round to it. */
    private static boolean compared(String prefix, String held, String asked) {
        try {
            BigDecimal value = new BigDecimal(held);
            BigDecimal wanted = new BigDecimal(asked);
            BigDecimal half = wanted.ulp().divide(BigDecimal.valueOf(2));
            boolean equal = value.compareTo(wanted.subtract(half)) >= 0 && value.compareTo(wanted.add(half)) < 0;
            int order = value.compareTo(wanted);
            return switch (prefix) {
                case "eq" -> equal;
                case "ne" -> !equal;
                case "gt", "sa" -> order > 0;
                case "ge" -> order >= 0;
                case "lt", "eb" -> order < 0;
                case "le" -> order <= 0;
                case "ap" -> value.subtract(wanted).abs().compareTo(wanted.abs().multiply(new BigDecimal("0.1"))) <= 0;
                default -> false;
            };
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static Stream<String> texts(Json value) {
        if (value instanceof Json.Text text) return Stream.of(text.value());
        List<Json> inner = new ArrayList<>();
        if (value instanceof Json.Obj object) inner.addAll(object.members().values());
        if (value instanceof Json.Arr array) inner.addAll(array.items());
        return inner.stream().flatMap(SearchedValue::texts);
    }
}
