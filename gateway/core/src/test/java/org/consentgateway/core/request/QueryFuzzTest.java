package org.consentgateway.core.request;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentgateway.core.fhir.FhirVersion;

/**
 * Any text as the query of a search: read as a slow reader reads it, written back without loss, and planned so that
 * nothing goes upstream which could see what the answer hides.
 */
class QueryFuzzTest {

    private static final List<String> TYPES = List.copyOf(FhirVersion.R4.types());
    private static final SearchPlanner PLANNER = new SearchPlanner(FhirVersion.R4, Ask.NOTE_TYPES, Ask.PUBLIC_BASE);
    private static final Set<String> NEVER_SENT =
            Set.of("_content", "_text", "_filter", "_query", "_list", "_contained", "_containedType", "_getpages");

    /** The first byte chooses the type, the others are the query. */
    @FuzzTest
    void any_query_is_refused_or_read_in_one_way(byte[] input) {
        if (input.length == 0) return;
        String raw = new String(input, 1, input.length - 1, StandardCharsets.ISO_8859_1);
        Optional<List<Parameter>> read = Query.parse(raw).value();
        boolean bounded =
                raw.length() < 2_000 && raw.chars().filter(c -> c == '&').count() < 150;
        if (bounded && !read.map(QueryTwinTest::plain).equals(shortNames(raw)))
            throw new AssertionError("the slow reader reads something else");
        if (read.isEmpty()) return;
        if (!Query.parse(Query.encode(read.get())).value().equals(read)) throw new AssertionError("lost in writing");
        String type = TYPES.get((input[0] & 0xff) % TYPES.size());
        Ask.ask("GET /fhir/" + type + "?" + Query.encode(read.get()))
                .then(PLANNER::plan)
                .value()
                .ifPresent(QueryFuzzTest::sees);
    }

    private static Optional<List<String>> shortNames(String raw) {
        return QueryTwinTest.slow(raw)
                .filter(all -> all.stream().allMatch(one -> one.name().length() <= 256))
                .map(QueryTwinTest::plain);
    }

    private static void sees(SearchPlan plan) {
        Set<String> sent = plan.upstream().stream()
                .map(parameter -> parameter.name().split("[:.]", 2)[0])
                .collect(Collectors.toSet());
        if (sent.stream().anyMatch(NEVER_SENT::contains) || sent.stream().anyMatch(Query.SHAPING::contains))
            throw new AssertionError("goes upstream");
    }
}
